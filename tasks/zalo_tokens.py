"""Zalo's token pairs, kept sealed in the data folder: a refresh token serves once, and for all senders."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from pathlib import Path

from config.settings import Settings
from models.errors import BadDataKey
from notify.zns import TokenPair, ZaloTokens
from store.sealing import Seal, seal_of

FOLDER = "zalo"


@dataclass(frozen=True, slots=True)
class _Slot:
    file: Path
    seal: Seal

    def read(self) -> TokenPair | None:
        """Return the kept pair; None where there is none, or none that the key at hand opens."""
        try:
            kept = json.loads(self.seal.open(self.file.read_text("ascii")))
            return TokenPair(kept["access"], kept["refresh"], datetime.fromisoformat(kept["ends_at"]))
        except (OSError, ValueError, KeyError, TypeError, BadDataKey):
            return None

    def write(self, pair: TokenPair) -> None:
        """Keep a pair, whole and on the disk: the one before it serves no more."""
        told = {"access": pair.access, "refresh": pair.refresh, "ends_at": pair.ends_at.isoformat()}
        part = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(self.seal.seal(json.dumps(told)))
            out.flush()
            os.fsync(out.fileno())
        part.replace(self.file)


def zalo_tokens(settings: Settings) -> ZaloTokens:
    """Return what gives an application's kept pair to one sender of this computer at a time."""
    seal = seal_of(settings)

    @contextmanager
    def slot(app: str) -> Iterator[_Slot]:
        folder = settings.home / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = blake2s(app.encode(), digest_size=12).hexdigest()
        with (folder / f"{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield _Slot(folder / f"{name}.pair", seal)

    return slot

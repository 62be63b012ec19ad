"""The pinned packages held to what is known of them, without a network: ``python -m checks.dependencies``."""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.version import Version

FOLDER = Path(__file__).resolve().parents[1] / "requirements"
LOCKS = ("run.txt", "dev.txt", "build.txt", "peers.txt")
_PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[a-z0-9,_-]+\])?==([^\s;\\]+)\s*(?:;[^\\]*)?\\?\s*$")
_HASH = re.compile(r"\s+--hash=sha256:[0-9a-f]{64}\s*\\?\s*$")


def plain_name(name: str) -> str:
    """Return a package's name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> tuple[dict[str, list[Version]], list[str]]:
    """Return the versions that a lock file pins, by package, and what is wrong with its lines."""
    found: dict[str, list[Version]] = {}
    faults: list[str] = []
    last, has_hash = "", True
    for number, line in enumerate(lock.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if _HASH.match(line):
            has_hash = True
        elif pin := _PIN.match(line):
            faults += [] if has_hash else [f"{last} has no hash"]
            last, has_hash = pin[1], False
            found.setdefault(plain_name(pin[1]), []).append(Version(pin[2]))
        else:
            faults.append(f"line {number} is neither a pin nor a hash: {line.strip()[:60]}")
    return found, faults + ([] if has_hash else [f"{last} has no hash"])


def known_bad(found: Mapping[str, list[Version]], advisories: list[dict[str, Any]]) -> Iterator[str]:
    """Return a sentence for each pinned version that an advisory names."""
    for one in advisories:
        for version in found.get(plain_name(one["package"]), []):
            if version < Version(one["below"]):
                yield f"{one['package']} {version}: {one['id']} ({one['on']}), {one['what']}"


def licence_of(package: str) -> str:
    """Return what an installed package tells of its licence; raises PackageNotFoundError."""
    told: Any = metadata(package)
    classifiers = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    first = (told.get("License") or "").strip().splitlines()[:1]
    return " | ".join([told.get("License-Expression") or "", *first, *classifiers]).strip(" |")


def strange_licences(packages: Mapping[str, object], licences: Mapping[str, Any]) -> Iterator[str]:
    """Return the packages installed here whose licence is neither allowed nor looked at."""
    for package in sorted(set(packages) - set(licences["looked_at"])):
        try:
            licence = licence_of(package)
        except PackageNotFoundError:
            # For another system, or another Python.
            continue
        if not any(word.lower() in licence.lower() for word in licences["allowed"]):
            yield f"{package}: licence “{licence or 'not told'}”"


def faults(folder: Path = FOLDER) -> list[str]:
    """Return everything that is wrong with the pinned packages, a sentence each."""
    known = tomllib.loads((folder / "advisories.toml").read_text("utf-8"))
    said: list[str] = []
    for name in LOCKS:
        found, wrong = pins((folder / name).read_text("utf-8"))
        said += [f"{name}: {one}" for one in (*wrong, *known_bad(found, known["advisory"]))]
        if name == "run.txt":
            said += [f"{name}: {one}" for one in strange_licences(found, known["licences"])]
    return said


def main() -> int:
    """Say what is wrong; return 1 where anything is."""
    said = faults()
    for one in said:
        sys.stderr.write(f"{one}\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())

"""Settings from the environment and from ``settings.env`` in the data folder; wrong ones stop the start."""

import contextlib
import os
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from config.mailbox import MailboxAddress, check_reply_to, read_mailbox_url
from config.setting_faults import FAULTS, FILE_UNREADABLE, KEY_SHORT, KEY_UNREADABLE, NAME_UNKNOWN, told
from models.errors import BadSettings

# A file in the data folder that the runner touches while it lives.
RUNNER_SIGN = "runner.alive"
# The key that signs links, in the data folder.
KEY_FILE = "secret.key"
# The key that seals secrets in the database, in the data folder; never in a backup.
DATA_KEY_FILE = "data.key"
# Characters: fewer could be guessed. An operator's own key may be shorter than the one we make.
LEAST_OWN_KEY, LEAST_GIVEN_KEY = 32, 16
SHIPPED = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """What the operator decides. Every name here is an environment variable with ``DONDOC_`` before it."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_", extra="ignore", frozen=True)

    # Where everything that lasts is kept when SQLite is used; made on first use.
    home: Path = Path("var")
    # An SQLAlchemy URL; empty means SQLite in ``home``.
    database_url: str = ""
    # Where people reach the pages; the start of every link in a message.
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    prefect_port: int = Field(default=4200, ge=1, le=65535)
    # Where ``dondoc prefect`` listens; ``dondoc up`` keeps its server to this machine whatever stands here.
    prefect_host: str = "127.0.0.1"
    # An already running Prefect API; empty means the one that ``dondoc up`` starts.
    prefect_api_url: str = ""
    # The database of the Prefect server that we start (postgresql+asyncpg://…); empty: SQLite in ``home``.
    prefect_database_url: SecretStr = SecretStr("")
    # The reverse proxies whose word on who asks is believed: addresses or networks, with commas between.
    proxies: str = "127.0.0.1"
    # A folder with a file per secret, named like its variable in small letters (``dondoc_secret_key``);
    # none means systemd's credentials, where it hands any over. Environment and settings.env go before it.
    secrets_dir: Path | None = None
    # Signs report links; empty means the key kept in ``home``.
    secret_key: SecretStr = SecretStr("")
    # Seals contacts' addresses and other secrets in the database; empty means the key kept in ``home``.
    data_key: SecretStr = SecretStr("")
    # Keys that were in use before, comma-separated: what they sealed can still be read.
    old_data_keys: SecretStr = SecretStr("")
    # Encrypts backups, and opens encrypted ones; empty: backups are not encrypted unless asked for.
    backup_key: SecretStr = SecretStr("")
    # Lets channels and webhooks lead into the inner network; mail servers may stand there anyway.
    allow_private_channels: bool = False
    # A fixed civil day for demonstrations, shown on every page.
    today: date | None = None
    demo: bool = False
    # Folder whose holidays.toml and ladder.toml stand before the shipped ones; none means ``office`` in home.
    config_dir: Path | None = None
    mail_from: str = "Đôn đốc <dondoc@localhost>"
    # The mailbox that answers come to: imaps://user:password@host/folder; empty: nobody reads answers.
    imap_url: SecretStr = SecretStr("")
    # Minutes between two looks into it.
    imap_minutes: int = Field(default=5, ge=1, le=1440)
    # Where answers go; {ma} stands for the letter that is answered. Empty: the mailbox's own address.
    reply_to: str = ""
    # Files with reports: bytes.
    upload_limit: int = Field(default=20 * 1024 * 1024, ge=1024)
    # Sign-in at the office's identity provider (OpenID Connect); all three, or none.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    # What the button on the sign-in page says, and the claim that names the account.
    oidc_name: str = "Tài khoản của cơ quan"
    oidc_username_claim: Literal["preferred_username", "email", "sub"] = "preferred_username"
    link_days: int = Field(default=14, ge=1, le=90)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # json: a line per event for whoever gathers logs; text: for people.
    log_format: Literal["text", "json"] = "text"
    # Who reads /metrics shows it (Authorization: Bearer …); empty: only this machine may read.
    metrics_token: SecretStr = SecretStr("")
    # Traces go to this collector (OTLP over HTTP, its base address); empty: there are none.
    otlp_endpoint: str = ""
    # Days for which Prefect keeps runs, with their logs and artifacts; and its events.
    prefect_run_days: int = Field(default=30, ge=2, le=3650)
    prefect_event_days: int = Field(default=7, ge=1, le=3650)
    # Asked for (GET) after every finished morning, with /fail behind it after a failed one; empty: nobody is.
    ping_url: str = ""

    @field_validator("today", "config_dir", "secrets_dir", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("public_url", "ping_url", "otlp_endpoint")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc):
            raise ValueError("phải bắt đầu bằng http:// hoặc https://")
        return value.rstrip("/")

    @field_validator("metrics_token", "backup_key")
    @classmethod
    def _cannot_be_guessed(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < LEAST_GIVEN_KEY:
            raise ValueError(f"phải có ít nhất {LEAST_GIVEN_KEY} ký tự")
        return value

    @field_validator("prefect_database_url")
    @classmethod
    def _prefect_speaks_it(cls, value: SecretStr) -> SecretStr:
        if (url := value.get_secret_value()) and urlsplit(url).scheme != "postgresql+asyncpg":
            raise ValueError("phải bắt đầu bằng postgresql+asyncpg://")
        return value

    @field_validator("proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for one in filter(None, (part.strip() for part in value.split(","))):
            ip_network(one, strict=False)
        return value

    @field_validator("imap_url")
    @classmethod
    def _is_a_mailbox(cls, value: SecretStr) -> SecretStr:
        if url := value.get_secret_value():
            read_mailbox_url(url)
        return value

    @field_validator("reply_to")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return check_reply_to(value) if value else value

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer_is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        is_near = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if value and not (parts.scheme == "https" or (parts.scheme == "http" and is_near)):
            raise ValueError("phải bắt đầu bằng https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _provider_is_whole(self) -> Self:
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret.get_secret_value())
        if any(given) and not all(given):
            raise ValueError("DONDOC_OIDC_ISSUER, _CLIENT_ID và _CLIENT_SECRET phải có đủ cả ba")
        return self

    @property
    def database(self) -> str:
        """Return the SQLAlchemy URL of the program's own database."""
        return self.database_url or f"sqlite:///{(self.home / 'dondoc.db').resolve()}"

    @property
    def base_url(self) -> str:
        """Return the start of every link, without a slash at its end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def mailbox(self) -> MailboxAddress | None:
        """Return the mailbox that answers come to, or None where none is set."""
        url = self.imap_url.get_secret_value()
        return read_mailbox_url(url) if url else None

    @property
    def answers_to(self) -> str:
        """Return the address for answers, "" where there is none: the one set, else the mailbox's user."""
        box = self.mailbox
        if self.reply_to or box is None:
            return self.reply_to
        return box.user if "@" in box.user else ""

    @property
    def prefect_api(self) -> str:
        """Return the address of the Prefect API."""
        return self.prefect_api_url or f"http://127.0.0.1:{self.prefect_port}/api"

    @cached_property
    def signing_key(self) -> str:
        """Return the key that signs links, made (mode 0600) in the data folder on first use.

        Raises BadSettings for a key so short that links could be forged, and for one that cannot be read.
        """
        if given := self.secret_key.get_secret_value():
            if len(given) < LEAST_GIVEN_KEY:
                raise BadSettings(
                    f"DONDOC_SECRET_KEY ngắn hơn {LEAST_GIVEN_KEY} ký tự.",
                    hint="Đặt khóa dài hơn, hoặc bỏ trống để chương trình tự tạo.",
                    fault_id=FAULTS["secret_key"][0],
                )
            return given
        path = self.home / KEY_FILE
        try:
            if not path.exists():
                _make_key(path)
        except OSError as fault:
            raise _unreadable(path) from fault
        return _read_key(
            path, "Phục hồi tệp từ bản sao lưu, hoặc xóa để tạo khóa mới (đường dẫn đã gửi sẽ hết dùng)."
        )

    def data_keys(self) -> tuple[str, ...]:
        """Return the keys of the secrets in the database, the newest first; none where none was made yet.

        Raises BadSettings for a key so short that it could be guessed, and for one that cannot be read.
        """
        given = [self.data_key.get_secret_value(), *self.old_data_keys.get_secret_value().split(",")]
        keys = [key.strip() for key in given if key.strip()]
        if any(len(key) < LEAST_GIVEN_KEY for key in keys):
            raise BadSettings(
                f"DONDOC_DATA_KEY hoặc DONDOC_OLD_DATA_KEYS có khóa ngắn hơn {LEAST_GIVEN_KEY} ký tự.",
                hint="Đặt khóa dài hơn, hoặc bỏ trống để chương trình tự tạo.",
                fault_id=FAULTS["data_key"][0],
            )
        path = self.home / DATA_KEY_FILE
        if self.data_key.get_secret_value().strip() or not path.exists():
            return tuple(keys)
        return _read_key(path, "Phục hồi tệp từ nơi cất khóa."), *keys

    def make_data_key(self) -> str:
        """Return the key of the data folder, made (mode 0600) where there is none; raises BadSettings."""
        path = self.home / DATA_KEY_FILE
        try:
            _make_key(path)
        except OSError as fault:
            raise _unreadable(path) from fault
        return _read_key(path, "Phục hồi tệp từ nơi cất khóa.")

    @property
    def office_folder(self) -> Path:
        """Return the folder of the office's own files, which need not exist."""
        return self.config_dir if self.config_dir is not None else self.home / "office"

    def office_file(self, name: str) -> Path:
        """Return the office's own file of that name, or the shipped one where there is none."""
        own = self.office_folder / name
        return own if own.exists() else SHIPPED / name


def load_settings(home: Path | None = None) -> Settings:
    """Return the settings from the environment, else ``settings.env`` in the data folder, else secret files.

    Raises BadSettings with a line per fault, each with its id; a value is never repeated, it may be a secret.
    """
    home = home or Path(os.environ.get("DONDOC_HOME", "var"))
    file = home / "settings.env"
    written = _written(file)
    folder = _secrets_folder(written)
    try:
        # The environment decides over the file; both over the defaults.
        return Settings(_env_file=file, _env_file_encoding="utf-8", _secrets_dir=folder, home=home)  # type: ignore[call-arg]
    except ValidationError as fault:
        # A fault of several settings together has no place of its own.
        names = dict.fromkeys(str(e["loc"][0]) if e["loc"] else "" for e in fault.errors())
        lines = "; ".join(told(name) for name in names)
        raise BadSettings(
            f"Cấu hình sai: {lines}.", hint="Sửa biến môi trường hoặc tệp settings.env rồi chạy lại."
        ) from fault
    except (OSError, SettingsError) as fault:
        raise _secrets_unreadable(folder) from fault


def _written(file: Path) -> dict[str, str | None]:
    """Return what settings.env says; raises BadSettings where it is unreadable or names no setting."""
    try:
        written = dotenv_values(file, encoding="utf-8") if file.exists() else {}
    except (OSError, UnicodeDecodeError) as fault:
        hint = "Kiểm tra quyền đọc; tệp phải là văn bản UTF-8."
        raise BadSettings(f"Không đọc được {file}.", hint=hint, fault_id=FILE_UNREADABLE) from fault
    if strange := strange_names(written):
        raise BadSettings(
            f"{file} có tên không phải cấu hình nào: {', '.join(strange)}.",
            hint="Sửa tên hoặc xóa dòng; các tên hợp lệ ở deploy/env.template.",
            fault_id=NAME_UNKNOWN,
        )
    return written


def strange_names(names: Iterable[str]) -> list[str]:
    """Return those that begin like a setting of ours and are none, in order of the alphabet."""
    known = {f"DONDOC_{name}".upper() for name in Settings.model_fields}
    return sorted(n for n in names if n.upper().startswith("DONDOC_") and n.upper() not in known)


def _secrets_folder(written: Mapping[str, str | None]) -> Path | None:
    given = os.environ.get("DONDOC_SECRETS_DIR") or written.get("DONDOC_SECRETS_DIR")
    named = given or os.environ.get("CREDENTIALS_DIRECTORY")
    folder = Path(named) if named else None
    if given and folder is not None and not folder.is_dir():
        raise _secrets_unreadable(folder)
    return folder if folder is not None and folder.is_dir() else None


def _secrets_unreadable(folder: Path | None) -> BadSettings:
    return BadSettings(
        f"DONDOC_SECRETS_DIR: không đọc được thư mục bí mật {folder or ''}.",
        hint="Kiểm tra thư mục, và quyền đọc của từng tệp.",
        fault_id=FAULTS["secrets_dir"][0],
    )


def _read_key(path: Path, way_out: str) -> str:
    """Return the key of that file; raises BadSettings where it is unreadable or could be guessed."""
    try:
        key = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise _unreadable(path) from fault
    if len(key) < LEAST_OWN_KEY:
        raise BadSettings(
            f"Tệp khóa {path} trống hoặc ngắn hơn {LEAST_OWN_KEY} ký tự.", hint=way_out, fault_id=KEY_SHORT
        )
    return key


def _unreadable(path: Path) -> BadSettings:
    return BadSettings(
        f"Không đọc hoặc không tạo được khóa {path}.",
        hint="Kiểm tra quyền của thư mục dữ liệu.",
        fault_id=KEY_UNREADABLE,
    )


def _make_key(path: Path) -> None:
    """Write a new key, whole before anybody sees it; of two processes at once one makes the key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        # A link, not a renaming: it never replaces the key of the other process.
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)

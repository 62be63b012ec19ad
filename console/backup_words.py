"""The passphrase of a backup: from a file, from the settings, or asked for at the terminal."""

import getpass
import sys
from pathlib import Path

from config.settings import LEAST_GIVEN_KEY, Settings
from models.errors import Refused

_WAYS = "Đặt DONDOC_BACKUP_KEY hoặc dùng --passphrase-file."


def backup_passphrase(settings: Settings, file: Path | None, *, asks: bool, twice: bool = False) -> str:
    """Return the passphrase: the file's, else that of the settings, else the one a person types, else "".

    It is asked for only with ``asks``. Raises Refused for one of fewer than 16 characters, for a file that
    cannot be read, and where it should be asked for and nobody sits there.
    """
    if file is not None:
        return _of_file(file)
    if given := settings.backup_key.get_secret_value():
        return given
    return _asked(twice=twice) if asks else ""


def _of_file(file: Path) -> str:
    try:
        text = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused(f"Không đọc được tệp mật khẩu {file}.", hint="Kiểm tra tên và quyền đọc.") from fault
    return _long_enough(text, f"Mật khẩu trong tệp {file.name}")


def _asked(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise Refused("Chưa có mật khẩu của bản sao lưu.", hint=_WAYS)
    words = _long_enough(getpass.getpass("Mật khẩu sao lưu: "), "Mật khẩu")
    if twice and getpass.getpass("Nhập lại: ") != words:
        raise Refused("Hai lần nhập không giống nhau.", hint="Chạy lại lệnh.")
    return words


def _long_enough(words: str, what: str) -> str:
    if len(words) < LEAST_GIVEN_KEY:
        raise Refused(f"{what} ngắn hơn {LEAST_GIVEN_KEY} ký tự.", hint="Đặt mật khẩu dài hơn.")
    return words

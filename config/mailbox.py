"""The address of the mailbox that answers come to: one setting, read once and checked whole."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_NEAR = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"imaps": 993, "imap": 143}
# Where letters go that have been read, and those that could not be; made where they are missing.
READ_FOLDER, ASIDE_FOLDER = "DonDoc-da-doc", "DonDoc-de-rieng"


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """A folder of an IMAP server; without TLS on this computer only."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    has_tls: bool


def read_mailbox_url(url: str) -> MailboxAddress:
    """Return the mailbox of ``imaps://user:password@host:port/folder`` (993, INBOX where not said).

    User, password and folder are percent-encoded where they hold ``@ : / %``. Raises ValueError, which never
    repeats the address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("không phải địa chỉ imaps://") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("phải bắt đầu bằng imaps:// và có tên máy chủ")
    if parts.scheme == "imap" and parts.hostname not in _NEAR:
        raise ValueError("imap:// không mã hóa nên chỉ dùng trong cùng máy; hãy dùng imaps://")
    if not parts.username or not parts.password:
        raise ValueError("thiếu tên hoặc mật khẩu của hộp thư")
    if parts.query or parts.fragment:
        raise ValueError("có dấu ? hoặc #: trong tên và mật khẩu hãy viết %3F, %23")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if folder in (READ_FOLDER, ASIDE_FOLDER):
        raise ValueError("thư mục này dành cho thư đã đọc")
    user, password = unquote(parts.username), unquote(parts.password)
    if any(ord(c) < 32 for c in user + password + folder):
        raise ValueError("có ký tự điều khiển")
    return MailboxAddress(
        parts.hostname, port or _PORTS[parts.scheme], user, password, folder, parts.scheme == "imaps"
    )


def check_reply_to(address: str) -> str:
    """Return an address that answers go to, with ``{ma}`` once at most, before the @; raises ValueError."""
    plain = address.replace("{ma}", "x", 1)
    name, _, place = plain.partition("@")
    is_plain = plain.isascii() and not any(c.isspace() or c in '<>,;:{}"()[]\\' for c in plain)
    if not name or not place or "@" in place or not is_plain or "{" in address.partition("@")[2]:
        raise ValueError("phải là một địa chỉ thư, ví dụ don-doc+{ma}@so.example.vn")
    return address

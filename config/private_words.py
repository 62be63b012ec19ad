"""What no log may hold: addresses, phone numbers, tokens, passwords. Blotted out of any text."""

import re
from urllib.parse import urlsplit

# Report links and calendar addresses: whoever has the token has the key. In a letter's HTML the address ends
# at its quotation mark: what follows is the letter's.
TOKEN = re.compile(r"/(r|lich|thu-tong-hop)/[^/?#\s\"'<>]+")
_URL = re.compile(r"\b([A-Za-z][A-Za-z0-9+.\-]{1,20})://[^\s\"'<>]+")
_MAIL = re.compile(r"(?:\"[^\"\n]{1,100}\"|[^\s@<>\"(),;:\[\]]{1,100})@[^\s@<>\"'(),;]{1,255}")
# Written in groups or not, from inside or outside the country.
_PHONE = re.compile(r"(?<![\w.:\-])\(?(?:\+?84|0)\)?(?:[ .\-()]{0,2}\d){8,10}(?!\w)")
_NAMED = re.compile(
    r"\b(authorization|password|passwd|pass|secret|token|api[_-]?key|cookie|bearer|basic|mật khẩu)"
    r"(\s*[=:]\s*|\s+)(?:(?:bearer|basic)\s+)?[^\s,;&\"']{4,}",
    re.I,
)
_OPAQUE = re.compile(r"[A-Za-z0-9_\-]{32,}")
_KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"))
_NEAR = frozenset({"localhost", "127.0.0.1", "::1"})


def blot(text: str) -> str:
    """Return the text without what is personal or secret in it, as far as its form tells.

    Of addresses in the web only the host stays, of this machine's own the path too (without tokens); of
    channels (``mailto://…``) the kind. Names of people have no form: they are never handed to a log.
    """
    if "://" in text:
        text = _URL.sub(lambda found: _url(found.group()), text)
    if "/r/" in text or "/lich/" in text or "/thu-tong-hop/" in text:
        text = TOKEN.sub(r"/\1/***", text)
    if "@" in text:
        text = _MAIL.sub("***@***", text)
    text = _NAMED.sub(r"\1\2***", text)
    text = _OPAQUE.sub(lambda found: "***" if _is_opaque(found.group()) else found.group(), text)
    return _PHONE.sub("***", text)


def _url(url: str) -> str:
    scheme = url.split("://", 1)[0].lower()
    if scheme not in ("http", "https"):
        # A file's place holds nothing of a person; what else there is may be a channel with its password.
        return url if scheme == "file" else f"{scheme}://***"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"{scheme}://***"
    where = f"{scheme}://{host}" + (f":{port}" if port else "")
    if host in _NEAR and "@" not in parts.netloc:
        return where + parts.path + ("?***" if parts.query else "")
    return where + ("/***" if parts.path.strip("/") or parts.query else "")


def _is_opaque(word: str) -> bool:
    """Return whether a long word looks like a key: small and capital letters and digits mixed."""
    return all(kind.search(word) for kind in _KINDS)

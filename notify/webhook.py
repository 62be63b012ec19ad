"""One event on its way to another system: connected to a checked address, never longer than the deadline."""

import asyncio
import ssl
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import httpx2 as httpx

from models.errors import DeliveryFailed, Refused
from notify.reachable import IPAddress, looks_private, refuse_private

# Seconds for one step (connecting, one piece of the answer), and for the attempt as a whole.
STEP_SECONDS, WHOLE_SECONDS = 10.0, 20.0
# Bytes of the answer that are read, and characters of it that are kept.
MOST_READ, MOST_KEPT = 16 * 1024, 200
LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class Posting:
    """What is sent, and where to."""

    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status (None: no answer) and, where it helps a person, why."""

    status: int | None
    words: str = ""


def check_url(url: str, *, may_be_private: bool) -> str:
    """Return an address for events as it is stored; raises Refused for what is none.

    An address of the inside written in numbers is refused at once; where a name leads is looked at when
    something is sent, because that may change.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        port_is_good = parts.port is None or 0 < parts.port < 65536
        httpx.URL(text)
    except (ValueError, httpx.InvalidURL):
        parts, port_is_good = urlsplit(""), False
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not port_is_good
        or parts.username is not None
        or parts.fragment
        or len(text) > LONGEST_URL
        or not text.isprintable()
        or " " in text
    ):
        raise Refused(
            "Địa chỉ nhận sự kiện phải là https://… hoặc http://…, không có tên đăng nhập và dấu #.",
            hint=f"Chép lại địa chỉ của phần mềm nhận, dài nhất {LONGEST_URL} ký tự.",
        )
    if not may_be_private and looks_private(parts.hostname):
        raise Refused(
            "Địa chỉ dẫn vào mạng nội bộ hoặc chính máy này.",
            hint="Dùng địa chỉ công khai, hoặc đặt DONDOC_ALLOW_PRIVATE_CHANNELS=true.",
        )
    return text


async def post(
    posting: Posting,
    *,
    may_be_private: bool,
    trust: ssl.SSLContext | None = None,
    seconds: float = WHOLE_SECONDS,
) -> Reply:
    """Send once and return what came back; raises nothing for what another system or the network does.

    The name is resolved here, every address checked, and the connection made to one of them under the
    name's certificate (``trust``: whose certificates; None: the usual authorities). It is over after so
    many seconds. Redirects are not followed, proxies of the environment not used.
    """
    try:
        async with asyncio.timeout(seconds):
            host = urlsplit(posting.url).hostname or ""
            found = await asyncio.to_thread(refuse_private, host, allowed=may_be_private)
            return await _sent(posting, found, trust)
    except DeliveryFailed as fault:
        return Reply(None, fault.sentence)
    except TimeoutError:
        return Reply(None, f"Không trả lời trong {seconds:.0f} giây.")
    except httpx.TimeoutException:
        return Reply(None, f"Không trả lời trong {STEP_SECONDS:.0f} giây.")
    except (httpx.HTTPError, OSError, ValueError) as fault:
        # Its words may hold the address of a machine: the kind of the fault says enough.
        return Reply(None, f"Không kết nối được ({type(fault).__name__}).")


@lru_cache(maxsize=1)
def _authorities() -> ssl.SSLContext:
    """Return whom we trust; read once, because reading them takes longer than sending."""
    return httpx.create_ssl_context(trust_env=False)


async def _sent(posting: Posting, found: tuple[IPAddress, ...], trust: ssl.SSLContext | None) -> Reply:
    """Try the checked addresses in order until one can be connected to."""
    *others, last = found[:3]
    for address in others:
        try:
            return await _sent_to(posting, address, trust)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await _sent_to(posting, last, trust)


async def _sent_to(posting: Posting, address: IPAddress, trust: ssl.SSLContext | None) -> Reply:
    url = httpx.URL(posting.url)
    pinned = url.copy_with(host=str(address))
    headers = posting.headers | {"Host": url.netloc.decode("ascii")}
    async with (
        httpx.AsyncClient(
            timeout=STEP_SECONDS, follow_redirects=False, trust_env=False, verify=trust or _authorities()
        ) as client,
        client.stream(
            "POST",
            pinned,
            content=posting.body,
            headers=headers,
            extensions={"sni_hostname": url.raw_host.decode("ascii").strip("[]")},
        ) as answer,
    ):
        read = bytearray()
        # As it comes, not unpacked: a few bytes may unpack to a great many.
        async for piece in answer.aiter_raw():
            read += piece
            if len(read) >= MOST_READ:
                break
        if answer.is_success:
            return Reply(answer.status_code)
        return Reply(answer.status_code, _words(bytes(read[:MOST_READ])))


def _words(body: bytes) -> str:
    """Return the beginning of an answer as one printable line."""
    text = "".join(c if c.isprintable() else " " for c in body.decode("utf-8", "replace"))
    return " ".join(text.split())[:MOST_KEPT]

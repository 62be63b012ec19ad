"""What gateways for SMS and Zalo have in common: one request to a checked address, one answer in JSON."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx

from models.errors import BadSettings, PassingFailure
from notify.apprise_parts import NotifyBase
from notify.letter import Letter, Meanwhile, nothing
from notify.reachable import looks_private, refuse_private

# Seconds for one step of a request; a gateway that is slower is asked again later.
STEP_SECONDS = 15.0
# Bytes of an answer that are read: a gateway's is a few hundred.
MOST_READ = 64 * 1024
_PHONE = re.compile(r"(?:\+?84|0)([35789][0-9]{8})")


@dataclass(frozen=True, slots=True)
class Request:
    """One POST: its address, its JSON or its form, its headers."""

    url: str
    json: dict[str, Any] | None = None
    form: dict[str, str] | None = None
    headers: dict[str, str] | None = None


def ask(request: Request, *, may_be_private: bool, seconds: float = STEP_SECONDS) -> dict[str, Any]:
    """Send a request and return the JSON object that came back.

    The name is resolved here, every address checked and the connection made to the first one under the
    name's certificate; redirects and proxies of the environment are not followed. Raises PermanentRefusal
    for a host of the inside, PassingFailure for everything else that is no JSON object with status 200.
    """
    url = httpx.URL(request.url)
    address = refuse_private(urlsplit(request.url).hostname or "", allowed=may_be_private)[0]
    headers = (request.headers or {}) | {"Host": url.netloc.decode("ascii")}
    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                url.copy_with(host=str(address)),
                json=request.json,
                data=request.form,
                headers=headers,
                extensions={"sni_hostname": url.raw_host.decode("ascii").strip("[]")},
            ) as answer,
        ):
            return _object(answer)
    except httpx.TimeoutException as fault:
        raise PassingFailure(f"Cổng gửi tin không trả lời trong {seconds:.0f} giây.") from fault
    except (httpx.HTTPError, OSError) as fault:
        raise PassingFailure(f"Không kết nối được cổng gửi tin ({type(fault).__name__}).") from fault


def _object(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        raise PassingFailure(f"Cổng gửi tin trả lời HTTP {answer.status_code}.")
    read = bytearray()
    for piece in answer.iter_raw():
        read += piece
        if len(read) > MOST_READ:
            raise PassingFailure("Cổng gửi tin trả lời quá dài.")
    try:
        found = httpx.Response(200, headers=answer.headers, content=bytes(read)).json()
    except (ValueError, httpx.HTTPError) as fault:
        raise PassingFailure("Cổng gửi tin trả lời không đọc được.") from fault
    if not isinstance(found, dict):
        raise PassingFailure("Cổng gửi tin trả lời không đúng dạng.")
    return found


def local_phone(text: str) -> str:
    """Return a Vietnamese mobile number in its nine last digits; raises BadSettings, repeating no digit."""
    found = _PHONE.fullmatch(re.sub(r"[ .\-]", "", text))
    if found is None:
        raise BadSettings("Số điện thoại di động không đúng.", hint="Dạng 09… hoặc 849…, mỗi kênh một số.")
    return found.group(1)


class GatewayPost(NotifyBase):  # type: ignore[misc]
    """An Apprise service of our own: ``fault`` is why a letter was not taken, kept from its catch-all."""

    setup_url = "docs/channels.md"
    request_rate_per_sec = 0
    # Arguments that its address may have.
    arguments: frozenset[str] = frozenset()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.letter: Letter | None = None
        self.fault: Exception | None = None
        self.meanwhile: Meanwhile = nothing
        self.may_be_private = False

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """Return the parts of an address as Apprise reads them, or None."""
        found: dict[str, Any] | None = NotifyBase.parse_url(url, verify_host=False)
        return found

    def pack(self, letter: Letter) -> None:
        """Set the letter whose short text is to be sent."""
        self.letter = letter

    def foretell(self) -> None:
        """Do nothing: there is nobody to be told."""

    def send(self, body: str = "", title: str = "", **kwargs: Any) -> bool:
        """Send the packed letter's short text; returns False with ``fault`` set where that failed."""
        if self.letter is None:
            raise ValueError("a letter must be packed before sending")
        try:
            self.hand_over(self.letter)
        except Exception as fault:  # noqa: BLE001 - raised again by the channel; Apprise would hide it
            self.fault = fault
        return self.fault is None

    def hand_over(self, letter: Letter) -> None:
        """Send the letter's short text; raises PassingFailure or PermanentRefusal."""
        raise NotImplementedError

    def base(self, usual: str) -> str:
        """Return the start of the gateway's addresses: the usual one, or the server that ``api`` names."""
        if not self.api:
            return usual
        return f"{'https' if self.over_tls else 'http'}://{self.api}"

    def set_server(self, arguments: dict[str, str]) -> None:
        """Take the server from the arguments ``api`` and ``tls``."""
        self.api = arguments.get("api", "")
        self.over_tls = arguments.get("tls", "yes") != "no"
        if self.api and not re.fullmatch(r"[A-Za-z0-9.\-]{1,200}(:[0-9]{1,5})?", self.api):
            raise BadSettings("Tên máy chủ ở tham số api không đúng.", hint="Dạng may-chu hoặc may-chu:cổng.")

    def names_private_host(self) -> bool:
        """Return whether the address names a server of the inside."""
        return bool(self.api) and looks_private(self.api.partition(":")[0])

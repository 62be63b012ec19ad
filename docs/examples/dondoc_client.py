"""A client of Đôn đốc's API (docs/api.md) in one file: copy it and change what you like.

It needs Python 3.11 and httpx2. What it does beside sending requests: lists come page after page; what was
read is kept with its ETag and not sent again while it has not changed; a write is tried again under the same
Idempotency-Key, so that it is done once however often the connection breaks.
"""

import hashlib
import hmac
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx2 as httpx

Json = dict[str, Any]
# A file: its name and its content.
File = tuple[str, bytes]
# Seconds to wait before a request is sent again.
WAITS = (0.5, 2.0, 8.0)
# Answers after which the same request may succeed.
PASSING = frozenset({429, 500, 502, 503, 504})
# Seconds by which a webhook's clock and ours may differ.
TOLERANCE = 300


class Problem(Exception):
    """What the API refused: ``code`` is for programs, ``detail`` and ``hint`` are for people."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(told.get("code", ""))
        self.detail = str(told.get("detail", ""))
        self.hint = str(told.get("hint", ""))
        super().__init__(f"{self.code}: {self.detail} {self.hint}".strip())


class Dondoc:
    """The API of one office: ``address`` is where its pages are, ``key`` what its operator gave out."""

    def __init__(self, address: str, key: str, *, waits: Sequence[float] = WAITS) -> None:
        self._http = httpx.Client(
            base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=30, follow_redirects=False
        )
        self._waits = waits
        # What was read, by address: its ETag and its JSON.
        self._known: dict[str, tuple[str, Json]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    # Reading

    def get(self, path: str, **asked: Any) -> Json:
        """Return what stands at an address of the API; raises Problem."""
        url = httpx.URL(path, params=asked) if asked else httpx.URL(path)
        known = self._known.get(str(url))
        headers = {"If-None-Match": known[0]} if known else {}
        answer = self._sent("GET", url, headers=headers)
        if answer.status_code == 304 and known:
            return known[1]
        told: Json = answer.json()
        self._known[str(url)] = (answer.headers["ETag"], told)
        return told

    def _pages(self, path: str, asked: Mapping[str, Any]) -> Iterator[Json]:
        page = self.get(path, **asked)
        yield from page["items"]
        while page["next"]:
            page = self.get(page["next"])
            yield from page["items"]

    def plans(self, **filters: Any) -> Iterator[Json]:
        """Yield every plan in force or closed."""
        return self._pages("/api/v1/plans", filters)

    def obligations(self, **filters: Any) -> Iterator[Json]:
        """Yield every obligation that fits; a filter may be a list: ``standing=["overdue", "due_today"]``."""
        return self._pages("/api/v1/obligations", filters)

    def obligation(self, obligation_id: int) -> Json:
        """Return one obligation with its journal and its reports."""
        return self.get(f"/api/v1/obligations/{obligation_id}")

    def rollup(self, **asked: Any) -> Json:
        """Return the official counts; asked with ``by``, ``plan``, ``day``, ``period`` and ``cut`` …"""
        return self.get("/api/v1/rollups", **asked)

    def file(self, file: Json) -> bytes:
        """Return the content of a file that a report names."""
        return self._sent("GET", httpx.URL(file["url"])).content

    # Writing

    def report(
        self,
        read: Json,
        *,
        says: str,
        text: str,
        product: str = "",
        reporter: str = "",
        files: Sequence[File] = (),
        key: str = "",
    ) -> Json:
        """Report on an obligation as it was read and return it as it stands then.

        ``says`` is in_progress or reported. Raises Problem ``changed`` where somebody has changed it since.
        Keep ``key`` where the report may have to be sent again by another run of the program.
        """
        at = f"/api/v1/obligations/{read['id']}/reports"
        said = {"says": says, "text": text, "product": product, "reporter": reporter}
        if files:
            parts = [("files", file) for file in files]
            return self._write(f"{at}/with-files", key, read, data=said, files=parts)
        return self._write(at, key, read, json=said)

    def acknowledge(self, read: Json, *, reporter: str = "", key: str = "") -> Json:
        """Acknowledge a newly assigned obligation and return it as it stands then; raises Problem."""
        at = f"/api/v1/obligations/{read['id']}/acknowledge"
        return self._write(at, key, read, json={"reporter": reporter})

    def send_plan(self, file: File, *, key: str = "", patience: float = 300) -> int:
        """Send a document in and return the id of the draft that was read of it; a person reviews it.

        Raises Problem where it cannot be read, TimeoutError where that takes longer than ``patience``.
        """
        intake = self._write("/api/v1/plans", key, None, files={"document": file})
        end = time.monotonic() + patience
        while intake["state"] == "reading":
            if time.monotonic() > end:
                raise TimeoutError(f"document {intake['id']} is still being read")
            time.sleep(self._waits[0])
            intake = self.get(f"/api/v1/intakes/{intake['id']}")
        if intake["state"] != "stored":
            raise Problem(422, {"code": intake["state"], **intake})
        return int(intake["plan_id"])

    def _write(self, path: str, key: str, read: Json | None, **body: Any) -> Json:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        if read is not None:
            # What the caller has read, which may be older than what this client has read since.
            headers["If-Match"] = f'"r{read["revision"]}"'
        told: Json = self._sent("POST", httpx.URL(path), headers=headers, **body).json()
        return told

    def _sent(self, method: str, url: httpx.URL, **more: Any) -> httpx.Response:
        """Send a request, and again where that may help; raises Problem, or httpx2's own errors."""
        for wait in (*self._waits, None):
            try:
                answer = self._http.request(method, url, **more)
            except httpx.TransportError:
                if wait is None:
                    raise
            else:
                if answer.status_code not in PASSING or wait is None:
                    break
            time.sleep(wait)
        if answer.is_error:
            is_told = "json" in answer.headers.get("Content-Type", "")
            raise Problem(answer.status_code, answer.json() if is_told else {"detail": answer.reason_phrase})
        return answer


def check_signature(secret: str, header: str, body: bytes, *, now: float | None = None) -> bool:
    """Return whether a webhook's body was signed with our secret within the last minutes.

    ``header`` is X-Dondoc-Signature, ``body`` the bytes as they came, before anything is read of them;
    ``now`` is a Unix second (the machine's where none is given).
    """
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    told, made = parts.get("t", ""), parts.get("v1", "")
    if not (told.isascii() and told.isdecimal() and len(told) < 12):
        return False
    expected = hmac.new(secret.encode(), told.encode() + b"." + body, hashlib.sha256).hexdigest()
    is_ours = hmac.compare_digest(expected.encode(), made.encode())
    return is_ours and abs((time.time() if now is None else now) - int(told)) <= TOLERANCE

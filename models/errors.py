"""The one tree of errors that a person may meet.

Each error carries a Vietnamese sentence for the person (what is wrong, where, what to do) and a
short id for the log and for links to the runbook. The cause stays in ``__cause__``.
"""


class DondocError(Exception):
    """The root: ``sentence`` is for the person, ``code`` for the log and the runbook."""

    code = "dondoc"

    def __init__(self, sentence: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        """Return the sentence with its place and its hint, as a person reads it."""
        place = f" ({self.place})" if self.place else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.sentence}{place}{hint}"


class BadDocument(DondocError):
    """The document cannot be read or holds nothing to track: exit code 2, HTTP 422."""

    code = "bad-document"


class MissingTool(BadDocument):
    """Reading this document needs an optional system program that is not installed."""

    code = "missing-tool"


class BadSettings(DondocError):
    """A setting is wrong or missing; the program refuses to start.

    ``fault_id`` (DD-C05) leads to the line of deploy/RUNBOOK.md that says what to do.
    """

    code = "bad-settings"
    fault_id = ""

    def __init__(self, sentence: str, *, hint: str = "", place: str = "", fault_id: str = "") -> None:
        super().__init__(sentence, hint=hint, place=place)
        self.fault_id = fault_id or self.fault_id

    def __str__(self) -> str:
        """Return the sentence as a person reads it, the id before it."""
        words = super().__str__()
        return f"[{self.fault_id}] {words}" if self.fault_id else words


class BadDataKey(BadSettings):
    """The key that seals secrets in the database is missing or is another one."""

    code = "bad-data-key"
    fault_id = "DD-C33"


class NotFound(DondocError):
    """The thing asked for is not there, or not for this person to see."""

    code = "not-found"


class Refused(DondocError):
    """A rule forbids this move; the sentence says which and what to do instead."""

    code = "refused"


class NotAllowed(Refused):
    """This person may not do this."""

    code = "not-allowed"


class OutOfDate(Refused):
    """Somebody else changed the same thing first (compare-and-set lost)."""

    code = "out-of-date"


class TooMany(Refused):
    """The same was tried too often from one place in a short time (HTTP 429)."""

    code = "too-many"


class BadLink(NotAllowed):
    """A report link is forged, has expired or was revoked."""

    code = "bad-link"


class ExpiredLink(BadLink):
    """A report link that was good once: its days are over or it was revoked (HTTP 410)."""

    code = "expired-link"


class DeliveryFailed(DondocError):
    """A message did not go out; see the two kinds below."""

    code = "delivery"


class PassingFailure(DeliveryFailed):
    """The channel may accept the same message later: it stays queued."""

    code = "delivery-passing"


class PermanentRefusal(DeliveryFailed):
    """The channel will never accept this message for this recipient: a person must act."""

    code = "delivery-refused"


class AlreadyRunning(DondocError):
    """Another ``dondoc up`` holds this data folder."""

    code = "already-running"

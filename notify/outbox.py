"""``outbox://mailbox``: the demonstration's channel, which keeps messages in the program's own database."""

from collections.abc import Callable
from typing import Any

from notify.apprise_parts import NotifyBase
from notify.letter import Letter, Meanwhile, nothing

# Stores one letter in a mailbox, in a transaction of its own.
KeepLetter = Callable[[str, Letter], None]


class LetterOutbox(NotifyBase):  # type: ignore[misc]
    """Hands one letter to ``keep``; ``fault`` is what ``keep`` raised, kept from Apprise's own catch-all."""

    service_name = "Đôn đốc outbox"
    protocol = "outbox"
    setup_url = "docs/delivery.md"
    request_rate_per_sec = 0
    # The mailbox holds the whole text.
    body_maxlen = 2**31
    templates = ("{schema}://{host}",)

    def __init__(self, *, mailbox: str, keep: KeepLetter, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mailbox = mailbox
        self.keep = keep
        self.letter: Letter | None = None
        self.fault: Exception | None = None
        # There is no server to wait for.
        self.meanwhile: Meanwhile = nothing

    def pack(self, letter: Letter) -> None:
        """Set the letter that is to be kept."""
        self.letter = letter

    def foretell(self) -> None:
        """Do nothing: there is nobody to be told."""

    def send(self, body: str, title: str = "", **kwargs: Any) -> bool:
        """Keep the letter; returns False with ``fault`` set where that failed."""
        if self.letter is None:
            raise ValueError("a letter must be packed before sending")
        try:
            self.keep(self.mailbox, self.letter)
        except Exception as fault:  # noqa: BLE001 - raised again by the channel; Apprise would hide it
            self.fault = fault
        return self.fault is None

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """Return the address of the mailbox."""
        return f"outbox://{self.mailbox}/"

"""What stands in a letter's head besides its words: its thread, where answers go, how it is declined."""

from dataclasses import dataclass

from config.settings import Settings
from notify.letter import LetterHead
from rules.threads import answer_address, is_summary, thread_root
from store.summaries import decline_token

DECLINE_PATH = "/thu-tong-hop"


@dataclass(frozen=True, slots=True)
class Letterheads:
    """Makes the heads of one run's letters; read from the settings once."""

    answers_to: str
    base: str
    key: str

    def of(self, message_id: int, reference: str) -> LetterHead:
        """Return the head of one message: the same on every attempt."""
        return LetterHead(
            thread=thread_root(reference),
            reply_to=answer_address(self.answers_to, reference) if self.answers_to else "",
            decline=decline_address(self.base, message_id, self.key) if is_summary(reference) else "",
        )


def letterheads(settings: Settings) -> Letterheads:
    """Return the heads for these settings."""
    return Letterheads(settings.answers_to, settings.base_url, settings.signing_key)


def decline_address(base: str, message_id: int, key: str) -> str:
    """Return the address at which the reader of a message declines the letters of its kind."""
    return f"{base}{DECLINE_PATH}/{decline_token(message_id, key=key)}"

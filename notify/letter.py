"""A message ready to be handed to a channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rules.fitting import ShortFacts

NO_FACTS = ShortFacts("")
# What a sender does while a server thinks about its answer; it raises nothing.
Meanwhile = Callable[[], None]


def nothing() -> None:
    """Do nothing meanwhile."""


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What a letter's head says besides its words; "" leaves a line out.

    ``thread`` is the Message-ID of the thread's root, ``reply_to`` an address, ``decline`` the address at
    which the reader declines letters of this kind.
    """

    thread: str = ""
    reply_to: str = ""
    decline: str = ""


NO_HEAD = LetterHead()


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one recipient: the text and the HTML say the same.

    ``reference`` is the Message-ID with its angle brackets, the same on every attempt; ``at`` the UTC
    instant of the attempt.
    """

    reference: str
    subject: str
    text: str
    html: str
    at: datetime
    # What short channels say instead of the text, and the start of the pages' addresses.
    facts: ShortFacts = NO_FACTS
    base: str = ""
    head: LetterHead = NO_HEAD

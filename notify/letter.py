"""A message ready to be handed to a channel."""

from dataclasses import dataclass
from datetime import datetime


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

"""By which of a contact's channels a message goes on when one of them does not take it.

Channels are numbered from 0, the contact's own one; the others follow in the order in which a person put
them. A message keeps its Message-ID whichever channel it goes by.
"""

from collections.abc import Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NextChannel:
    """The channel to go by next; ``is_new`` where this round has not tried it, so that nobody waits."""

    rank: int
    is_new: bool


def channel_words(rank: int) -> str:
    """Return what a person calls that channel."""
    return "kênh chính" if rank == 0 else f"kênh dự phòng {rank}"


def channel_in_use(rank: int, count: int) -> int:
    """Return the channel that a message goes by: its own, or the first where a person took that one away."""
    return rank if 0 <= rank < count else 0


def next_channel(
    rank: int, count: int, *, refused: Set[int], is_refusal: bool, has_failed_long: bool
) -> NextChannel | None:
    """Return the channel to go on by after a failure at ``rank``, or None to stay.

    ``refused`` are the channels that refused this message for good, this one included where ``is_refusal``.
    After a refusal None says that all have refused: the message has failed. After a passing failure the
    message moves only where that has lasted long (``rules.sending.has_failed_long``), in a circle over those
    that have not refused, so that one that works again is found.
    """
    if not is_refusal and not has_failed_long:
        return None
    for step in range(1, count):
        other = (rank + step) % count
        if other not in refused:
            return NextChannel(other, is_new=other > rank)
    return None

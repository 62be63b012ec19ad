"""What digests say of new comments: the words, the place, the day; never who wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.phrases import place_words, shorten

# Comments that one digest names; the pages show them all.
MOST = 10
WORK_WIDTH, SAID_WIDTH = 80, 240


@dataclass(frozen=True, slots=True)
class CommentItem:
    """A new comment about one obligation; ``on`` is its civil day in Viet Nam."""

    agency: str
    plan: str
    ref: str
    work: str
    on: date
    said: str


def comments_heading(count: int) -> str:
    """Return the heading of the comments in a digest."""
    return f"Trao đổi mới ({count} ý kiến)"


def comment_line(item: CommentItem) -> str:
    """Return one comment on one line: where it belongs, the day, the words."""
    work = shorten(item.work, WORK_WIDTH)
    said = shorten(item.said, SAID_WIDTH)
    return f"{place_words(item.plan, item.ref)}: {work} ({item.on:%d/%m/%Y}): “{said}”"


def comment_lines(items: Sequence[CommentItem]) -> tuple[str, ...]:
    """Return the newest comments on a line each, the oldest of them first, and how many more there are."""
    lines = tuple(comment_line(one) for one in items[-MOST:])
    more = len(items) - len(lines)
    return (*lines, f"và {more} ý kiến trước đó, xem trên trang phần việc.") if more else lines

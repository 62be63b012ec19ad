"""New comments as digests name them."""

from collections.abc import Iterable

from config.clock import civil_day
from rules.wording_comments import CommentItem
from store.comments import NewComment


def comment_items(news: Iterable[NewComment], *, only_urgent: bool = False) -> tuple[CommentItem, ...]:
    """Return comments for a digest, the oldest first; ``only_urgent``: those about urgent plans."""
    return tuple(
        CommentItem(one.agency, one.plan, one.ref, one.work, civil_day(one.at), one.text)
        for one in news
        if one.is_urgent or not only_urgent
    )

"""New comments as digests name them."""

from collections.abc import Iterable

from rules.civil import day_of
from rules.wording_comments import CommentItem
from store.comments import NewComment


def comment_items(news: Iterable[NewComment], *, only_urgent: bool = False) -> tuple[CommentItem, ...]:
    """Return comments for a digest, the oldest first; ``only_urgent``: those about urgent plans."""
    return tuple(
        CommentItem(one.agency, one.plan, one.ref, one.work, day_of(one.at), one.text)
        for one in news
        if one.is_urgent or not only_urgent
    )

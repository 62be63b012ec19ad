"""What of a draft a person should look at first, and why."""

from models.assignment import LOOKED
from store.plans import ReviewItem

# Below this an item counts as unsure.
SURE = 0.8


def doubts(item: ReviewItem) -> list[str]:
    """Return why a person should look at this item first, in sentences; nothing where it is plain."""
    row = item.assignment
    found = [row.question] if row.question else []
    if not item.owners:
        found.append("Chưa rõ cơ quan thực hiện.")
    unknown = [p.name for p in item.owners if p.agency_id is None and p.group_id is None]
    if unknown:
        found.append(f"Chưa có trong danh bạ: {', '.join(unknown)}.")
    if row.due_on is not None and not row.deadline_literal and not row.question:
        found.append("Hạn do chương trình suy ra, không ghi nguyên văn.")
    if "owner_guessed" in row.flags:
        found.append("Cơ quan thực hiện do chương trình suy ra.")
    elif row.confidence < SURE:
        found.append(f"Máy đọc chưa chắc ({row.confidence * 100:.0f} %).")
    return found


def is_left(item: ReviewItem) -> bool:
    """Return whether a person should still look at this item: what nobody does is never let stand."""
    return not item.owners or (LOOKED not in item.assignment.flags and bool(doubts(item)))


def is_undated(item: ReviewItem) -> bool:
    """Return whether nobody has said yet by when the item is due."""
    return item.assignment.due_on is None and item.assignment.deadline_kind == "none"


def most_doubtful_first(items: list[ReviewItem]) -> list[ReviewItem]:
    """Return what is left to look at, the most doubtful first, and then the rest as it stands."""
    left = [i for i in items if is_left(i)]
    left.sort(key=lambda i: (bool(i.owners), -len(doubts(i)), i.assignment.confidence))
    return left + [i for i in items if not is_left(i)]

"""What an amendment means in a sentence, and the words that differ."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rules.amendment_effects import SETTLED, Effects, Fated, Held, ItemChange, effects
from rules.amendment_wording import marked, reason, summary
from rules.breakdown import ItemTerms, Owed
from rules.shares import Shares
from rules.workday import vietnam_calendar

CALENDAR = vietnam_calendar()
TODAY = date(2026, 11, 9)
DUE, LATER = date(2026, 11, 20), date(2026, 12, 15)


def held(key: int, agency: int, status: str = "acknowledged", due: date | None = DUE, **more: bool) -> Held:
    return Held(key, agency, "owner", "", "dated", status, due, **more)


def change(one: Held, fate: str, due: date | None) -> Fated:
    return Fated(one, fate, "dated", due)  # type: ignore[arg-type]


def test_only_the_words_that_differ_are_marked() -> None:
    old, new = marked("Kiểm tra ít nhất 06 xã, phường", "Kiểm tra tại ít nhất 08 xã phường")
    assert [(r.text, r.is_marked) for r in old] == [
        ("Kiểm tra ít nhất", False),
        ("06", True),
        ("xã, phường", False),
    ]
    assert [r.text for r in new if r.is_marked] == ["tại", "08"]


@given(
    st.lists(st.sampled_from(["rà", "soát", "06", "–", "xã,"])), st.lists(st.sampled_from(["rà", "08", "–"]))
)
def test_no_word_is_lost_in_marking_and_equal_wordings_have_no_mark(old: list[str], new: list[str]) -> None:
    left, right = marked(" ".join(old), " ".join(new))
    assert " ".join(r.text for r in left).split() == old
    assert " ".join(r.text for r in right).split() == new
    assert not any(r.is_marked for runs in marked(" ".join(old), " ".join(old)) for r in runs)


def test_the_sentence_counts_work_agencies_and_days() -> None:
    made = tuple(("owner", Owed(agency, None, "dated", LATER)) for agency in (7, 8, 8))
    found = {
        1: Effects((change(held(1, 3), "change", LATER), change(held(2, 4), "change", LATER))),
        2: Effects((change(held(3, 5), "withdraw", DUE), change(held(4, 5), "keep", DUE))),
        -9: Effects((), made),  # type: ignore[arg-type]
    }
    assert summary(found, 0) == (
        "3 phần việc mới cho 2 cơ quan; 2 hạn chuyển từ 20/11/2026 sang 15/12/2026; 1 phần việc rút; "
        "1 phần việc đã báo cáo hoặc hoàn thành giữ nguyên. 4 cơ quan được báo."
    )
    assert summary({}, 0) == "Không có gì thay đổi."


def test_the_journal_says_what_and_by_which_document() -> None:
    said = reason("văn bản số 9/KH", change(held(1, 3), "change", LATER), ("text", "deadline"))
    assert said == "theo văn bản số 9/KH: hạn chuyển từ 20/11/2026 sang 15/12/2026; thay đổi nội dung"


AGENCIES = st.lists(st.integers(1, 4), max_size=4, unique=True)
STATUSES = st.sampled_from(
    [
        "assigned",
        "acknowledged",
        "in_progress",
        "reported",
        "returned",
        "done",
        "refused",
        "suspended",
        "withdrawn",
    ]
)


@given(AGENCIES, AGENCIES, st.lists(STATUSES, min_size=4, max_size=4), st.booleans(), st.booleans())
def test_finished_work_is_never_taken_away_and_everybody_named_has_the_work_once(
    before: list[int], after: list[int], statuses: list[str], redated: bool, reworded: bool
) -> None:

    rows = [held(n, n, statuses[n - 1]) for n in before]
    asked = ItemChange(
        before=Shares(tuple((n, None) for n in before)),
        after=Shares(tuple((n, None) for n in after)),
        terms=ItemTerms("date", LATER if redated else DUE),
        is_redated=redated,
        is_reworded=reworded,
    )
    found = effects(asked, rows, today=TODAY, until=None, calendar=CALENDAR)
    fates = {f.held.agency_id: f for f in found.fates}
    for one in rows:
        fated = fates.get(one.agency_id)
        if one.status in SETTLED:
            assert fated is None or (fated.fate == "keep" and fated.due_on == one.due_on)
        elif one.agency_id not in after and one.status != "withdrawn":
            assert fated is not None and fated.fate == "withdraw"
        elif fated is not None:
            assert fated.fate == "change" and fated.due_on == (LATER if redated else DUE)
    assert {owed.agency_id for _, owed in found.made} == set(after) - set(before)

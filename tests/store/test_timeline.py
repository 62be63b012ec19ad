"""One journal: every row of every source once, in the order in which it happened."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.extension import Extension
from models.journal import Comment, ProgressReport, StatusChange
from store.ledger import LedgerRow
from store.timeline import Sources, timeline

START = datetime(2026, 11, 2, 1, tzinfo=UTC)
DAY = date(2026, 12, 1)


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def change(hours: int, source: str | None, target: str, **more: object) -> StatusChange:
    facts: dict[str, object] = {"kind": "dated", "due_on": DAY, **more}
    return StatusChange(
        obligation_id=1,
        at=at(hours),
        actor="A",
        actor_role="lead",
        from_status=source,
        to_status=target,
        **facts,
    )


def report(key: int, hours: int) -> ProgressReport:
    return ProgressReport(
        id=key, obligation_id=1, at=at(hours), reported_on=DAY, says="in_progress", text="x", reporter="B"
    )


def reminder(number: int, hours: int | None) -> LedgerRow:
    sent = at(hours) if hours is not None else None
    state = "sent" if sent else None
    return LedgerRow(
        1,
        "Sở",
        "IV.1",
        number,
        "overdue",
        DAY,
        DAY,
        1,
        "agency-digest",
        state,
        None,
        sent,
        "",
        "Sở",
        "officer",
        "C",
    )


def test_a_report_stands_in_the_line_of_its_move() -> None:
    moved = change(2, "assigned", "in_progress", report_id=5)
    found = timeline(Sources([change(0, None, "assigned"), moved], [report(5, 2), report(6, 3)]))
    assert [(h.what, h.report.id if h.report else None) for h in found] == [
        ("born", None),
        ("moved", 5),
        ("report", 6),
    ]


def test_a_decision_is_told_once_with_both_days() -> None:
    asked = Extension(
        obligation_id=1,
        asked_at=at(1),
        asked_by="B",
        state="granted",
        proposed_on=date(2026, 12, 9),
        reason="x",
        decided_at=at(4),
        decided_by="A",
        granted_on=date(2026, 12, 8),
        replaced_on=DAY,
        decision_number="1/SYT",
    )
    journal = [
        change(0, None, "assigned"),
        change(1, "assigned", "assigned", why="đề nghị gia hạn"),
        change(4, "assigned", "assigned", why="gia hạn", due_on=date(2026, 12, 8)),
    ]
    found = timeline(Sources(journal, extensions=[asked]))
    assert [h.what for h in found] == ["born", "asked", "decided"]
    assert (found[-1].due_from, found[-1].due_on) == (DAY, date(2026, 12, 8))


def test_a_due_day_that_the_lead_set_is_told_with_the_day_before_it() -> None:
    journal = [change(0, None, "assigned", due_on=None), change(3, "assigned", "assigned", why="ấn định hạn")]
    (born, noted) = timeline(Sources(journal))
    assert (noted.what, noted.due_changed, noted.due_from, noted.due_on) == ("noted", True, None, DAY)
    assert not born.due_changed


def test_rows_older_than_the_columns_tell_of_no_changed_day() -> None:
    journal = [change(0, None, "assigned", kind=None, due_on=None), change(3, "assigned", "acknowledged")]
    assert not any(h.due_changed for h in timeline(Sources(journal)))


def test_a_reminder_without_a_message_knows_its_day_only() -> None:
    sent, waits = timeline(Sources([], reminders=[reminder(1, 2), reminder(2, None)]))
    assert sent.has_hour and not waits.has_hour
    assert waits.at == datetime(2026, 12, 1, 0, tzinfo=UTC)


hours = st.integers(0, 50)


@given(
    st.lists(hours, max_size=6),
    st.lists(hours, max_size=6),
    st.lists(hours, max_size=6),
    st.lists(hours, max_size=4),
)
def test_nothing_is_left_out_and_nothing_told_twice(
    moves: list[int], told: list[int], said: list[int], reminded: list[int]
) -> None:
    changes = [change(h, "assigned", "acknowledged") for h in sorted(moves)]
    comments = [
        Comment(id=n, obligation_id=1, at=at(h), actor="B", actor_role="agency", text="x")
        for n, h in enumerate(sorted(said))
    ]
    reminders = [reminder(n, h) for n, h in enumerate(sorted(reminded))]
    reports = [report(n, h) for n, h in enumerate(sorted(told), 1)]
    found = timeline(Sources(changes, reports, {}, [], reminders, comments))
    assert len(found) == len(moves) + len(told) + len(said) + len(reminded)
    assert [h.at for h in found] == sorted(h.at for h in found)

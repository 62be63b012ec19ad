"""A letter that is only looked at is the letter that the morning writes, and leaves nothing behind."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, MetaData
from sqlmodel import select

from models.agency import Agency
from models.reminder import Message
from store.database import reading
from tasks.composing import compose_digests
from tasks.previewing import Preview, preview_letters
from tasks.reminding import claim_reminders
from tests.cast import Cast, item

MONDAY = date(2026, 11, 23)
_LINK = re.compile(r"http://127\.0\.0\.1:8000/(?:r|thu-tong-hop)/[A-Za-z0-9_.\-]+")


@pytest.fixture
def plan(cast: Cast) -> int:
    """A plan with late, pressing and undated work."""
    cast.settle_province()
    return cast.tracked_plan(
        item("Rà soát danh sách", "Sở Nội vụ", due=date(2026, 11, 16), ref="IV.1"),
        item("Tổng hợp", "Sở Nội vụ", due=date(2026, 11, 25), ref="IV.2"),
        item("Bố trí kinh phí", "Sở Tài chính", due=date(2026, 11, 16), ref="IV.3"),
        item("Lập danh sách", "UBND các xã, phường", due=date(2026, 11, 27), ref="IV.4"),
        item("Theo dõi", "Sở Y tế", kind="ongoing", ref="IV.5"),
    )


def agency(cast: Cast, name: str) -> int:
    with reading(cast.engine) as session:
        return session.exec(select(Agency.id).where(Agency.name == name)).one() or 0


def preview(cast: Cast, name: str, day: date = MONDAY) -> Preview:
    with reading(cast.engine) as session:
        return preview_letters(
            session,
            cast.settings,
            cast.office,
            agency_id=agency(cast, name),
            day=day,
            now=cast.at(day, 7),
        )


def morning(cast: Cast, day: date = MONDAY) -> None:
    claim_reminders(cast.engine, cast.office, as_of=day)
    compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day, 7))


def everything(engine: Engine) -> str:
    with engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        found = [t.select().order_by(*t.primary_key.columns) for t in tables.sorted_tables]
        return "\n".join(repr(row) for query in found for row in connection.execute(query))


def plain(text: str) -> str:
    return _LINK.sub("LINK", text)


@pytest.mark.parametrize("name", ["Sở Nội vụ", "Sở Tài chính", "UBND xã An Bình", "Sở Y tế"])
@pytest.mark.parametrize("days", [0, 1, 4])
def test_what_is_shown_is_what_the_morning_writes(name: str, days: int, cast: Cast, plan: int) -> None:
    for day in range(days):
        morning(cast, MONDAY + timedelta(days=day))
    on = MONDAY + timedelta(days=days)
    shown = {one.kind: one for one in preview(cast, name, on).letters if one.kind != "lead-digest"}
    morning(cast, on)
    with reading(cast.engine) as session:
        query = select(Message).where(Message.on == on, Message.agency_id == agency(cast, name))
        sent = {m.kind: m for m in session.exec(query) if m.kind in ("agency-digest", "urgent-digest")}
    assert shown.keys() == sent.keys()
    for kind, letter in shown.items():
        assert letter.subject == sent[kind].subject
        assert plain(letter.text) == plain(sent[kind].body_text)
        assert plain(letter.html) == plain(sent[kind].body_html)


def test_the_leads_digest_is_shown_as_the_morning_writes_it_once_reminders_are_claimed(
    cast: Cast, plan: int
) -> None:
    claim_reminders(cast.engine, cast.office, as_of=MONDAY)
    (shown,) = (one for one in preview(cast, "Sở Y tế").letters if one.kind == "lead-digest")
    morning(cast)
    with reading(cast.engine) as session:
        sent = session.exec(select(Message).where(Message.kind == "lead-digest")).one()
    assert shown.subject == sent.subject
    assert (plain(shown.text), plain(shown.html)) == (plain(sent.body_text), plain(sent.body_html))


def test_looking_leaves_nothing_behind(cast: Cast, plan: int) -> None:
    before = everything(cast.engine)
    for name in ("Sở Nội vụ", "Sở Y tế"):
        assert preview(cast, name).letters
    assert everything(cast.engine) == before


def test_a_letter_that_is_written_is_named_and_not_shown_again(cast: Cast, plan: int) -> None:
    morning(cast)
    found = preview(cast, "Sở Nội vụ")
    assert "agency-digest" not in {one.kind for one in found.letters}
    with reading(cast.engine) as session:
        kept = session.get_one(Message, found.written["agency-digest"])
    assert kept.agency_id == agency(cast, "Sở Nội vụ") and kept.on == MONDAY


def test_on_a_day_off_nothing_is_written_and_the_next_look_is_named(cast: Cast, plan: int) -> None:
    morning(cast)
    found = preview(cast, "Sở Nội vụ", date(2026, 11, 28))
    assert not found.letters and not found.written
    assert found.next_on == date(2026, 11, 30)


def test_an_agency_that_nobody_reaches_is_said_to_be_so(cast: Cast, plan: int) -> None:
    with reading(cast.engine) as session:
        names = session.exec(select(Agency.name)).all()
    reached = {name: preview(cast, name).is_reached for name in names}
    assert reached["Sở Nội vụ"]
    for name, is_reached in reached.items():
        if not is_reached:
            assert not preview(cast, name).letters

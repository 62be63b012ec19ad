"""The demonstration's past, cut short: every page of it has something, made by the functions of real work."""

from datetime import date

from sqlmodel import col, select

from config.clock import Clock
from console.demo import SAMPLES, _settle
from console.demo_events import SPLITTER, WEBHOOK, WRITER
from console.demo_story import tell
from console.desk import Desk
from models.connection import Webhook, WebhookDelivery
from models.inbound import InboundMail
from models.plan import Plan
from store.child_plans import child_rows
from store.database import reading
from store.extensions import waiting_extensions
from store.registry import agency_by_code
from tests.cast import Cast

# A few days of one plan: the story of the demonstration itself takes weeks of three.
UNTIL = date(2026, 11, 13)
FILES = ("ke-hoach-hoi-nghi.txt",)


def test_a_short_story_leaves_something_on_every_page(cast: Cast) -> None:
    desk = Desk(cast.settings, cast.engine, cast.office, Clock(UNTIL), "test")
    _settle(desk)
    tell(desk, SAMPLES, until=UNTIL, files=FILES)
    with reading(cast.engine) as session:
        draft = session.exec(select(Plan).where(Plan.state == "draft")).one()
        assert (draft.number, draft.upper[0]["number"]) == ("402/KH-SYT", "187/KH-UBND")

        (child,) = session.exec(select(Plan).where(col(Plan.breaks_down_id).is_not(None))).all()
        rows = child_rows(session, child.breaks_down_id or 0, today=UNTIL)
        assert child.lead_agency_id == agency_by_code(session, SPLITTER).id
        assert sorted(row.status for row in rows) == ["acknowledged", "acknowledged", "done"]

        letters = session.exec(select(InboundMail).order_by(col(InboundMail.id))).all()
        writer = agency_by_code(session, WRITER).id
        assert [(one.state, one.message_id is None) for one in letters] == [("new", False), ("new", True)]
        assert letters[0].agency_id == writer

        ((asked, share),) = waiting_extensions(session)
        assert share.agency_id == writer and share.due_on is not None and asked.proposed_on > share.due_on

        hook = session.exec(select(Webhook)).one()
        assert (hook.url, hook.is_active) == (WEBHOOK, False)
        assert not session.exec(select(WebhookDelivery)).all()

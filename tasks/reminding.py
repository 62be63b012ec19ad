"""Looking at obligations: gather, let the ladder decide, store what it asks for."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from config.office import Office
from models.plan import Plan
from rules.breakdown import following
from rules.standing import sentence
from store.activation import terms_of
from store.boards import Filters, obligation_rows
from store.database import reading, writing
from store.looking import active_plans, due_obligations, look_instant, looked_at_on, plans_to_look_at
from store.obligation_rows import ObligationRow
from store.occurrences import add_occurrences, latest_occurrences
from store.reminders import as_of_instant, chunks, claim_some, claimed_on
from store.replanning import replan_if_changed

# Obligations looked at in one transaction.
BATCH = 250
# A group of statuses that asks nothing more of the agency.
_CLOSED = ("done", "done_on_time", "done_late", "aside")


@dataclass(frozen=True, slots=True)
class AgencyLook:
    """What a look at one agency's share of one plan found, as the Prefect task shows it."""

    agency_id: int
    agency_name: str
    # "Sở Y tế · 3 việc · hạn gần nhất 19/11/2021".
    title: str
    # "Đúng hạn", "Sắp đến hạn", "Quá hạn 3 ngày", "Hoàn thành".
    verdict: str
    lines: tuple[str, ...]
    reminded: int


def due_plans(engine: Engine, office: Office, *, as_of: date) -> list[int]:
    """Return the plans that have something to be looked at by that day; on a day off the urgent ones."""
    with reading(engine) as session:
        return plans_to_look_at(
            session, until=as_of_instant(as_of), urgent_only=not office.calendar.is_working(as_of)
        )


def plans_looked_at(engine: Engine, *, day: date) -> list[int]:
    """Return the plans of which something was looked at on that day, also by an earlier run."""
    with reading(engine) as session:
        return looked_at_on(session, day)


def claim_reminders(engine: Engine, office: Office, *, as_of: date, plan_id: int | None = None) -> int:
    """Look at everything that is due to be looked at and store the reminders; return how many are new.

    Some hundred obligations to a transaction, so that a large province does not lock the database for
    long. On a day off only urgent plans are looked at: a digest of another would reach its reader together
    with that of the next working morning, which looks at the days between anyway. Where the office's
    calendar or ladder has changed since the last look, every open look is planned anew first.
    """
    replan_if_changed(engine, office, today=as_of, now=look_instant(as_of))
    is_working = office.calendar.is_working(as_of)
    with reading(engine) as session:
        due = due_obligations(session, until=as_of_instant(as_of), plan_id=plan_id)
    wanted = [key for key, plan in due.items() if is_working or plan.is_urgent]
    made = 0
    for part in chunks(wanted, BATCH):
        with writing(engine, beside=True) as session:
            # A plan may have been closed meanwhile: its state is read again in this transaction.
            plans = active_plans(session, {due[key].plan_id for key in part})
            still = {key: plans[due[key].plan_id] for key in part if due[key].plan_id in plans}
            found = claim_some(
                session, sorted(still), still, today=as_of, calendar=office.calendar, ladder=office.ladder
            )
            made += len(found)
    return made


def top_up_occurrences(engine: Engine, office: Office, *, as_of: date, now: datetime) -> int:
    """Make the next occurrences of recurring items ahead of time; return how many are new."""
    made = 0
    with writing(engine) as session:
        for item, plan, latest in latest_occurrences(session):
            terms = terms_of(item, plan)
            if terms.rhythm is None:
                continue
            days = following(
                terms.rhythm,
                latest=latest,
                today=as_of,
                until=plan.period_to,
                calendar=office.calendar,
                periods=terms.periods,
            )
            made += add_occurrences(session, item, days, today=as_of, now=now, calendar=office.calendar)
    return made


def look_at_plan(engine: Engine, *, plan_id: int, as_of: date) -> list[AgencyLook]:
    """Return one look per agency of the plan, the most pressing first; finished ones stand at the end."""
    with reading(engine) as session:
        rows = obligation_rows(session, today=as_of, filters=Filters(plan_id=plan_id))
        reminded = claimed_on(session, plan_id=plan_id, day=as_of)
    by_agency: dict[int, list[ObligationRow]] = defaultdict(list)
    for row in rows:
        by_agency[row.agency_id].append(row)
    return [_look(shares, sum(r.obligation_id in reminded for r in shares)) for shares in by_agency.values()]


def _look(rows: list[ObligationRow], reminded: int) -> AgencyLook:
    still = [r for r in rows if r.standing.name not in _CLOSED]
    days = sorted(r.due_on for r in still if r.due_on is not None)
    nearest = f" · hạn gần nhất {days[0]:%d/%m/%Y}" if days else (" · chưa có hạn" if still else "")
    finished = [r for r in rows if r.standing.name.startswith("done")]
    count = f"{len(still)} việc" if still else f"xong {len(finished)} việc" if finished else "không còn việc"
    return AgencyLook(
        agency_id=rows[0].agency_id,
        agency_name=rows[0].agency_name,
        title=f"{rows[0].agency_name} · {count}{nearest}",
        verdict=_verdict_by_part(still, finished),
        lines=tuple(f"{r.ref or '–'}: {_shorten(r.text)}{_beside(r)} – {sentence(r.standing)}" for r in rows),
        reminded=reminded,
    )


def _beside(row: ObligationRow) -> str:
    return " (phối hợp)" if row.part == "coordinator" else ""


def _verdict_by_part(still: list[ObligationRow], finished: list[ObligationRow]) -> str:
    """Return the verdict over what the agency owns; what it only supports is named apart."""
    own = [r for r in still if r.part == "owner"]
    if own or not still:
        return _verdict(own, finished)
    verdict = _verdict(still, finished)
    return f"Phối hợp: {verdict[:1].lower()}{verdict[1:]}"


def _verdict(still: list[ObligationRow], finished: list[ObligationRow]) -> str:
    """Return the worst standing among the open ones in the words of the official classes."""
    if not still:
        return "Hoàn thành" if finished else "Không còn theo dõi"
    worst = still[0].standing
    if worst.name == "overdue":
        return f"Quá hạn {max(r.standing.days for r in still if r.standing.name == 'overdue')} ngày"
    names = {
        "due_today": "Đến hạn hôm nay",
        "due_soon": "Sắp đến hạn",
        "upcoming": "Đúng hạn",
        "ongoing": "Thường xuyên",
    }
    return names.get(worst.name, "Chưa có hạn")


def _shorten(text: str, width: int = 90) -> str:
    return text if len(text) <= width else text[: width - 1].rsplit(" ", 1)[0] + "…"


def label_of(engine: Engine, plan_id: int) -> str:
    """Return the plan's number or short title, for names in Prefect's pages."""
    with reading(engine) as session:
        plan = session.get(Plan, plan_id)
        return plan.label if plan else f"Kế hoạch {plan_id}"

"""The cast: a made-up province, its bodies and what they do, in words that read like the story."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, Engine, Table
from sqlalchemy import select as select_columns
from sqlmodel import select

from config.clock import instant
from config.office import Office
from config.settings import Settings
from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor, Contact
from models.draft import Deadline, DraftItem, DraftPlan, Rhythm, SourceLine, SourceText
from models.journal import AuditEvent
from models.obligation import Obligation
from models.tables import metadata
from store import activation, drafts, obligations, plans, registry, reminders
from store.database import give_seal, reading, writing
from store.sealing import seal_of

REGISTRY = """
agencies = [
  {code = "so-y-te", name = "Sở Y tế", aliases = ["SYT"]},
  {code = "so-noi-vu", name = "Sở Nội vụ"},
  {code = "so-tai-chinh", name = "Sở Tài chính"},
  {code = "mttq", name = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", kind = "mat-tran"},
  {code = "xa-an-binh", name = "UBND xã An Bình"},
  {code = "xa-binh-minh", name = "UBND xã Bình Minh"},
  {code = "phuong-chau-son", name = "UBND phường Châu Sơn"},
]
contacts = [
  {agency = "so-y-te", name = "Đầu mối Sở Y tế", channel = "outbox://so-y-te"},
  {agency = "so-noi-vu", name = "Đầu mối Sở Nội vụ", channel = "outbox://so-noi-vu"},
  {agency = "so-tai-chinh", name = "Đầu mối Sở Tài chính", channel = "outbox://so-tai-chinh"},
  {agency = "mttq", name = "Đầu mối Mặt trận", channel = "outbox://mttq"},
  {agency = "xa-an-binh", name = "Văn thư An Bình", channel = "outbox://xa-an-binh"},
  {agency = "xa-binh-minh", name = "Văn thư Bình Minh", channel = "outbox://xa-binh-minh"},
  {agency = "phuong-chau-son", name = "Văn thư Châu Sơn", channel = "outbox://phuong-chau-son"},
]
[[groups]]
code = "cac-xa"
name = "UBND các xã, phường"
members = ["xa-an-binh", "xa-binh-minh", "phuong-chau-son"]
"""

ISSUED_ON = date(2026, 11, 2)
# What the registry becomes in its tables, as this process stored it first: reading it for every test anew
# takes longer than many a test.
_stored: list[tuple[Table, list[dict[str, Any]]]] = []
_REGISTERS = (Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor, Contact, AuditEvent)


def item(
    text: str,
    *owners: str,
    due: date | None = None,
    kind: str = "none",
    ref: str = "IV.1",
    rhythm: Rhythm | None = None,
    coordinators: Sequence[str] = (),
    role: str = "do",
) -> DraftItem:
    """Return an item as the reader would give it."""
    found = "date" if due else ("recurring" if rhythm else kind)
    provenance = "item" if found != "none" else "none"
    deadline = Deadline(kind=found, due_on=due, rhythm=rhythm, provenance=provenance)  # type: ignore[arg-type]
    return DraftItem(
        ref=ref,
        text=text,
        owners=owners or ("Sở Nội vụ",),
        coordinators=tuple(coordinators),
        role=role,  # type: ignore[arg-type]
        deadline=deadline,
        lines=(1, 1),
    )


def _registered(connection: Connection) -> list[tuple[Table, list[dict[str, Any]]]]:
    """Return the tables that a registry is stored in, each with its rows, those referred to first."""
    names = {str(model.__tablename__) for model in _REGISTERS}
    tables = [table for table in metadata.sorted_tables if table.name in names]
    return [(t, [dict(r) for r in connection.execute(select_columns(t)).mappings()]) for t in tables]


@dataclass
class Cast:
    """Plays the people of the province over a real database; every act takes its day."""

    engine: Engine
    settings: Settings
    office: Office
    plans_made: int = field(default=0)

    def __post_init__(self) -> None:
        """Give the database the key of the settings."""
        give_seal(self.engine, seal_of(self.settings))

    @staticmethod
    def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
        """Return the UTC instant of an hour of that day in Viet Nam."""
        return instant(day, time(hour, minute))

    def settle_province(self) -> None:
        """Store the made-up province's agencies, groups and contacts."""
        with writing(self.engine) as session:
            connection = session.connection()
            # On PostgreSQL the counters of the ids would stay behind.
            is_blank = not any(rows for _, rows in _registered(connection))
            if connection.dialect.name != "sqlite" or not is_blank:
                registry.load_registry(session, REGISTRY)
                return
            if not _stored:
                registry.load_registry(session, REGISTRY)
                session.flush()
                _stored.extend((table, rows) for table, rows in _registered(connection) if rows)
                return
            for table, rows in _stored:
                connection.execute(table.insert(), rows)

    def draft(
        self,
        *items: DraftItem,
        number: str | None = None,
        issued_on: date | None = ISSUED_ON,
        lead: str | None = "Sở Y tế",
        title: str = "Triển khai công tác năm",
        event_on: date | None = None,
        period: tuple[date, date] | None = None,
    ) -> int:
        """Store a draft plan with those items and return its id."""
        self.plans_made += 1
        number = number or f"{self.plans_made:02d}/KH-UBND"
        lines = tuple(SourceLine(i.text, n) for n, i in enumerate(items, 1)) or (SourceLine("trống", 1),)
        draft = DraftPlan(
            number=number,
            issuer="Ủy ban nhân dân tỉnh Lam Giang",
            issued_on=issued_on,
            title=title,
            lead_agency=lead,
            event_on=event_on,
            period=period,
            items=items,
        )
        with writing(self.engine) as session:
            return drafts.store_draft(
                session,
                draft=draft,
                source=SourceText(lines, "txt"),
                data=f"{number} {title} {[i.text for i in items]}".encode(),
                filename="ke-hoach.txt",
                media_type="text/plain",
                now=self.at(issued_on or ISSUED_ON),
                by="chuyên viên",
            )

    def open_groups(self, plan_id: int) -> None:
        """Open every group that the plan names."""
        with writing(self.engine) as session:
            for one in plans.draft_items(session, plan_id):
                for party in (*one.owners, *one.coordinators):
                    if party.group_id is not None:
                        plans.set_expanded(
                            session,
                            plan_id=plan_id,
                            party_id=party.id or 0,
                            expanded=True,
                            by="chuyên viên",
                            now=self.at(ISSUED_ON),
                        )

    def activate(self, plan_id: int, *, on: date = ISSUED_ON) -> int:
        """Activate the plan on a day and return how many obligations it made."""
        with writing(self.engine) as session:
            return activation.activate(
                session,
                plan_id=plan_id,
                by="chuyên viên",
                now=self.at(on),
                today=on,
                calendar=self.office.calendar,
                ladder=self.office.ladder,
            )

    def tracked_plan(self, *items: DraftItem, on: date = ISSUED_ON, **more: object) -> int:
        """Store, open and activate a plan with those items; return its id."""
        plan_id = self.draft(*items, **more)  # type: ignore[arg-type]
        self.open_groups(plan_id)
        self.activate(plan_id, on=on)
        return plan_id

    def obligations(self, plan_id: int, agency: str | None = None) -> list[Obligation]:
        """Return the plan's obligations, of one agency (by name) or of all."""
        with reading(self.engine) as session:
            query = select(Obligation, Agency).where(
                Obligation.agency_id == Agency.id, Obligation.plan_id == plan_id
            )
            return [o for o, a in session.exec(query.order_by(Obligation.id)) if agency in (None, a.name)]  # type: ignore[arg-type]

    def move(
        self,
        obligation: Obligation,
        target: str,
        *,
        on: date,
        by: str = "agency",
        why: str = "",
        text: str = "",
    ) -> Obligation:
        """Let the agency or the lead move an obligation on a day, with a report where ``text`` is given."""
        says = target if target in ("acknowledged", "in_progress", "reported") else "in_progress"
        report = obligations.ReportInput(says, text, "Người báo cáo") if text else None
        with writing(self.engine) as session:
            return obligations.move(
                session,
                obligation_id=obligation.id or 0,
                target=target,
                actor="người thử",
                actor_role=by,  # type: ignore[arg-type]
                now=self.at(on),
                today=on,
                calendar=self.office.calendar,
                ladder=self.office.ladder,
                why=why,
                report=report,
            )

    def finish(self, obligation: Obligation, *, on: date) -> None:
        """Let the agency report completion on a day and the lead confirm it."""
        self.move(obligation, "reported", on=on, text="Đã hoàn thành.")
        self.move(obligation, "done", on=on, by="lead")

    def look(self, day: date) -> list[tuple[int, str]]:
        """Claim what the ladder asks for on a day and return (obligation, rule) of each new reminder."""
        with writing(self.engine) as session:
            made = reminders.claim(
                session, today=day, calendar=self.office.calendar, ladder=self.office.ladder
            )
            return [(r.obligation_id, r.rule) for r in made]


NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)

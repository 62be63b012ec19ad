"""A province of moderate size put into PostgreSQL as the planner would meet it."""

import time
from collections.abc import Mapping

from sqlalchemy import Boolean, Connection, Date, DateTime, Engine, Float, Integer, LargeBinary
from sqlalchemy.types import JSON, TypeDecorator

from models.tables import metadata

PLANS, AGENCIES, ITEMS, SHARES = 200, 150, 30, 10
OBLIGATIONS = PLANS * ITEMS * SHARES
MESSAGES = 30_000
# The day on which everything is looked at; of the obligations one in forty is due to be.
TODAY = "DATE '2026-11-23'"
_STATUS = "(ARRAY['done','done','done','done','in_progress','assigned','acknowledged','reported'])[1 + n % 8]"
_WORDS = (
    "(ARRAY['tiem chung','ra soat','danh sach','kinh phi','tap huan','bao cao'])[1 + n % 6] || ' ' || "
    "md5(n::text) || ' ' || md5((n * 7)::text)"
)

# Per table: how many rows, and the SQL of columns by the row's number n, which counts from 1.
_TABLES: tuple[tuple[str, int, Mapping[str, str]], ...] = (
    ("blob", 1, {"sha256": "repeat('0', 64)"}),
    ("agency", AGENCIES, {"code": "'co-quan-' || n", "name": "'Cơ quan ' || n", "folded": "'co quan ' || n"}),
    ("contact", AGENCIES, {"agency_id": "n", "is_active": "true", "channel": "'outbox://' || n"}),
    ("source_document", PLANS, {"sha256": "repeat('0', 64)"}),
    (
        "plan",
        PLANS,
        {
            "document_id": "n",
            "state": "'active'",
            "number": "n || '/KH-UBND'",
            "lead_agency_id": "1 + n % 10",
        },
    ),
    (
        "assignment",
        PLANS * ITEMS,
        {
            "plan_id": f"1 + (n - 1) / {ITEMS}",
            "position": f"(n - 1) % {ITEMS}",
            "text": _WORDS,
            "folded": _WORDS,
        },
    ),
    (
        "obligation",
        OBLIGATIONS,
        {
            "assignment_id": f"1 + (n - 1) / {SHARES}",
            "plan_id": f"1 + (n - 1) / {SHARES * ITEMS}",
            "agency_id": f"1 + (n * 7 + n / {SHARES}) % {AGENCIES}",
            "occurrence": "(n % 10)::text",
            "part": "'owner'",
            "kind": "'dated'",
            "status": _STATUS,
            "due_on": f"{TODAY} - 300 + (n * 13) % 420",
            "first_due_on": f"{TODAY} - 300 + (n * 13) % 420",
            "reported_on": f"CASE WHEN n % 8 IN (0, 1, 2, 7) THEN {TODAY} - 10 END",
            "next_look_at": f"CASE WHEN n % 8 > 3 THEN {TODAY} - 1 + (n / 8 % 40) * INTERVAL '1 day' END",
        },
    ),
    (
        "status_change",
        OBLIGATIONS,
        {"obligation_id": "n", "from_status": "'assigned'", "to_status": _STATUS},
    ),
    ("progress_report", OBLIGATIONS, {"obligation_id": "n"}),
    (
        "message",
        MESSAGES,
        {
            "kind": "'agency-digest'",
            "recipient": f"'contact:' || (1 + n % {AGENCIES})",
            "contact_id": f"1 + n % {AGENCIES}",
            "agency_id": f"1 + n % {AGENCIES}",
            '"on"': f"{TODAY} - ({MESSAGES} - n) / {AGENCIES}",
            "reference": "'<' || n || '@localhost>'",
            "state": f"CASE WHEN n > {MESSAGES} - 1500 THEN 'queued' ELSE 'sent' END",
            # Those of the last day have waited for nothing yet, and so go first.
            "not_before_at": f"CASE WHEN n <= {MESSAGES} - {AGENCIES} THEN {TODAY} - 1 END",
        },
    ),
    (
        "reminder",
        OBLIGATIONS,
        {"obligation_id": "n", "rule": "'before'", "message_id": f"1 + n % {MESSAGES}"},
    ),
    ("audit_event", MESSAGES, {"what": "'x'", "plan_id": f"1 + n % {PLANS}"}),
)


def fill(engine: Engine) -> None:
    """Fill a migrated, empty database on PostgreSQL and let the planner look at it."""
    with engine.connect() as connection:
        with connection.begin():
            # Each row's referred ones are there; looking them up would take most of the time.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for name, rows, given in _TABLES:
                columns = _bare(name) | given
                values = ", ".join(columns.values()).replace("%", "%%")
                connection.exec_driver_sql(
                    f"INSERT INTO {name} ({', '.join(columns)}) "
                    f"SELECT {values} FROM generate_series(1, {rows}) n"
                )
        _settle(connection.execution_options(isolation_level="AUTOCOMMIT"))


def _settle(connection: Connection) -> None:
    """Vacuum until every page is known to be visible to all, as it is after an hour.

    While the server's own vacuum holds an older view of the database pages stay unmarked, and then the
    planner does not answer from an index alone.
    """
    hidden = (
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND relallvisible < relpages"
    )
    for _ in range(50):
        connection.exec_driver_sql("VACUUM ANALYZE")
        if not connection.exec_driver_sql(hidden).scalar_one():
            return
        time.sleep(0.2)
    raise AssertionError("the server's own vacuum did not come to an end")


def _bare(name: str) -> dict[str, str]:
    """Return the columns of a table that must have a value, each with a bare one."""
    bare: dict[str, str] = {}
    for column in metadata.tables[name].columns:
        if column.nullable or column.foreign_keys:
            continue
        quoted = f'"{column.name}"' if column.name == "on" else column.name
        kind = column.type
        while isinstance(kind, TypeDecorator):
            kind = kind.impl_instance
        match kind:
            case Boolean():
                bare[quoted] = "false"
            case Integer() | Float():
                bare[quoted] = "n" if column.primary_key else "0"
            case DateTime() | Date():
                bare[quoted] = TODAY
            case LargeBinary():
                bare[quoted] = "''::bytea"
            case JSON():
                bare[quoted] = "'[]'"
            case _:
                bare[quoted] = "''"
    return bare

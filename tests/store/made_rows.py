"""Rows of made-up data for any table of any revision, and the files in which they are frozen.

``tests/data/revisions/NNNN.jsonl`` holds what a database of that revision has beside the rows of the
revisions before: three rows of each new table, one more row of each table with new columns. Such a file is
made once, with its migration, and never again:

    .venv/bin/python -m tests.store.made_rows 0010
"""

import base64
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
)

from store.backups import plain, restart_sequence, typed_row
from store.database import known_revisions, migrate, open_database

FROZEN = Path(__file__).resolve().parents[1] / "data" / "revisions"
# What each row holds where its column's type says too little: the first row's value, the second's …
WORDS: dict[str, Sequence[Any]] = {
    "agency.name": ("Sở Y tế", "Ủy ban nhân dân xã Bình An", "Trạm Y tế xã Bình An"),
    "agency.folded": ("so y te", "uy ban nhan dan xa binh an", "tram y te xa binh an"),
    "agency.level": ("tinh", "xa", "xa"),
    "agency.kind": ("so", "ubnd", "don-vi"),
    "agency_alias.agency_id": (1, None, 3),
    "agency_alias.group_id": (None, 2, None),
    "api_token.scopes": (["plans:read"], ["reports:write"], []),
    "assignment.deadline_kind": ("fixed", "recurring", "none"),
    "assignment.role": ("task", "report", "task"),
    "assignment.provenance": ("read", "person", "read"),
    "assignment.text": ("Lập danh sách đối tượng", "Báo cáo kết quả hằng tháng", "Tổ chức truyền thông"),
    "assignment.deliverable": ("Danh sách", "Báo cáo", ""),
    "assignment_party.part": ("owner", "coordinator", "owner"),
    "assignment_party.matched_by": ("name", "person", "group"),
    "audit_event.what": ("plan.activated", "user.signed-in", "plan.closed"),
    "calendar_feed.scope": ("agency", "plan", "all"),
    "comment.actor_role": ("lead", "agency", "lead"),
    "contact.channel": ("mailto://vt1@so.example.vn", "mailto://vt2@so.example.vn", "json://bot.example.vn"),
    "contact.role": ("officer", "head", "substitute"),
    "contact.quiet_from": ("21:00",),
    "contact.quiet_to": ("06:30",),
    "contact.takes_summaries": (False,),
    "contact.fallbacks": (["mailto://truc@so.example.vn"],),
    # One undecided request for an obligation at most.
    "extension.state": ("asked", *("granted", "refused") * 20),
    "inbound_mail.state": ("waiting", "taken", "dropped"),
    "message.kind": ("digest", "rollup", "trial"),
    "message.state": ("sent", "queued", "refused"),
    "obligation.kind": ("dated", "recurring", "undated"),
    "obligation.part": ("owner", "coordinator", "owner"),
    "obligation.status": ("in_progress", "done", "assigned"),
    "obligation.occurrence": ("", "2026-11-20", "", *(f"2027-{month:02}-20" for month in range(1, 13))),
    "plan.state": ("active", "draft", "closed"),
    "plan.report_periods": ("nd09",),
    "plan.ladder": ({"before": [7, 3, 1]},),
    "plan.is_urgent": (True,),
    "message.is_urgent": (True,),
    "user_account.must_change_password": (True,),
    "plan.carries_out_id": (1,),
    "plan.breaks_down_id": (2,),
    "plan.leftovers": ([{"line": 3, "text": "Nơi nhận", "reason": "recipients"}], [], []),
    "plan.upper": ([], ["12/KH-UBND"], []),
    "progress_report.says": ("in_progress", "reported", "acknowledged"),
    "progress_report.via": ("web", "link", "mail"),
    "rollup_snapshot.scope": ("all",),
    "source_document.lines": ([{"n": 1, "text": "KẾ HOẠCH", "page": 1}], [], []),
    "source_document.notes": (["một trang"], [], []),
    "status_change.actor_role": ("lead", "agency", "system"),
    "status_change.kind": ("dated",),
    "status_change.part": ("owner",),
    "status_change.from_status": ("assigned", None, "in_progress"),
    "status_change.to_status": ("in_progress", "assigned", "done"),
    "user_account.role": ("operator", "agency", "leader"),
    "webhook.events": (["obligation.done"], [], ["plan.activated"]),
    "webhook_delivery.state": ("queued", "sent", "failed"),
}


def made_row(table: Table, number: int) -> dict[str, Any]:
    """Return the row of that number (from 1) as JSON tells it; every third has null where it may."""
    return {column.name: plain(_value(table, column, number)) for column in table.columns}


def _value(table: Table, column: "Column[Any]", number: int) -> Any:
    words = WORDS.get(f"{table.name}.{column.name}")
    if words is not None:
        return words[(number - 1) % len(words)]
    if table.name == "blob" and column.name in ("sha256", "content"):
        return _blob(number)[column.name]
    for key in column.foreign_keys:
        if key.column.table is table:
            return (number - 1) % 4 or None
        if not (column.nullable and number % 3 == 2):
            # Keys of two columns meet in nine ways.
            is_second = column.primary_key and column is not table.primary_key.columns[0]
            target = (number - 1 + is_second * (number // 3 + 1)) % 3 + 1
            return _blob(target)["sha256"] if key.column.name == "sha256" else target
    if column.nullable and number % 3 == 2:
        return None
    return _of_type(column, number)


def _blob(number: int) -> dict[str, Any]:
    content = f"%PDF- văn bản {number}\x00".encode()
    return {"content": content, "sha256": hashlib.sha256(content).hexdigest()}


def _of_type(column: "Column[Any]", number: int) -> Any:
    kind = column.type
    if isinstance(kind, Boolean):
        return number % 2 == 1
    if isinstance(kind, Integer):
        return number
    if isinstance(kind, Float):
        return number / 4
    if isinstance(kind, DateTime):
        return f"2026-10-{number % 28 + 1:02}T01:02:03.000{number % 1000:03}"
    if isinstance(kind, Date):
        return f"2026-11-{number % 28 + 1:02}"
    if isinstance(kind, JSON):
        return {"made": number}
    if isinstance(kind, LargeBinary):
        return base64.b64encode(bytes([number])).decode()
    text = f"{column.name} ắ {number}"
    return text if len(text) <= (getattr(kind, "length", None) or len(text)) else str(number)


def reflected(engine: Engine) -> MetaData:
    """Return the tables as they stand in the database."""
    metadata = MetaData()
    metadata.reflect(engine)
    metadata.remove(metadata.tables["alembic_version"])
    return metadata


def frozen(revision: str) -> list[tuple[str, dict[str, Any]]]:
    """Return table and row of what is frozen for a revision, in order; nothing where it has no file."""
    file = FROZEN / f"{revision}.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [(told["table"], told["row"]) for told in map(json.loads, lines)]


def thaw(connection: Connection, metadata: MetaData, revision: str) -> None:
    """Store what is frozen for a revision in a database that stands there."""
    for name, row in frozen(revision):
        table = metadata.tables[name]
        connection.execute(insert(table), [typed_row(table, row)])
    for table in metadata.sorted_tables:
        restart_sequence(connection, table)


def made_for(before: MetaData | None, now: MetaData) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give table and row of what a revision's file holds; ``before`` is how it stood at the last one."""
    for table in now.sorted_tables:
        old = before.tables.get(table.name) if before is not None else None
        if old is None:
            yield from ((table.name, made_row(table, number)) for number in (1, 2, 3))
        elif set(table.columns.keys()) - set(old.columns.keys()):
            # Behind the three of the first file; a number for each revision, so that none comes twice.
            yield table.name, made_row(table, 3 * _age(table.name) + 4)


def _age(name: str) -> int:
    """Return how many files hold further rows of a table already."""
    return sum(any(table == name for table, _ in frozen(revision)) for revision in known_revisions()) - 1


def freeze(revision: str) -> Path:
    """Write the file of a revision, over those before it; return its path."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/made.db")
        before = None
        for step in known_revisions():
            migrate(engine, step)
            now = reflected(engine)
            if step == revision:
                break
            with engine.connect().execution_options(writing=True) as connection, connection.begin():
                thaw(connection, now, step)
            before = now
        rows = [json.dumps({"table": t, "row": row}, ensure_ascii=False) for t, row in made_for(before, now)]
        engine.dispose()
    file = FROZEN / f"{revision}.jsonl"
    if rows:
        file.write_text("\n".join(rows) + "\n", "utf-8")
    return file


def picture(
    engine: Engine, metadata: MetaData | None = None
) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Return every row of every table by its key, as JSON tells it."""
    with engine.connect() as connection:
        return {
            table.name: {
                tuple(row[key.name] for key in table.primary_key): {n: plain(v) for n, v in row.items()}
                for row in connection.execute(select(table)).mappings()
            }
            for table in (metadata or reflected(engine)).sorted_tables
        }


if __name__ == "__main__":
    if (FROZEN / f"{sys.argv[1]}.jsonl").exists():
        sys.exit("This revision is frozen already; it stays as it is.")
    print(freeze(sys.argv[1]))

"""Frozen roll-ups: stored once, told apart by scope, refused once they were changed, kept by migrations."""

import json
from datetime import date, timedelta

import pytest
from alembic import command
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from models.errors import Refused
from models.rollup import RollupSnapshot
from rules.periods import period_named
from rules.rollup import seal
from store.database import alembic_config, migrate, reading, writing
from store.freezing import freeze
from store.rollups import Question, answer, frozen_answer
from store.snapshots import frozen_ones, newest_frozen, rollups_in
from tasks.reporting import freeze_rollup, people_table
from tests.cast import Cast, item

DAY = date(2026, 11, 16)


@pytest.fixture
def plan(cast: Cast) -> int:
    cast.settle_province()
    return cast.tracked_plan(
        item("Nộp báo cáo", "Sở Nội vụ", due=date(2026, 11, 12), coordinators=["Sở Tài chính"]),
        item("Lập danh sách", "UBND các xã, phường", due=date(2026, 11, 27)),
    )


def frozen(cast: Cast, question: Question, day: date = DAY) -> RollupSnapshot:
    with writing(cast.engine) as session:
        return freeze(session, question, as_of=day, now=cast.at(day, 17), fresh_days=30, by="Lan")


def alter(engine: Engine, key: int | None) -> None:
    """Change one number of a frozen table behind the program's back."""
    with engine.connect() as connection, connection.begin():
        named = {"id": key}
        found = connection.execute(
            text('SELECT CAST("table" AS text) FROM rollup_snapshot WHERE id = :id'), named
        )
        table = json.loads(found.scalar_one())
        table["sum"]["open_overdue"] += 1
        connection.execute(
            text('UPDATE rollup_snapshot SET "table" = :t WHERE id = :id'), named | {"t": json.dumps(table)}
        )


def test_every_scope_is_frozen_under_its_own_name(cast: Cast, plan: int) -> None:
    november = period_named("2026-11")
    scopes = {
        "agency": Question(),
        "level": Question("level"),
        f"plan:{plan}": Question(plan_id=plan),
        f"group plan:{plan}": Question("group", plan),
        "period:2026-11": Question(period=november),
        "plan period:2026-11": Question("plan", period=november),
        f"plan:{plan} period:2026-12:nd09": Question(plan_id=plan, period=period_named("2026-12", "nd09")),
    }
    for scope, question in scopes.items():
        kept = frozen(cast, question)
        assert (kept.scope, kept.plan_id, kept.by) == (scope, question.plan_id, "Lan")
        assert kept.sha256 == seal(kept.table)
    with reading(cast.engine) as session:
        for scope, question in scopes.items():
            (one,) = frozen_ones(session, scope, limit=9)
            assert frozen_answer(one).owners.by == question.by
            assert frozen_answer(one).owners.period == question.period


def test_the_same_table_is_stored_once_and_a_later_one_beside_it(cast: Cast, plan: int) -> None:
    first, again = frozen(cast, Question()), frozen(cast, Question())
    assert first.id == again.id
    cast.finish(cast.obligations(plan, "Sở Nội vụ")[0], on=DAY)
    later = frozen(cast, Question())
    with reading(cast.engine) as session:
        newest = newest_frozen(session, "agency", DAY)
        assert newest is not None and newest.id == later.id != first.id
        assert [one.id for one in frozen_ones(session, "agency", limit=9)] == [later.id, first.id]


def test_coordinators_are_frozen_beside_the_official_counts(cast: Cast, plan: int) -> None:
    kept = freeze_rollup(cast.engine, plan_id=plan, as_of=DAY, now=cast.at(DAY))
    assert kept.rollup.sum.total == 4
    assert [(name, c.total) for name, c in kept.coordinators.rows] == [("Sở Tài chính", 1)]
    assert people_table(kept.rollup)[-1]["Có báo cáo mới / chưa hoàn thành"] == "0 %"


def test_a_frozen_table_that_was_changed_is_refused_everywhere(cast: Cast, plan: int) -> None:
    kept = frozen(cast, Question(plan_id=plan))
    asked = {"as_of": DAY, "today": DAY + timedelta(days=7), "fresh_days": 30}
    with reading(cast.engine) as session:
        assert answer(session, Question(plan_id=plan), **asked).source == "frozen"  # type: ignore[arg-type]
    alter(cast.engine, kept.id)
    with reading(cast.engine) as session, pytest.raises(Refused, match="đã bị sửa"):
        answer(session, Question(plan_id=plan), **asked)  # type: ignore[arg-type]


def test_a_frozen_table_whose_cells_do_not_sum_is_refused_though_its_hash_is_right(
    cast: Cast, plan: int
) -> None:
    kept = frozen(cast, Question(plan_id=plan))
    table = json.loads(json.dumps(kept.table))
    table["sum"]["open_overdue"] += 1
    forged = RollupSnapshot(scope="agency", as_of=DAY, table=table, sha256=seal(table), at=cast.at(DAY))
    with pytest.raises(Refused, match="không khớp"):
        rollups_in(forged)


def rows(session: Session) -> list[tuple[str, int | None]]:
    found = session.exec(select(RollupSnapshot).order_by(col(RollupSnapshot.id))).all()
    return [(one.scope, one.plan_id) for one in found]


def test_going_down_and_up_again_keeps_the_roll_ups_of_plans(cast: Cast, plan: int) -> None:
    of_plan = frozen(cast, Question(plan_id=plan))
    frozen(cast, Question("level"))
    frozen(cast, Question("level", plan))
    engine = cast.engine
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        command.downgrade(alembic_config(connection), "0004")
    with engine.connect() as connection:
        old = connection.execute(text("SELECT plan_id, sha256 FROM rollup_snapshot")).all()
        assert [tuple(one) for one in old] == [(plan, of_plan.sha256)]
        # What the older program froze has the newer one's scope afterwards.
        connection.execute(
            text(
                'INSERT INTO rollup_snapshot (plan_id, as_of, "table", sha256, at) '
                "SELECT plan_id, '2026-11-17', \"table\", sha256, at FROM rollup_snapshot"
            )
        )
        connection.commit()
    migrate(engine)
    with reading(engine) as session:
        assert rows(session) == [(f"plan:{plan}", plan)] * 2
        kept = newest_frozen(session, f"plan:{plan}", DAY)
        assert kept is not None and frozen_answer(kept).owners.sum.total == 4

"""Models and migrations agree; test_upgrades.py walks through the migrations with data."""

from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from models.journal import Comment
from models.tables import metadata
from store.database import (
    current_revision,
    head_revision,
    migrate,
    writing,
)
from store.migrations.postgres_only import is_of_both
from tests.cast import Cast, item

pytestmark = pytest.mark.both_databases


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_of_both}
        )
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    assert current_revision(engine) == head_revision()


@pytest.mark.parametrize("table", ["status_change", "progress_report", "audit_event", "comment"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_what_people_did_can_be_neither_changed_nor_dropped(cast: Cast, table: str, verb: str) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Lập danh sách"))
    (mine,) = cast.obligations(plan_id)
    cast.move(mine, "in_progress", on=date(2026, 11, 3), text="đang làm")
    with writing(cast.engine) as session:
        session.add(
            Comment(
                obligation_id=mine.id or 0,
                at=cast.at(date(2026, 11, 3)),
                actor="người thử",
                actor_role="lead",
                text="Xin số liệu.",
            )
        )
    with (
        pytest.raises(IntegrityError, match="append-only"),
        cast.engine.connect() as connection,
        connection.begin(),
    ):
        connection.exec_driver_sql(verb.format(table))

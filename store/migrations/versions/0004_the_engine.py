"""The engine: urgent plans, ladders of their own, amendments, mirrors, the journal's facts, runs.

Columns that refer to another table are added in plain SQL: Alembic's way on SQLite rebuilds the table,
which its foreign keys forbid while rows refer to it.

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import models.columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_REFERRING = (
    ("plan", "issuer_agency_id", "agency"),
    ("plan", "amends_id", "plan"),
    ("assignment", "mirror_of_id", "assignment"),
    ("assignment", "amended_by_id", "plan"),
    ("contact", "substitute_id", "contact"),
)


def _plain() -> list[tuple[str, "sa.Column[Any]"]]:
    return [
        ("plan", sa.Column("is_urgent", sa.Boolean(), server_default=sa.false(), nullable=False)),
        ("plan", sa.Column("ladder", sa.JSON(), nullable=True)),
        (
            "plan",
            sa.Column("report_periods", sa.String(length=10), server_default="calendar", nullable=False),
        ),
        ("assignment", sa.Column("event_on", sa.Date(), nullable=True)),
        ("obligation", sa.Column("turned_on", sa.Date(), nullable=True)),
        ("status_change", sa.Column("agency_id", sa.Integer(), nullable=True)),
        ("status_change", sa.Column("kind", sa.String(length=10), nullable=True)),
        ("status_change", sa.Column("part", sa.String(length=12), nullable=True)),
        ("status_change", sa.Column("due_on", sa.Date(), nullable=True)),
        ("status_change", sa.Column("first_due_on", sa.Date(), nullable=True)),
        ("status_change", sa.Column("reported_on", sa.Date(), nullable=True)),
        ("contact", sa.Column("away_from", sa.Date(), nullable=True)),
        ("contact", sa.Column("away_to", sa.Date(), nullable=True)),
        ("message", sa.Column("is_urgent", sa.Boolean(), server_default=sa.false(), nullable=False)),
    ]


def upgrade() -> None:
    for table, column in _plain():
        op.add_column(table, column)
    for table, name, target in _REFERRING:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER REFERENCES {target} (id)")
    op.create_table(
        "marker",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", models.columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "morning_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("started_at", models.columns.UtcDateTime(), nullable=False),
        sa.Column("finished_at", models.columns.UtcDateTime(), nullable=True),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_morning_run_on"), "morning_run", ["on"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_morning_run_on"), table_name="morning_run")
    op.drop_table("morning_run")
    op.drop_table("marker")
    for table, name, _ in reversed(_REFERRING):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    for table, column in reversed(_plain()):
        op.drop_column(table, column.name)

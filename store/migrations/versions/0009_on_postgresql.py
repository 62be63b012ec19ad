"""What PostgreSQL needs beside: the queue in its order, and refusals like SQLite's.

That texts compare by code point is seen to after every migration (``store.migrations.by_code_point``).

Revision ID: 0009
Revises: 0008
"""

from alembic import op

from store.migrations.append_only import state_refusal
from store.migrations.postgres_only import QUEUE

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("status_change", "progress_report", "audit_event", "comment")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"CREATE INDEX {QUEUE} ON message (not_before_at NULLS FIRST, id) WHERE state = 'queued'")
    for table in _APPEND_ONLY:
        state_refusal(table)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"DROP INDEX {QUEUE}")

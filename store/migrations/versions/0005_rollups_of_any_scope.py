"""Roll-ups of any scope: frozen over all plans, by level, plan or group, for a period; and by whom.

No table refers to the frozen roll-ups, so that SQLite may rebuild theirs.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rollup_snapshot") as batch_op:
        batch_op.alter_column("plan_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("scope", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("by", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE rollup_snapshot SET scope = 'plan:' || plan_id")
    with op.batch_alter_table("rollup_snapshot") as batch_op:
        batch_op.alter_column("scope", existing_type=sa.String(length=80), nullable=False)
        batch_op.create_index("ix_rollup_snapshot_scope_day", ["scope", "as_of"], unique=False)


def downgrade() -> None:
    # The older program knows roll-ups of one plan by agency and no others.
    op.execute("DELETE FROM rollup_snapshot WHERE plan_id IS NULL OR scope <> 'plan:' || plan_id")
    with op.batch_alter_table("rollup_snapshot") as batch_op:
        batch_op.drop_index("ix_rollup_snapshot_scope_day")
        batch_op.drop_column("by")
        batch_op.drop_column("scope")
        batch_op.alter_column("plan_id", existing_type=sa.Integer(), nullable=False)

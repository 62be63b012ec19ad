"""Channels: further ones of a contact, its quiet hours, and by which of them a message goes.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("fallbacks", sa.JSON(), server_default="[]", nullable=False))
    for name in ("quiet_from", "quiet_to"):
        op.add_column("contact", sa.Column(name, sa.String(length=5), nullable=True))
    op.add_column(
        "contact", sa.Column("takes_summaries", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column("message", sa.Column("channel_rank", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("message", "channel_rank")
    for name in ("takes_summaries", "quiet_to", "quiet_from", "fallbacks"):
        op.drop_column("contact", name)

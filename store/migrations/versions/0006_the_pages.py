"""The pages: comments, calendar addresses, sign-in by a provider, words to search in.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import models.columns
from rules.naming import fold
from store.migrations.append_only import allow_changes, forbid_changes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AT_ONCE = 2000


def upgrade() -> None:
    _accounts()
    op.add_column("assignment", sa.Column("folded", sa.String(), server_default="", nullable=False))
    _fold_words()
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("at", models.columns.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_comment_obligation_id"), "comment", ["obligation_id"], unique=False)
    forbid_changes("comment")
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", models.columns.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("revoked_at", models.columns.UtcDateTime(), nullable=True),
        sa.Column("last_read_at", models.columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"]),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_sha256"),
    )
    op.create_index(op.f("ix_calendar_feed_agency_id"), "calendar_feed", ["agency_id"], unique=False)
    op.create_index(op.f("ix_calendar_feed_plan_id"), "calendar_feed", ["plan_id"], unique=False)


def _accounts() -> None:
    op.add_column("user_account", sa.Column("oidc_subject", sa.String(length=300), nullable=True))
    # A unique index, not a constraint: SQLite adds one without building the table anew.
    op.create_index("ux_user_account_oidc_subject", "user_account", ["oidc_subject"], unique=True)
    op.add_column(
        "user_account",
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("user_session", sa.Column("last_seen_at", models.columns.UtcDateTime(), nullable=True))
    op.add_column(
        "user_session", sa.Column("agent", sa.String(length=120), server_default="", nullable=False)
    )
    op.add_column(
        "user_session",
        sa.Column("method", sa.String(length=10), server_default="password", nullable=False),
    )


def _fold_words() -> None:
    """Fill the words to search in, of items that stand there already."""
    items = sa.table(
        "assignment",
        sa.column("id", sa.Integer),
        sa.column("ref", sa.String),
        sa.column("text", sa.String),
        sa.column("deliverable", sa.String),
        sa.column("folded", sa.String),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(items.c.id, items.c.ref, items.c.text, items.c.deliverable)).all()
    change = items.update().where(items.c.id == sa.bindparam("key")).values(folded=sa.bindparam("words"))
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(
            change,
            [
                {"key": key, "words": fold(f"{ref} {text} {product}")}
                for key, ref, text, product in rows[start : start + _AT_ONCE]
            ],
        )


def downgrade() -> None:
    op.drop_table("calendar_feed")
    allow_changes("comment")
    op.drop_table("comment")
    op.drop_column("assignment", "folded")
    for name in ("method", "agent", "last_seen_at"):
        op.drop_column("user_session", name)
    op.drop_column("user_account", "must_change_password")
    op.drop_index("ux_user_account_oidc_subject", table_name="user_account")
    op.drop_column("user_account", "oidc_subject")

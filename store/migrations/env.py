"""Alembic's entry: runs over the connection that ``store.database.migrate`` hands in."""

from typing import Any, Literal

from alembic import context

from models.tables import metadata
from store.migrations.by_code_point import compare_by_code_point
from store.migrations.postgres_only import is_of_both


def _plain_types(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write SQLModel's string type as SQLAlchemy's own, so that migrations need no SQLModel."""
    if kind == "type" and type(item).__name__ == "AutoString":
        length = getattr(item, "length", None)
        return f"sa.String(length={length})" if length else "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=_plain_types,
    include_object=is_of_both,
)
with context.begin_transaction():
    context.run_migrations()
    if connection.dialect.name == "postgresql":
        compare_by_code_point(connection)

"""Indexes that only PostgreSQL has: their form is none that the models of both databases can say."""

# The queue in the order in which it is sent: what has no instant to wait for comes first.
QUEUE = "ix_message_queue"
POSTGRES_ONLY = frozenset({QUEUE})


def is_of_both(item: object, name: str | None, kind: str, *rest: object) -> bool:
    """Tell whether Alembic is to compare that object with the models (``include_object``)."""
    return not (kind == "index" and name in POSTGRES_ONLY)

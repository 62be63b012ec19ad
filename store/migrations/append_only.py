"""Tables whose rows are only ever added: the database itself refuses to change or drop them."""

from alembic import op


def forbid_changes(table: str) -> None:
    """Let the database refuse every change of that table's rows."""
    if op.get_bind().dialect.name == "postgresql":
        state_refusal(table)
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def state_refusal(table: str) -> None:
    """Let PostgreSQL refuse as it does where a constraint is broken, which is what SQLite's refusal is."""
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';"
        f" END $$"
    )


def allow_changes(table: str) -> None:
    """Take back what ``forbid_changes`` did."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP FUNCTION {table}_is_append_only()")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{verb}")

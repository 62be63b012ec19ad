"""Commands about keys to the API."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from sqlmodel import select

from console.desk import Desk
from models.agency import Agency
from models.errors import NotFound
from store.api_tokens import make_token, revoke_token, tokens
from store.database import reading, writing


def add_token(desk: Desk, name: str, *, scopes: Sequence[str], agency: str, days: int) -> None:
    """Make a key and print its text, alone on standard output: it is shown this once."""
    with writing(desk.engine) as session:
        agency_id = None
        if agency:
            agency_id = session.exec(select(Agency.id).where(Agency.code == agency)).first()
            if agency_id is None:
                raise NotFound(f"Không có cơ quan mang mã “{agency}”.", hint="Xem: dondoc registry list")
        made, text = make_token(
            session,
            name=name,
            scopes=scopes,
            agency_id=agency_id,
            days=days,
            by=desk.by,
            now=desk.clock.now(),
        )
    print(
        f"Đã cấp khóa {made.id} “{made.name}”, dùng được đến {made.expires_at:%d/%m/%Y}. "
        "Khóa chỉ hiện một lần này:",
        file=sys.stderr,
    )
    print(text)


def show_tokens(desk: Desk) -> None:
    """Print every key, without its text, which nobody knows."""
    table = Table()
    for title in ("Mã", "Tên", "Quyền", "Cơ quan", "Dùng được đến", "Dùng gần nhất"):
        table.add_column(title, overflow="fold")
    now = desk.clock.now()
    with reading(desk.engine) as session:
        for row in tokens(session):
            one = row.token
            until = f"{one.expires_at:%d/%m/%Y}"
            if one.revoked_at is not None:
                until = f"đã thu hồi {one.revoked_at:%d/%m/%Y}"
            elif one.expires_at <= now:
                until = f"đã hết hạn {until}"
            used = f"{one.last_used_at:%d/%m/%Y}" if one.last_used_at else "chưa dùng"
            table.add_row(
                str(one.id), one.name, " ".join(one.scopes), row.agency_name or "mọi cơ quan", until, used
            )
    Console().print(table)


def end_token(desk: Desk, token_id: int) -> None:
    """Revoke a key at once."""
    with writing(desk.engine) as session:
        row = revoke_token(session, token_id, by=desk.by, now=desk.clock.now())
    print(f"Đã thu hồi khóa {row.id} “{row.name}”.")

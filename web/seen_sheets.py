"""A sheet is shown row by row before anything is stored, and what is stored is just what was shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import BadDocument, OutOfDate, Refused
from report.contact_sheet import read_table
from rules.access import may
from store.accounts import Person
from store.database import reading, writing
from web.desk import Desk, field
from web.kept_sheets import drop, fetch, keep, sent_sheet
from web.render import go, page

Row = TypeVar("Row")
Change = TypeVar("Change")


@dataclass(frozen=True)
class SeenSheet(Generic[Row, Change]):
    """One kind of sheet: how it is read, planned, stored and shown."""

    template: str
    # The address of its form, and what is loaded, as its page calls it.
    at: str
    what: str
    read: Callable[[list[list[str]]], list[Row]]
    plan: Callable[[Session, Desk, list[Row]], list[Change]]
    # Given the session, the desk, the rows, the seal of what was shown and who confirms; raises OutOfDate.
    store: Callable[[Session, Desk, list[Row], str, str], list[Change]]
    # How many changes there are of each kind: add, change, refuse among them.
    tally: Callable[[list[Change]], Mapping[str, int]]
    seal: Callable[[list[Change]], str]
    # What else the page shows.
    context: Mapping[str, object]

    def dry_run(self, request: Request, desk: Desk, person: Person, form: FormData) -> Response:
        """Show row by row what an uploaded sheet would do; nothing is stored."""
        try:
            content = sent_sheet(form)
            rows = self.read(read_table(content))
        except (Refused, BadDocument) as fault:
            return self.show(request, person, fault=fault)
        digest = keep(desk.settings.home, person.user_id, content, now=desk.now)
        return self.show(request, person, changes=self._plan(desk, rows), digest=digest)

    def confirm(self, request: Request, desk: Desk, person: Person, form: FormData) -> Response:
        """Store just what the dry run showed, or show it anew where the registry has changed since."""
        digest = field(form, "tep")
        content = fetch(desk.settings.home, person.user_id, digest, now=desk.now)
        if content is None:
            fault = Refused("Bảng đã xem thử không còn giữ ở máy chủ.", hint="Gửi lại tệp.")
            return self.show(request, person, fault=fault)
        rows = self.read(read_table(content))
        try:
            with writing(desk.engine) as session:
                done = self.store(session, desk, rows, field(form, "dau"), person.username)
        except OutOfDate as old:
            return self.show(request, person, changes=self._plan(desk, rows), digest=digest, fault=old)
        drop(desk.settings.home, person.user_id, digest)
        counts = self.tally(done)
        return go(
            request,
            "/danh-ba",
            f"Đã nạp {self.what}: thêm {counts['add']}, sửa {counts['change']}, "
            f"không nhận {counts['refuse']} dòng.",
        )

    def _plan(self, desk: Desk, rows: list[Row]) -> list[Change]:
        with reading(desk.engine) as session:
            return self.plan(session, desk, rows)

    def show(
        self,
        request: Request,
        person: Person,
        *,
        changes: list[Change] | None = None,
        digest: str = "",
        fault: Refused | BadDocument | None = None,
    ) -> Response:
        """Show the form, or the changes where there are any to look at."""
        return page(
            request,
            self.template,
            status_code=200 if fault is None else 409 if isinstance(fault, Refused) else 422,
            changes=changes,
            tally=self.tally(changes) if changes is not None else {},
            digest=digest,
            seal=self.seal(changes) if changes is not None else "",
            can_edit=may(person.role, "edit_registry"),
            fault=fault,
            at=self.at,
            **self.context,
        )

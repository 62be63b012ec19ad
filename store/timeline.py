"""What happened to one obligation, in one journal that a person reads from the first day to the last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from config.clock import instant
from models.extension import Extension
from models.journal import Attachment, Comment, ProgressReport, StatusChange
from store.ledger import LedgerRow

What = Literal["born", "moved", "noted", "report", "asked", "decided", "reminded", "comment"]
# Reminders know their day only: where no message carries them they stand at the hour of the morning.
_MORNING = time(7)


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the journal: when (a UTC instant), what, who, and the row that tells the rest of it.

    ``has_hour`` is False where only the day is known. ``due_from`` and ``due_on`` are set where the due day
    changed.
    """

    at: datetime
    what: What
    actor: str = ""
    side: str = ""
    has_hour: bool = True
    change: StatusChange | None = None
    report: ProgressReport | None = None
    files: tuple[Attachment, ...] = ()
    extension: Extension | None = None
    reminder: LedgerRow | None = None
    comment: Comment | None = None
    due_changed: bool = False
    due_from: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """The rows from which the journal of one obligation is made, each list in its own order."""

    changes: list[StatusChange]
    reports: list[ProgressReport] = field(default_factory=list)
    files: dict[int, list[Attachment]] = field(default_factory=dict)
    extensions: list[Extension] = field(default_factory=list)
    reminders: list[LedgerRow] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def timeline(sources: Sources) -> list[Happening]:
    """Return everything that happened, the oldest first; every row of the sources stands in it once.

    A report stands in the line of the move that it made, and a decision on more time in that of the
    request's row: what the journal wrote beside it says the same.
    """
    by_id = {r.id: r for r in sources.reports}
    found = list(_changes(sources, by_id))
    told = {h.report.id for h in found if h.report}
    found += [
        Happening(r.at, "report", r.reporter, "agency", report=r, files=_files(sources, r.id))
        for r in sources.reports
        if r.id not in told
    ]
    for one in sources.extensions:
        found.append(Happening(one.asked_at, "asked", one.asked_by, "agency", extension=one))
        if one.decided_at is not None:
            found.append(
                Happening(
                    one.decided_at,
                    "decided",
                    one.decided_by or "",
                    "lead",
                    extension=one,
                    due_changed=one.state == "granted",
                    due_from=one.replaced_on,
                    due_on=one.granted_on,
                )
            )
    found += [_reminded(one) for one in sources.reminders]
    found += [Happening(c.at, "comment", c.actor, c.actor_role, comment=c) for c in sources.comments]
    # Sorting keeps the order of what happened at one instant.
    return sorted(found, key=lambda h: h.at)


def _changes(sources: Sources, reports: dict[int | None, ProgressReport]) -> Iterable[Happening]:
    """Return the journal's own rows, without those that an extension's row tells better."""
    of_extensions = {one.asked_at for one in sources.extensions}
    of_extensions |= {one.decided_at for one in sources.extensions if one.decided_at is not None}
    before: StatusChange | None = None
    for one in sources.changes:
        is_move = one.from_status != one.to_status
        # Rows older than this column know no due day: from null to a day nothing is known to have changed.
        moved_day = before is not None and before.kind is not None and before.due_on != one.due_on
        due_from = before.due_on if before is not None and moved_day else None
        before = one
        if not is_move and one.at in of_extensions:
            continue
        report = reports.get(one.report_id) if one.report_id is not None else None
        yield Happening(
            one.at,
            "born" if one.from_status is None else "moved" if is_move or report else "noted",
            one.actor,
            one.actor_role,
            change=one,
            report=report,
            files=_files(sources, one.report_id),
            due_changed=moved_day,
            due_from=due_from,
            due_on=one.due_on if moved_day else None,
        )


def _files(sources: Sources, report_id: int | None) -> tuple[Attachment, ...]:
    return tuple(sources.files.get(report_id or 0, ()))


def _reminded(one: LedgerRow) -> Happening:
    at = one.sent_at or instant(one.message_on or one.looked_on, _MORNING)
    return Happening(at, "reminded", has_hour=one.sent_at is not None, reminder=one)

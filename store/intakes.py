"""Documents on their way in: a row as soon as one is received, so that nobody has to wait before a browser.

They are markers: what is left of one is its outcome, and nothing of the document but its hash.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from models.document import SourceDocument
from models.errors import NotFound
from models.plan import Plan
from models.running import Marker

_PREFIX = "intake."
# What nobody has taken off the list goes by itself.
KEPT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Intake:
    """One document on its way in; ``plan_id`` once it is read, ``fault`` and ``hint`` where it was not.

    ``began_at`` is ISO text of a UTC instant.
    """

    key: str
    filename: str
    by: str
    sha256: str
    began_at: str
    plan_id: int | None = None
    fault: str = ""
    hint: str = ""

    @property
    def is_over(self) -> bool:
        """Return whether the reading came to its end."""
        return self.plan_id is not None or bool(self.fault)


def begin_intake(session: Session, key: str, *, filename: str, sha256: str, by: str, now: datetime) -> None:
    """Store under that key that a document was received, and forget what is long past."""
    session.exec(
        delete(Marker).where(
            col(Marker.name).startswith(_PREFIX, autoescape=True),
            col(Marker.at) < now - timedelta(days=KEPT_DAYS),
        )
    )
    _keep(session, Intake(key, filename, by, sha256, now.isoformat()), now)


def end_intake(
    session: Session,
    key: str,
    *,
    now: datetime,
    plan_id: int | None = None,
    fault: str = "",
    hint: str = "",
) -> None:
    """Store the outcome of a reading; nothing where the document was taken off the list meanwhile."""
    row = session.get(Marker, _PREFIX + key)
    if row is not None:
        _keep(session, replace(_read(row), plan_id=plan_id, fault=fault, hint=hint), now)


def intakes_of(session: Session, by: str) -> list[Intake]:
    """Return the documents that this person sent in and that are still on the list, the newest first.

    A document whose reading was cut off after it was stored counts as read.
    """
    rows = session.exec(
        select(Marker).where(col(Marker.name).startswith(_PREFIX, autoescape=True)).order_by(col(Marker.at))
    ).all()
    found = [one for one in map(_read, rows) if one.by == by]
    return sorted(found, key=lambda one: one.began_at, reverse=True)


def get_intake(session: Session, key: str, *, by: str) -> Intake:
    """Return a document that they sent in and that is still on the list; raises NotFound."""
    row = session.get(Marker, _PREFIX + key)
    if row is None or _read(row).by != by:
        raise NotFound("Không có văn bản đã gửi nào như vậy.", hint="Gửi lại văn bản.")
    return _read(row)


def stored_plans(session: Session, intakes: Sequence[Intake]) -> dict[str, int]:
    """Return the plans of those of these documents that are stored, by hash."""
    hashes = {one.sha256 for one in intakes}
    if not hashes:
        return {}
    rows = session.exec(
        select(SourceDocument.sha256, Plan.id)
        .join(Plan, col(Plan.document_id) == col(SourceDocument.id))
        .where(col(SourceDocument.sha256).in_(hashes))
    ).all()
    return {sha256: plan_id or 0 for sha256, plan_id in rows}


def forget_intake(session: Session, key: str, *, by: str) -> None:
    """Take a document of this person off the list; the plan that was read of it stays."""
    row = session.get(Marker, _PREFIX + key)
    if row is not None and _read(row).by == by:
        session.delete(row)


def _keep(session: Session, one: Intake, now: datetime) -> None:
    session.merge(Marker(name=_PREFIX + one.key, value=json.dumps(asdict(one), ensure_ascii=False), at=now))


def _read(row: Marker) -> Intake:
    return Intake(**json.loads(row.value))

"""What a webhook is told: the bodies of events, in the words of the API, with nobody's name in them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.obligation import ObligationKind, Part, Status

VERSION: Literal["1"] = "1"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class AgencyRef(_Frozen):
    """An agency by its id, its code, which never changes, and its name."""

    id: int
    code: str
    name: str


class PlanRef(_Frozen):
    """A plan by its id, and its number or the beginning of its title."""

    id: int
    label: str


class _Event(_Frozen):
    version: Literal["1"] = VERSION
    # The same for every address that is told of it, and at every attempt.
    id: str
    # UTC; events may come out of order, this says which is newer.
    occurred_at: datetime


class ObligationNow(_Frozen):
    """An obligation right after the event; the API gives the rest at ``url``."""

    id: int
    url: str
    plan: PlanRef
    agency: AgencyRef
    ref: str
    kind: ObligationKind
    part: Part
    from_status: Status | None
    status: Status
    status_words: str
    due_on: date | None


class ObligationEvent(_Event):
    """Something that stands in an obligation's journal; ``journal_id`` rises with every row."""

    event: str
    journal_id: int
    obligation: ObligationNow


class PlanNow(PlanRef):
    """A plan; the API gives the rest at ``url``."""

    url: str


class PlanEvent(_Event):
    """Something that happened to a plan as a whole."""

    event: str
    plan: PlanNow


class TestEvent(_Event):
    """What the operator sends to see whether an address takes events."""

    # Not a test of pytest's.
    __test__ = False

    event: Literal["webhook.test"] = "webhook.test"

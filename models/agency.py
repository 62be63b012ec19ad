"""Bodies that are given work, groups of them, and how they are reached."""

from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Sealed, SealedList, json_default

ContactRole = Literal["officer", "head", "substitute"]


class Agency(SQLModel, table=True):
    """A body (cơ quan) with the days between which it existed; ``code`` is stable and never reused."""

    __tablename__ = "agency"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=80)
    name: str
    # Name folded for search: no diacritics, lower case.
    folded: str = Field(index=True)
    kind: str = Field(default="khac", max_length=40)
    level: str = Field(default="tinh", max_length=20)
    parent_id: int | None = Field(default=None, foreign_key="agency.id")
    # True: the issuer may order it ("giao"); False: it is asked ("đề nghị"), in softer words.
    is_ordered: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    # False: made from a name in a plan, not yet checked by a person.
    is_confirmed: bool = True

    def has_ended(self, on: date) -> bool:
        """Return whether the body's last day lies before that day."""
        return self.valid_to is not None and self.valid_to < on


class AgencyAlias(SQLModel, table=True):
    """Another name of an agency or group, folded for matching."""

    __tablename__ = "agency_alias"
    __table_args__ = (UniqueConstraint("folded", "agency_id", "group_id"),)

    id: int | None = Field(default=None, primary_key=True)
    text: str
    folded: str = Field(index=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="agency_group.id", index=True)


class AgencyGroup(SQLModel, table=True):
    """A named set of agencies (khối cơ quan), such as "UBND các xã, phường"."""

    __tablename__ = "agency_group"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=80)
    name: str
    folded: str = Field(index=True)


class AgencyGroupMember(SQLModel, table=True):
    """One agency's membership of a group, with the days between which it holds."""

    __tablename__ = "agency_group_member"

    group_id: int = Field(foreign_key="agency_group.id", primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", primary_key=True)
    valid_from: date | None = None
    valid_to: date | None = None


class AgencySuccessor(SQLModel, table=True):
    """What took over an agency's work, or the part of it that ``scope`` names ("" for all), and when."""

    __tablename__ = "agency_successor"

    agency_id: int = Field(foreign_key="agency.id", primary_key=True)
    successor_id: int = Field(foreign_key="agency.id", primary_key=True)
    scope: str = ""
    from_on: date | None = None


class Contact(SQLModel, table=True):
    """How an agency is reached: an Apprise address entered by a person, never taken from a document.

    Personal data: it stands in this table only, and goes into no log.
    """

    __tablename__ = "contact"

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    name: str
    role: str = Field(default="officer", max_length=20)
    # An Apprise URL: outbox://so-y-te, mailto://…; it may hold a password, so it is sealed.
    channel: str = Field(sa_column=Column(Sealed, nullable=False))
    # Further addresses, tried in this order when the one before refused for good.
    fallbacks: list[str] = Field(
        default_factory=json_default, sa_column=Column(SealedList, nullable=False, server_default="[]")
    )
    # "HH:MM" in Asia/Ho_Chi_Minh; between the two nothing is sent, over midnight where they say so.
    quiet_from: str | None = Field(default=None, max_length=5)
    quiet_to: str | None = Field(default=None, max_length=5)
    # Weekly summaries, which a person may decline; letters about the agency's own work are not declined.
    takes_summaries: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    is_active: bool = True
    # While away, both days counted, the substitute is told instead.
    away_from: date | None = None
    away_to: date | None = None
    substitute_id: int | None = Field(default=None, foreign_key="contact.id")

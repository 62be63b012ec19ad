"""People who sign in."""

from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime

UserRole = Literal["operator", "lead", "agency", "leader"]


class User(SQLModel, table=True):
    """A local account. An agency officer belongs to one agency and sees its obligations only."""

    __tablename__ = "user_account"
    __table_args__ = (Index("ux_user_account_oidc_subject", "oidc_subject", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True, max_length=60)
    display_name: str
    # Argon2 (pwdlib).
    password_hash: str
    role: str = Field(max_length=10)
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    is_active: bool = True
    failed_attempts: int = 0
    locked_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    # Who this is at the office's identity provider ("issuer|subject"), bound at the first sign-in there.
    oidc_subject: str | None = Field(default=None, max_length=300)
    # The password was set by somebody else: nothing opens before it is changed.
    must_change_password: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class UserSession(SQLModel, table=True):
    """A signed-in browser: the SHA-256 of its cookie's token, so that a stolen database opens nothing."""

    __tablename__ = "user_session"

    token_sha256: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    # To within ten minutes, so that reading pages does not write each time.
    last_seen_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    # Which browser, in a few words, for the person to tell the own ones apart.
    agent: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    # password, oidc.
    method: str = Field(default="password", max_length=10, sa_column_kwargs={"server_default": "password"})

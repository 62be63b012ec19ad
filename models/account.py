"""People who sign in."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime

UserRole = Literal["operator", "lead", "agency", "leader"]


class User(SQLModel, table=True):
    """A local account. An agency officer belongs to one agency and sees its obligations only."""

    __tablename__ = "user_account"

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


class UserSession(SQLModel, table=True):
    """A signed-in browser: the SHA-256 of its cookie's token, so that a stolen database opens nothing."""

    __tablename__ = "user_session"

    token_sha256: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

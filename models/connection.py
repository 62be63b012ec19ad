"""Other systems: their keys to our API, and where they want to be told of what happens."""

from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Sealed, UtcDateTime, json_default

DeliveryState = Literal["queued", "sent", "failed"]


class ApiToken(SQLModel, table=True):
    """A key to the API: the SHA-256 of its text, what it may do, until when; bound to an agency or none."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    token_sha256: str = Field(unique=True, max_length=64)
    # plans:read, obligations:read, reports:write, …
    scopes: list[str] = Field(default_factory=json_default, sa_column=Column(JSON, nullable=False))
    # Sees this agency's obligations only; null sees all.
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    made_by: str
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class IdempotentAnswer(SQLModel, table=True):
    """What a write was answered, kept under the caller's key: asked again, it is answered and not done."""

    __tablename__ = "idempotent_answer"

    token_id: int = Field(foreign_key="api_token.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=120)
    # Method, address and body: the same key with another request is refused.
    request_sha256: str = Field(max_length=64)
    status: int
    body: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Webhook(SQLModel, table=True):
    """An address that is told of events, signed with its own secret (kept encrypted)."""

    __tablename__ = "webhook"

    id: int | None = Field(default=None, primary_key=True)
    url: str
    secret: str = Field(sa_column=Column(Sealed, nullable=False))
    # Names of events; empty means all.
    events: list[str] = Field(default_factory=json_default, sa_column=Column(JSON, nullable=False))
    is_active: bool = True
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    made_by: str
    # The journal row up to which deliveries have been written.
    last_change_id: int = 0


class WebhookDelivery(SQLModel, table=True):
    """One event for one address: written before the attempt, its outcome after."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "change_id"),
        Index("ix_webhook_delivery_state_due", "state", "not_before_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    webhook_id: int = Field(foreign_key="webhook.id", index=True)
    # The journal row (status_change) of which it tells.
    change_id: int
    event: str = Field(max_length=60)
    body: str
    state: str = Field(default="queued", max_length=10)
    attempts: int = 0
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    not_before_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    answered: int | None = None
    outcome: str = ""

"""The bytes as received and what was read in them."""

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime, json_default


class Blob(SQLModel, table=True):
    """Bytes kept for ever, addressed by their SHA-256 (hex), so that the same file is stored once."""

    __tablename__ = "blob"

    sha256: str = Field(primary_key=True, max_length=64)
    size: int
    media_type: str = Field(max_length=120)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SourceDocument(SQLModel, table=True):
    """A document as received (văn bản gốc): its bytes, its name, its text with lines and pages."""

    __tablename__ = "source_document"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(foreign_key="blob.sha256", index=True)
    filename: str
    # How it was read: txt, docx, pdf, ocr …
    kind: str
    # [[text, page], …]; the index is the line number minus one.
    lines: list[list[str | int]] = Field(default_factory=json_default, sa_column=Column(JSON, nullable=False))
    notes: list[str] = Field(default_factory=json_default, sa_column=Column(JSON, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    received_by: str

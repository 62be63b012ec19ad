"""Reading a document and storing it as a draft."""

from datetime import datetime
from mimetypes import guess_type

from sqlalchemy import Engine

from config.office import Office
from models.reading import ReadingStep, Tell, nobody
from store.database import writing
from store.drafts import store_draft

_MEDIA_TYPES = {
    "txt": "text/plain",
    "md": "text/markdown",
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
}


def media_type_of(kind: str, data: bytes, filename: str) -> str:
    """Return the media type of a document that was read as ``kind``; a scan may be a PDF or a picture."""
    if kind == "ocr":
        return "application/pdf" if data.startswith(b"%PDF") else guess_type(filename)[0] or "image/*"
    return _MEDIA_TYPES.get(kind, "application/octet-stream")


def ingest(
    engine: Engine,
    office: Office,
    data: bytes,
    filename: str,
    *,
    by: str,
    now: datetime,
    tell: Tell = nobody,
) -> int:
    """Read a document and store it as a draft plan; return the plan's id. Nobody is notified.

    Raises BadDocument with a sentence for the person; nothing is stored then. Reading happens before
    the transaction, so that a slow document holds nobody up; ``tell`` hears how far it has come.
    """
    from extract import draft_plan
    from extract.reading import read_document

    source = read_document(data, filename, tell=tell)
    tell(ReadingStep("finding"))
    draft = draft_plan(source, office.calendar)
    tell(ReadingStep("storing"))
    with writing(engine) as session:
        return store_draft(
            session,
            draft=draft,
            source=source,
            data=data,
            filename=filename,
            media_type=media_type_of(source.kind, data, filename),
            now=now,
            by=by,
        )

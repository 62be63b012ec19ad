"""Reading a document and storing it as a draft."""

from datetime import datetime

from sqlalchemy import Engine

from config.office import Office
from store.database import writing
from store.drafts import store_draft


def ingest(engine: Engine, office: Office, data: bytes, filename: str, *, by: str, now: datetime) -> int:
    """Read a document and store it as a draft plan; return the plan's id. Nobody is notified.

    Raises BadDocument with a sentence for the person; nothing is stored then. Reading happens before
    the transaction, so that a slow document holds nobody up.
    """
    from extract import draft_plan
    from extract.reading import media_type_of, read_document

    source = read_document(data, filename)
    draft = draft_plan(source, office.calendar)
    with writing(engine) as session:
        return store_draft(
            session,
            draft=draft,
            source=source,
            data=data,
            filename=filename,
            media_type=media_type_of(data, filename),
            now=now,
            by=by,
        )

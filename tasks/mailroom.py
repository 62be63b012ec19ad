"""Reading the mailbox: each letter is stored before it is moved, whatever is wrong with it."""

import hashlib
import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from config.settings import Settings
from extract.reading.encodings import repair_tcvn3
from models.errors import BadDocument
from notify.mail import sender_domain
from notify.mailbox import FetchedLetter, open_mailbox
from rules.civil import day_of
from rules.file_kinds import ACCEPTED, KINDS, clean_name, kind_of
from rules.incoming.answers import named_item
from rules.incoming.mime import IncomingFile, IncomingLetter, cut, read_letter
from rules.incoming.quoting import own_words
from rules.incoming.wording import note_line
from store.bounces import mark_bounced, pass_on
from store.database import writing
from store.inbound import (
    Answered,
    NewLetter,
    find_answered,
    is_known,
    keep_letter,
    open_items,
    told_items,
)
from store.obligations import UploadedFile

log = logging.getLogger("dondoc.mailbox")
# Letters that one look reads; the rest waits for the next one.
LETTERS_AT_ONCE = 200
# A file grows by a third on its way, and letters bring several.
_LETTER_LIMIT = 2
# Characters that are kept of a program's answer.
_AUTOMATIC_TEXT = 500
PROGRAM = "chương trình"


@dataclass(frozen=True, slots=True)
class MailTally:
    """What one look did: how many letters of each sort; ``known`` had been stored before."""

    answers: int = 0
    bounces: int = 0
    automatic: int = 0
    aside: int = 0
    known: int = 0

    @property
    def total(self) -> int:
        """Return how many letters were put away."""
        return self.answers + self.bounces + self.automatic + self.aside + self.known


def read_mailbox(
    engine: Engine, settings: Settings, *, now: datetime, limit: int = LETTERS_AT_ONCE
) -> MailTally:
    """Read what waits in the mailbox, store it, and move it to the folder of read letters; return the tally.

    Without a mailbox in the settings nothing is done. A letter is moved only once the database has it; one
    that cannot be read is stored with the reason and moved aside, and the next one is read. Raises
    PassingFailure where the server does not answer, and what the database raises where it is out of reach:
    then the letters stay where they are.
    """
    address = settings.mailbox
    tally: Counter[str] = Counter()
    if address is None:
        return MailTally()
    with open_mailbox(address) as box:
        for uid in box.waiting(limit):
            fetched = box.fetch(uid, limit=settings.upload_limit * _LETTER_LIMIT)
            if fetched is None:
                continue
            what = take_in(engine, settings, fetched, now=now)
            tally[what] += 1
            # Where only this fails, the letter is read again next time, and known.
            box.put_away(uid, was_read=what != "aside")
    return MailTally(**tally)


def take_in(engine: Engine, settings: Settings, fetched: FetchedLetter, *, now: datetime) -> str:
    """Store one letter and return what it was: a name of ``MailTally``; raises OperationalError."""
    received_at = min(fetched.received_at or now, now)
    try:
        return _store(engine, settings, fetched, received_at, now)
    except OperationalError:
        # The database is out of reach: the letter is as good as ever.
        raise
    except BadDocument as fault:
        reason = fault.sentence
    except Exception as fault:  # noqa: BLE001 - no letter may stop the others; named, stored and set aside
        log.error("a letter could not be stored (%s)", type(fault).__name__)
        reason = f"Chương trình không xử lý được thư này ({type(fault).__name__})."
    return _set_aside(engine, fetched, received_at, reason, now)


def _set_aside(
    engine: Engine, fetched: FetchedLetter, received_at: datetime, reason: str, now: datetime
) -> str:
    """Store that a letter came which cannot be read; it waits in a folder of its own on the server."""
    new = NewLetter(
        reference=hashlib.sha256(fetched.data).hexdigest(),
        answered=Answered(),
        subject="(thư không đọc được)",
        text=note_line(f"{reason} Thư nằm trong thư mục để riêng của hộp thư."),
        received_at=received_at,
    )
    with writing(engine) as session:
        keep_letter(session, new, now=now)
    return "aside"


def _store(
    engine: Engine, settings: Settings, fetched: FetchedLetter, received_at: datetime, now: datetime
) -> str:
    letter = read_letter(fetched.data)
    letter = replace(letter, subject=repair_tcvn3(letter.subject), text=repair_tcvn3(letter.text))
    files, notes = _files(letter, settings.upload_limit)
    if not fetched.is_whole:
        notes = ["Thư quá lớn nên chỉ đọc được phần đầu; mở thư trong hộp thư để xem.", *notes]
    with writing(engine) as session:
        if is_known(session, letter.reference):
            return "known"
        domain = sender_domain(settings.mail_from)
        answered = find_answered(session, letter, domain=domain, key=settings.signing_key)
        new = NewLetter(letter.reference, answered, letter.subject, "", received_at)
        if letter.bounce is not None:
            new, what = _returned(session, new, letter, received_at, now), "bounces"
        elif letter.is_automatic:
            text = cut(own_words(letter.text))[:_AUTOMATIC_TEXT]
            new, what = replace(new, text=text, decided_by=f"{PROGRAM}: thư trả lời tự động"), "automatic"
        else:
            new, what = _answer(session, new, letter, files, notes), "answers"
        return what if keep_letter(session, new, now=now) is not None else "known"


def _answer(
    session: Session, new: NewLetter, letter: IncomingLetter, files: list[UploadedFile], notes: list[str]
) -> NewLetter:
    words = cut(own_words(letter.text))
    text = "\n".join([*([words] if words else []), *(note_line(one) for one in notes)])
    meant = _meant(session, new.answered, f"{letter.subject}\n{words}")
    return replace(new, text=text, files=tuple(files), obligation_id=meant)


def _meant(session: Session, answered: Answered, words: str) -> int | None:
    """Return the obligation that a letter names: of those of the message, else of the agency's open ones."""
    if answered.agency_id is None:
        return None
    told = told_items(session, answered.message_id) if answered.message_id is not None else []
    found = named_item(words, told) if told else None
    return found or named_item(words, open_items(session, answered.agency_id))


def _returned(
    session: Session, new: NewLetter, letter: IncomingLetter, received_at: datetime, now: datetime
) -> NewLetter:
    """Mark the message that came back, or let it go on by another channel; a delay marks nothing."""
    bounce = letter.bounce
    if bounce is None:
        raise ValueError("a letter that brings nothing back")
    code = f" ({bounce.code})" if bounce.code else ""
    day = f"{day_of(received_at):%d/%m/%Y}"
    if not bounce.is_final:
        text = f"Máy chủ thư báo chậm, còn gửi tiếp: {bounce.reason}{code}."
        return replace(new, text=text, is_bounce=True, decided_by=PROGRAM)
    text = f"Thư bị trả lại ngày {day}: {bounce.reason}{code}."
    if new.answered.message_id is None:
        return replace(new, text=text, is_bounce=True)
    moved = pass_on(session, new.answered.message_id, now=now, why=text) if bounce.is_for_good else None
    if moved is None:
        mark_bounced(session, new.answered.message_id, at=received_at, outcome=text)
    text = moved or text
    return replace(new, text=text, is_bounce=True, decided_by=PROGRAM)


def _files(letter: IncomingLetter, limit: int) -> tuple[list[UploadedFile], list[str]]:
    """Return the files that are kept, and what was not kept in words."""
    kept: list[UploadedFile] = []
    notes = [f"Không lưu {one}." for one in letter.left_out]
    for file in letter.files:
        kind = kind_of(file.content)
        if len(file.content) > limit:
            notes.append(f"Không lưu tệp “{_named(file)}”: lớn hơn {limit // 1024 // 1024} MB.")
        elif kind is None:
            notes.append(f"Không lưu tệp “{_named(file)}”: chỉ nhận {ACCEPTED}, không có macro.")
        else:
            kept.append(UploadedFile(clean_name(file.filename, kind), KINDS[kind], file.content))
    return kept, notes


def _named(file: IncomingFile) -> str:
    return " ".join(file.filename.split())[:80]

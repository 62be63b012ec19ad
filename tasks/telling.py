"""Telling a lead agency at once what waits for its decision."""

from datetime import datetime

from sqlalchemy import Engine

from config.office import Office
from config.settings import SHIPPED, Settings
from notify.compose import refusal_letter
from notify.mail import sender_domain
from rules.civil import day_of
from rules.sending import send_from
from rules.wording_refusal import RefusalFacts, word_refusal
from store.database import reading, writing
from store.digests import recipients_of
from store.messages import NewMessage, put_words, queue_message
from store.refusals import Refusal, open_refusal

KIND = "refusal"


def tell_of_refusal(
    engine: Engine, settings: Settings, office: Office, *, obligation_id: int, now: datetime
) -> list[int]:
    """Write one message to each contact of the lead agency about a refused work; return the new ones' ids.

    One per obligation and day, so that it may run any number of times. What is decided already is told
    nobody. The message goes out within the working hours.
    """
    not_before = send_from(now, office.calendar)
    read_on = day_of(not_before)
    with reading(engine) as session:
        refusal = open_refusal(session, obligation_id)
        if refusal is None:
            return []
        known = recipients_of(session, [refusal.lead_id], on=read_on)
    contacts = known[refusal.lead_id].digests if known else ()
    words = word_refusal(_facts(refusal, settings))
    folders = tuple(f / "templates" for f in (settings.config_dir, SHIPPED) if f is not None)
    text, html = refusal_letter(words, folders=folders)
    made: list[int] = []
    domain = sender_domain(settings.mail_from)
    with writing(engine) as session:
        for contact in contacts:
            blank = NewMessage(KIND, contact, refusal.lead_id, read_on, domain, not_before, obligation_id)
            message = queue_message(session, blank, now=now)
            if message is not None and message.id is not None:
                put_words(session, message, subject=words.subject, text=text, html=html)
                made.append(message.id)
    return made


def _facts(refusal: Refusal, settings: Settings) -> RefusalFacts:
    return RefusalFacts(
        lead=refusal.lead_name,
        agency=refusal.agency_name,
        plan=refusal.plan_label,
        ref=refusal.ref,
        text=refusal.text,
        kind=refusal.kind,
        due_on=refusal.due_on,
        reason=refusal.reason,
        refused_on=refusal.refused_on,
        address=f"{settings.base_url}/phan-viec/{refusal.obligation_id}",
    )

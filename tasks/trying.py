"""A trial message, asked for on a page: written here, sent by whoever sends all messages."""

from datetime import datetime

from sqlmodel import Session

from config.office import Office
from config.settings import SHIPPED, Settings
from models.reminder import Message
from notify.compose import trial_letter
from notify.mail import sender_domain
from rules.civil import day_of
from rules.sending import send_from
from rules.wording_trial import word_trial
from store.contacts import get_contact
from store.lookups import get_agency
from store.trials import queue_trial


def try_contact(
    session: Session,
    settings: Settings,
    office: Office,
    agency_id: int,
    contact_id: int,
    *,
    by: str,
    now: datetime,
) -> Message:
    """Write a trial message to a contact of that agency and return it; raises NotFound or Refused.

    It goes out within the working hours like every other: the reader may not be who asked for it.
    """
    contact = get_contact(session, agency_id, contact_id)
    words = word_trial(get_agency(session, agency_id).name)
    folders = tuple(f / "templates" for f in (settings.config_dir, SHIPPED) if f is not None)
    text, html = trial_letter(words, folders=folders)
    not_before = send_from(now, office.calendar)
    return queue_trial(
        session,
        contact,
        subject=words.subject,
        text=text,
        html=html,
        on=day_of(not_before),
        domain=sender_domain(settings.mail_from),
        by=by,
        now=now,
        not_before_at=not_before,
    )

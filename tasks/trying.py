"""A trial message, asked for on a page: written here, sent by whoever sends all messages."""

from datetime import datetime

from sqlmodel import Session

from config.office import Office
from config.settings import SHIPPED, Settings
from models.errors import NotFound
from models.reminder import Message
from notify.compose import trial_letter
from notify.mail import sender_domain
from rules.civil import day_of
from rules.quiet import free_from, quiet_hours
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
    channel_rank: int = 0,
) -> Message:
    """Write a trial message to a contact of that agency and return it; raises NotFound or Refused.

    ``channel_rank`` names one of its channels, 0 the first; a trial goes by no other.
    It goes out within the working hours like every other: the reader may not be who asked for it.
    """
    contact = get_contact(session, agency_id, contact_id)
    if not 0 <= channel_rank <= len(contact.fallbacks):
        raise NotFound("Người này không có kênh đó.", hint="Tải lại trang.")
    words = word_trial(get_agency(session, agency_id).name)
    folders = tuple(f / "templates" for f in (settings.config_dir, SHIPPED) if f is not None)
    text, html = trial_letter(words, folders=folders)
    not_before = free_from(now, office.calendar, quiet_hours(contact.quiet_from, contact.quiet_to))
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
        channel_rank=channel_rank,
    )

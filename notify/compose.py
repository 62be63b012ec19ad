"""Digests laid out: words and a link become a text and an HTML body that say the same.

The templates (Jinja2) stand in ``config/templates``; an office's own folder stands before the shipped
one, file by file. HTML is escaped by default: words of a plan are never markup.
"""

from functools import lru_cache
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from models.errors import BadSettings
from rules.wording import DigestWords
from rules.wording_escalation import EscalationWords
from rules.wording_lead import LeadWords
from rules.wording_refusal import RefusalWords
from rules.wording_trial import TrialWords


@lru_cache(maxsize=8)
def _templates(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=lambda name: name is None or not name.endswith(".txt"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def agency_digest(words: DigestWords, *, link: str, folders: tuple[Path, ...]) -> tuple[str, str]:
    """Return the text and the HTML of an agency's digest; raises BadSettings for a faulty template."""
    return _both("agency-digest", folders, words=words, link=link)


def lead_digest(words: LeadWords, *, folders: tuple[Path, ...], decline: str = "") -> tuple[str, str]:
    """Return the text and the HTML of a lead agency's digest; raises BadSettings for a faulty template.

    ``decline`` is the address at which its reader declines such letters, "" in a letter that is only shown.
    """
    return _both("lead-digest", folders, words=words, decline=decline)


def escalation_letter(words: EscalationWords, *, link: str, folders: tuple[Path, ...]) -> tuple[str, str]:
    """Return the text and the HTML of a letter to leaders; raises BadSettings for a faulty template."""
    return _both("escalation", folders, words=words, link=link)


def refusal_letter(words: RefusalWords, *, folders: tuple[Path, ...]) -> tuple[str, str]:
    """Return the text and the HTML of a letter about a refused work; raises BadSettings for its template."""
    return _both("refusal", folders, words=words)


def trial_letter(words: TrialWords, *, folders: tuple[Path, ...]) -> tuple[str, str]:
    """Return the text and the HTML of a trial message; raises BadSettings for a faulty template."""
    return _both("trial", folders, words=words)


def _both(name: str, folders: tuple[Path, ...], **context: object) -> tuple[str, str]:
    return _render(f"{name}.txt", folders, context), _render(f"{name}.html", folders, context)


def _render(name: str, folders: tuple[Path, ...], context: dict[str, object]) -> str:
    try:
        return _templates(folders).get_template(name).render(context).strip() + "\n"
    except TemplateError as fault:
        line = getattr(fault, "lineno", None)
        raise BadSettings(
            f"Mẫu thư sai: {fault}.",
            hint="Sửa mẫu thư trong thư mục templates rồi chạy lại.",
            place=f"{name}, dòng {line}" if line else name,
        ) from fault

"""Agency headings: the paragraphs of a section that say whose orders stand beneath or behind them."""

import re
from dataclasses import dataclass

from extract.guesses import may_name_body, read_long_name, stands_among_agencies
from extract.lines import Paragraph
from extract.subjects import BASIS, read_heading, read_subject, strip_order
from extract.tasktitles import has_doer_line
from extract.verbs import PREDICATE
from extract.words import lowered

_LONGEST_HEADING = 320
_LONGEST_GUESS = 120
# More words than this behind the name of a body are a sentence about it and no part of its name.
_LONGEST_REST = 25


@dataclass(frozen=True, slots=True)
class Heading:
    """The bodies of an agency heading; ``is_guess``: its words, as no known kind of body could be read."""

    owners: tuple[str, ...] = ()
    is_guess: bool = False


def heading_of(node: Paragraph) -> Heading:
    """Return the bodies of an agency heading: numbered, or with its orders beneath it."""
    body = node.body.strip()
    if len(body) > _LONGEST_HEADING or (body.endswith((".", ";")) and not node.children):
        return Heading()
    if has_doer_line(node):
        return Heading()
    is_numbered = node.mark is not None and node.mark.in_ref
    is_title = body.endswith(":") and bool(node.children)
    if node.mark is None and not is_title:
        return Heading()
    if not (is_numbered or node.children or (node.mark and node.mark.kind == "letter")):
        return Heading()
    named = read_heading(body, is_title=is_title and is_numbered)
    if not named and is_numbered and node.children and stands_among_agencies(node):
        named = read_long_name(body)
    return Heading(named) if named else _guess(node, body)


def _guess(node: Paragraph, body: str) -> Heading:
    """Take a title among agency headings for the name of a body of an unknown kind."""
    if node.mark is None or not node.mark.in_ref or not node.children or len(body) > _LONGEST_GUESS:
        return Heading()
    subject = read_subject(body)
    is_sentence = bool(subject.owners) and len(body) - subject.end > _LONGEST_REST
    if body.endswith(".") or is_sentence or not may_name_body(body) or not stands_among_agencies(node):
        return Heading()
    names = [part.strip() for part in strip_order(body).split(";") if part.strip()]
    return Heading(tuple(name for part in names for name in (read_heading(part) or (part,))), is_guess=True)


def class_before_colon(node: Paragraph) -> tuple[str, ...]:
    """Return the establishments or people whom a numbered paragraph among agency headings speaks to.

    "13. Doanh nghiệp, hộ kinh doanh: Niêm yết giá …" has a number of its own there, as a Sở has; elsewhere
    such words are a rule of conduct.
    """
    name, colon, orders = node.body.partition(":")
    if not colon or not orders.strip()[:1].isupper() or not 0 < len(name) <= _LONGEST_GUESS:
        return ()
    if node.mark is None or not node.mark.in_ref or not stands_among_agencies(node):
        return ()
    return (strip_order(name).strip(),)


_ENDS = re.compile(r"[.,;!?]$")


def names_before(node: Paragraph, following: Paragraph | None) -> tuple[str, ...]:
    """Return the bodies of an unnumbered line that is nothing but names, with orders behind it.

    Serves a bare "Sở Y tế" or "Sở Y tế:" above bullets or above paragraphs that order, and "* Sở Y tế"
    above such paragraphs.
    """
    body = node.body.strip()
    if following is None or len(body) > _LONGEST_GUESS or _ENDS.search(body):
        return ()
    is_bullet = node.mark is not None and node.mark.kind == "bullet"
    if node.mark is not None and not (is_bullet and following.mark is None and not node.children):
        return ()
    if following.mark is not None and following.mark.in_ref:
        return ()
    return read_heading(body) if following.mark is not None or _may_order(following) else ()


def _may_order(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a sentence, or opens with a verb of duty or a clause before it."""
    low = lowered(paragraph.body.strip())
    return low.endswith((".", ";")) or bool(PREDICATE.match(low) or BASIS.match(low))

"""Which letters stand together in a mailbox, and which of them a person may decline.

A thread's root is a Message-ID that no letter has: it is made from the references of the letters alone, so
that every attempt names the same one. Letters about an agency's work stand together by agency, and by plan
where a letter is about one plan only; summaries stand apart.
"""

import re
from collections.abc import Collection

# Kinds that tell how things stand and ask nothing of their reader: these a person may decline. A letter
# about the reader's own work is an order or a request that has to arrive.
SUMMARIES = frozenset({"lead-digest"})
_REFERENCE = re.compile(r"<([a-z-]{1,40})\.\d{8}\.(a\d{1,18}(?:p\d{1,18})?)\.[0-9a-f]{16}@([^<>\s@]{1,120})>")


def thread_of(agency_id: int, plan_ids: Collection[int] = ()) -> str:
    """Return the mark of a letter's thread: ``a7``, or ``a7p3`` for a letter about one plan only."""
    plans = set(plan_ids)
    return f"a{agency_id}" + (f"p{plans.pop()}" if len(plans) == 1 else "")


def thread_root(reference: str) -> str:
    """Return the root of a letter's thread as a Message-ID, "" for a letter that stands alone (a trial)."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return ""
    kind, thread, domain = found.groups()
    return f"<{'tong-hop' if kind in SUMMARIES else 'viec'}.{thread}@{domain}>"


def is_summary(reference: str) -> bool:
    """Return whether a letter is of a kind that a person may decline, by its reference."""
    return reference[1:].partition(".")[0] in SUMMARIES


def answer_address(address: str, reference: str) -> str:
    """Return where an answer to a letter goes: ``{ma}`` in the address stands for the letter's reference.

    Where that would make the part before the @ longer than servers take (64), the mark is left out.
    """
    if "{ma}" not in address:
        return address
    mark = reference[1:-1].rpartition("@")[0]
    name = address.partition("@")[0].replace("{ma}", mark)
    if len(name) <= 64:
        return address.replace("{ma}", mark, 1)
    return re.sub(r"[+._-]?\{ma\}", "", address, count=1)

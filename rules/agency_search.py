"""Finding agencies while a person types: by name, abbreviation, alias or code, with or without diacritics."""

from collections.abc import Sequence

from rules.naming import agency_key, fold

# Words that an abbreviation leaves out ("Sở Khoa học và Công nghệ" is SKHCN).
_SKIPPED = frozenset({"va", "cac", "cua"})


def initials(name: str) -> str:
    """Return the first letters of a name's words: "snv" for "Sở Nội vụ"."""
    return "".join(word[0] for word in fold(name).split() if word not in _SKIPPED)


def rank(query: str, names: Sequence[str], code: str = "") -> int | None:
    """Return how well a body of these names and this code answers the query, 0 best; None for not at all.

    0: the name, alias or code itself; 1: its initials; 2: it begins so; 3: every word begins some word
    of the name. An empty query is answered by everybody alike.
    """
    asked = agency_key(query)
    if not asked:
        return 3 if not query.strip() else None
    keys = [agency_key(name) for name in names]
    plain = fold(query).replace(" ", "")
    if asked in keys or query.strip().lower() == code:
        return 0
    if len(plain) > 1 and any(initials(name) == plain for name in names):
        return 1
    if any(key.startswith(asked) for key in keys) or (code and code.startswith(query.strip().lower())):
        return 2
    words = asked.split()
    if any(all(any(w.startswith(part) for w in key.split()) for part in words) for key in keys):
        return 3
    return None

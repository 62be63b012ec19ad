"""HTML of a letter as plain lines: for letters that bring no text part, or an empty one."""

import re
from collections.abc import Mapping

from lxml import etree

# Elements that begin and end a line of their own.
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol"),
        *("p", "pre", "section", "table", "tr", "ul"),
    )
)
_SILENT = frozenset({"head", "script", "style", "title", "template", "noscript"})
# Characters that are read of one letter: the words stand at its beginning, the quoted letter behind them.
MOST_HTML = 400_000
# What mail programs put around the letter that is answered.
_QUOTING = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra")


class _Lines:
    """Collects the words by line, as a parser tells of them; quoted ones get ``> `` before the line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []
        self._line_is_quoted = False
        # Open elements, each with whether it is silent and whether it quotes; and how many do.
        self._open: list[tuple[bool, bool]] = []
        self._silent = self._quoting = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if tag in _BLOCKS:
            self.end_line()
        elif tag in ("td", "th"):
            self._line.append(" ")
        named = attributes.get("class", "")
        quotes = tag == "blockquote" or any(name in named for name in _QUOTING)
        self._open.append((tag in _SILENT, quotes))
        self._silent += self._open[-1][0]
        self._quoting += quotes

    def end(self, tag: str) -> None:
        """End the element that was begun last."""
        if tag in _BLOCKS:
            self.end_line()
        silent, quotes = self._open.pop() if self._open else (False, False)
        self._silent -= silent
        self._quoting -= quotes

    def data(self, data: str) -> None:
        """Add words."""
        if self._silent:
            return
        if data.strip():
            self._line_is_quoted = self._quoting > 0
        self._line.append(data)

    def end_line(self) -> None:
        """End the line at hand."""
        text = " ".join("".join(self._line).split())
        self._line.clear()
        self.lines.append(f"> {text}" if text and self._line_is_quoted else text)

    def close(self) -> None:
        """End the letter."""
        self.end_line()


def plain_lines(html: str) -> str:
    """Return the words of an HTML letter by line, quoted ones behind ``> ``; at most one blank line each.

    Whatever the markup, it answers: what cannot be read any more is left out.
    """
    lines = _Lines()
    parser = etree.HTMLParser(target=lines, encoding="utf-8", remove_comments=True, no_network=True)
    try:
        parser.feed(html[:MOST_HTML].encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        # Nested too deeply, or nothing in it: what was read before that counts.
        lines.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines.lines)).strip("\n")

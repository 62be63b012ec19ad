"""What Word's styles say about a paragraph, a run or a table: list, font, capitals, borders."""

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from extract.reading.encodings import from_tcvn3

_DEPTH = 20
_EXTRA = {"mc": "http://schemas.openxmlformats.org/markup-compatibility/2006"}


def ns(tag: str) -> str:
    """Return the tag with its namespace in lxml's form."""
    prefix, _, name = tag.partition(":")
    return f"{{{_EXTRA[prefix]}}}{name}" if prefix in _EXTRA else str(qn(tag))


@dataclass(frozen=True, slots=True)
class Face:
    """How a run is drawn, as far as its words depend on it."""

    font: str = ""
    capitals: bool = False
    hidden: bool = False

    def shown(self, text: str) -> str:
        """Return the characters as a reader of the page sees them."""
        if self.font.startswith(".vn"):
            text = from_tcvn3(text, capitals=self.font.endswith("h"))
        return text.upper() if self.capitals else text


class Styles:
    """The styles part of a document, looked up by id with inheritance."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[str, Any] = {}
        self._default = ""
        for style in root.findall(ns("w:style")):
            name = style.get(ns("w:styleId"), "")
            self._styles[name] = style
            if style.get(ns("w:type")) == "paragraph" and style.get(ns("w:default")) in ("1", "true", "on"):
                self._default = name
        self._properties = root.find(f"{ns('w:docDefaults')}/{ns('w:rPrDefault')}/{ns('w:rPr')}")

    def _chain(self, name: str) -> list[Any]:
        chain: list[Any] = []
        while name in self._styles and len(chain) < _DEPTH:
            chain.append(self._styles[name])
            name = _value(chain[-1], "w:basedOn")
        return chain

    def paragraph(self, paragraph: Any) -> str:
        """Return the id of the paragraph's style, the default style where none is named."""
        properties = paragraph.find(ns("w:pPr"))
        return (_value(properties, "w:pStyle") if properties is not None else "") or self._default

    def lists(self) -> dict[str, tuple[str, int | None]]:
        """Return the list that each style itself names."""
        found = {name: _list_of(style.find(ns("w:pPr"))) for name, style in self._styles.items()}
        return {name: of for name, of in found.items() if of[0]}

    def list_of(self, paragraph: Any) -> tuple[str, int | None]:
        """Return the paragraph's list and level, its own or its style's; ("", None) outside lists."""
        own, level = _list_of(paragraph.find(ns("w:pPr")))
        if own:
            return own, 0 if level is None else level
        for style in self._chain(self.paragraph(paragraph)):
            inherited, inherited_level = _list_of(style.find(ns("w:pPr")))
            if inherited:
                return inherited, level if level is not None else inherited_level
        return "", None

    def face(self, run: Any, paragraph_style: str) -> Face:
        """Return how the run is drawn: its own properties, then its style's, then the paragraph's."""
        own = run.find(ns("w:rPr"))
        layers = [own] if own is not None else []
        names = [_value(own, "w:rStyle") if own is not None else "", paragraph_style]
        layers += [
            found
            for name in names
            for style in self._chain(name)
            if (found := style.find(ns("w:rPr"))) is not None
        ]
        if self._properties is not None:
            layers.append(self._properties)
        return Face(
            _font(layers),
            _switch(layers, "w:caps"),
            _switch(layers[:1], "w:vanish") if own is not None else False,
        )

    def bordered(self, table: Any) -> bool:
        """Return whether the table draws lines: its own borders, its cells' or its style's."""
        properties = table.find(ns("w:tblPr"))
        if properties is not None:
            borders = properties.find(ns("w:tblBorders"))
            if borders is not None:
                return _draws(borders) or _cell_borders(table)
            for style in self._chain(_value(properties, "w:tblStyle")):
                borders = style.find(f"{ns('w:tblPr')}/{ns('w:tblBorders')}")
                if borders is not None:
                    return _draws(borders) or _cell_borders(table)
        return _cell_borders(table)


def _cell_borders(table: Any) -> bool:
    return any(_draws(borders) for borders in table.iter(ns("w:tcBorders")))


def _draws(borders: Any) -> bool:
    return any(side.get(ns("w:val"), "none") not in ("none", "nil") for side in borders)


def _value(element: Any, tag: str) -> str:
    child = element.find(ns(tag)) if element is not None else None
    return "" if child is None else child.get(ns("w:val"), "")


def _list_of(properties: Any) -> tuple[str, int | None]:
    found = properties.find(ns("w:numPr")) if properties is not None else None
    if found is None:
        return "", None
    level = _value(found, "w:ilvl")
    return _value(found, "w:numId"), int(level) if level.isdigit() else None


def _font(layers: list[Any]) -> str:
    for layer in layers:
        fonts = layer.find(ns("w:rFonts"))
        if fonts is not None and (name := fonts.get(ns("w:ascii")) or fonts.get(ns("w:hAnsi"))):
            return str(name).lower()
    return ""


def _switch(layers: list[Any], tag: str) -> bool:
    for layer in layers:
        element = layer.find(ns(tag))
        if element is not None:
            return element.get(ns("w:val"), "1") not in ("0", "false", "off")
    return False

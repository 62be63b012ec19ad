"""Builders of Word documents and small PDF files for the tests of reading."""

import io
import zlib
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extract.reading import read_document

HEAD = ("ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")


def bytes_of(document: Any) -> bytes:
    holder = io.BytesIO()
    document.save(holder)
    return holder.getvalue()


def texts(document: Any) -> list[str]:
    return [line.text for line in read_document(bytes_of(document), "ke-hoach.docx").lines]


def rows(document: Any) -> list[tuple[str, ...]]:
    return [line.cells for line in read_document(bytes_of(document), "ke-hoach.docx").lines if line.cells]


def add_list(
    document: Any, number: int, *levels: tuple[str, str], start: int | None = None, of: int | None = None
) -> None:
    """Add a list with (format, text) per level; ``of`` makes it another list over the same abstract list."""
    root = document.part.numbering_part.element
    abstract = of if of is not None else number
    if of is None:
        body = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
            for i, (kind, text) in enumerate(levels)
        )
        root.insert(
            0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">{body}</w:abstractNum>')
        )
    again = (
        ""
        if start is None
        else f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
    )
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{again}</w:num>'
        )
    )


def add_item(document: Any, text: str, number: int, level: int = 0) -> Any:
    paragraph = document.add_paragraph(text)
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))
    return paragraph


def add_xml(document: Any, inside: str) -> None:
    """Add a block of raw WordprocessingML to the body, before the section's properties."""
    body = document.element.body
    body.insert(
        len(body) - 1, parse_xml(inside.replace("<w:", "<w:", 1).replace(">", f" {nsdecls('w')}>", 1))
    )


def pdf_of(pages: int, content: bytes = b"") -> bytes:
    """Return a small PDF whose pages share one content stream."""
    stream = zlib.compress(content)
    kids = " ".join(f"{n + 3} 0 R" for n in range(pages)).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count " + str(pages).encode() + b" >>",
    ]
    last = pages + 3
    objects += [
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {last} 0 R >>".encode()
    ] * pages
    objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)

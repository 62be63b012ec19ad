"""Whatever the bytes, reading returns a document or raises an error with a sentence for a person."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.reading import Tools, read_document
from models.draft import SourceText
from models.errors import BadDocument

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
FILES = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".txt", ".docx", ".pdf"))
NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.png", "a.tiff", "a.doc", "", "a"])
HEADS = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<html>", b"II*\x00"]
)
# Programs that cannot be: what would start one raises, and the fuzz stays in this process.
NO_TOOLS = Tools()


def reads_or_says_why(data: bytes, name: str) -> None:
    try:
        source = read_document(data, name, tools=NO_TOOLS)
    except BadDocument as error:
        assert error.sentence
        return
    assert isinstance(source, SourceText)
    assert [line.number for line in source.lines] == list(range(1, len(source.lines) + 1))
    assert all("\n" not in line.text for line in source.lines)
    assert all(line.text == "\t".join(line.cells) for line in source.lines if line.cells)


@settings(max_examples=150, deadline=None)
@given(HEADS, st.binary(max_size=600), NAMES)
def test_random_bytes_never_raise_anything_else(head: bytes, data: bytes, name: str) -> None:
    reads_or_says_why(head + data, name)


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=400), st.sampled_from(["utf-8", "utf-16"]), st.sampled_from(["a.txt", "a.md", "a.html"])
)
def test_random_text_never_raises_anything_else(text: str, codec: str, name: str) -> None:
    reads_or_says_why(text.encode(codec, errors="replace"), name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.floats(0, 1),
    edits=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=12),
)
def test_cut_and_changed_samples_never_raise_anything_else(
    path: Path, cut: float, edits: list[tuple[float, bytes]]
) -> None:
    data = bytearray(path.read_bytes())
    for place, change in edits:
        at = int(place * (len(data) - 1))
        data[at : at + len(change)] = change
    keep = len(data) if cut > 0.5 else int(2 * cut * len(data))
    reads_or_says_why(bytes(data[:keep]), path.name)

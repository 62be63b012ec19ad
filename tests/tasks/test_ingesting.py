"""From the bytes of a document to a stored draft, real plans included."""

from pathlib import Path

import pytest
from sqlmodel import select

from models.document import Blob, SourceDocument
from store.database import reading
from store.plans import draft_items, get_document, get_plan
from tasks.ingesting import ingest, media_type_of
from tests.cast import ISSUED_ON, Cast
from tests.conftest import ROOT, SHARED

SAMPLES = sorted((ROOT / "samples").glob("ke-hoach-*.*"))


def take(cast: Cast, file: Path) -> int:
    return ingest(
        cast.engine, cast.office, file.read_bytes(), file.name, by="chuyên viên", now=cast.at(ISSUED_ON)
    )


@pytest.mark.parametrize("file", SAMPLES, ids=[f.name for f in SAMPLES])
def test_a_sample_becomes_a_draft_with_its_bytes_and_lines(cast: Cast, file: Path) -> None:
    plan_id = take(cast, file)
    with reading(cast.engine) as session:
        plan = get_plan(session, plan_id)
        document, blob = get_document(session, plan_id)
        items = draft_items(session, plan_id)
    assert (plan.state, plan.lead_name) == ("draft", "Sở Y tế")
    assert plan.number and plan.issued_on
    assert blob.content == file.read_bytes()
    assert len(items) > 15
    for one in items:
        row = one.assignment
        assert 1 <= row.line_first <= row.line_last <= len(document.lines)
        assert one.owners


@pytest.mark.needs("shared")
def test_every_real_plan_is_taken_without_error(cast: Cast) -> None:
    files = sorted((SHARED / "plans").glob("*.txt"))
    assert len(files) >= 14
    ids = [take(cast, file) for file in files]
    with reading(cast.engine) as session:
        assert all(draft_items(session, plan_id) for plan_id in ids)
        assert len(session.exec(select(SourceDocument.id)).all()) == len(files)
        assert len(session.exec(select(Blob.sha256)).all()) == len(files)


def test_a_scans_media_type_follows_its_bytes() -> None:
    assert media_type_of("ocr", b"%PDF-1.7", "quét.pdf") == "application/pdf"
    assert media_type_of("ocr", b"\x89PNG", "ảnh.png") == "image/png"
    assert media_type_of("txt", b"", "a.txt") == "text/plain"

"""Reading tells how far it has come, page by page."""

from pathlib import Path

import pytest

from extract.reading import read_document
from models.reading import ReadingStep
from tests.extract.reading.test_scan import scan

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def test_every_page_of_a_pdf_is_told_before_it_is_read() -> None:
    told: list[ReadingStep] = []
    source = read_document((SAMPLES / "ke-hoach-hoi-nghi.pdf").read_bytes(), "ke-hoach.pdf", tell=told.append)
    pages = source.lines[-1].page
    assert pages > 1
    assert told == [
        ReadingStep("opening"),
        *(ReadingStep("pages", number, pages) for number in range(1, pages + 1)),
    ]


def test_a_document_without_pages_is_told_as_opened() -> None:
    told: list[ReadingStep] = []
    read_document("Kế hoạch".encode(), "ke-hoach.txt", tell=told.append)
    assert told == [ReadingStep("opening")]


@pytest.mark.needs("tesseract")
def test_a_scan_counts_the_pages_to_be_recognised() -> None:
    told: list[ReadingStep] = []
    read_document(scan("ke-hoach-tiem-chung", first=1, last=1), "quet.pdf", tell=told.append)
    assert told == [ReadingStep("opening"), ReadingStep("pages", 1, 1), ReadingStep("recognising", 1, 1)]

"""Bad files by the command as a person meets them: a sentence, exit code 2, nothing stored by halves."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.database import open_database, reading
from tests.console.terminal import dondoc
from tests.databases import databases
from tests.extract.reading.test_bad_input import OLE, PNG, bomb, locked_pdf
from tests.extract.reading.test_scan import scan

CASES: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("an empty file", "trống.txt", bytes, "rỗng"),
    ("a picture named docx", "kế hoạch.docx", lambda: PNG, "ảnh PNG"),
    ("an encrypted PDF", "kế hoạch.pdf", locked_pdf, "mật khẩu"),
    (
        "an encrypted Word file",
        "kế hoạch.docx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "mật khẩu",
    ),
    ("a file of 50 MB", "lớn.txt", lambda: b"a" * 50_000_000, "MB"),
    ("a zip bomb named docx", "bom.docx", bomb, "nén"),
    ("a document that assigns nothing", "thư.txt", "Kính mời đồng chí đến dự họp.\n".encode, "nhiệm vụ"),
]


@pytest.mark.parametrize(("what", "name", "content", "words"), CASES, ids=[c[0] for c in CASES])
def test_a_bad_file_is_told_in_a_sentence_and_nothing_is_stored(
    tmp_path: Path, what: str, name: str, content: Callable[[], bytes], words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content())
    _refused(tmp_path, file, words)


@pytest.mark.needs("tesseract")
def test_a_scan_without_tesseract_names_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "quét.pdf"
    file.write_bytes(scan("ke-hoach-hoi-nghi", last=1))
    monkeypatch.setenv("PATH", str(tmp_path))
    _refused(tmp_path, file, "apt-get install")


def _refused(tmp_path: Path, file: Path, words: str) -> None:
    home = tmp_path / "home"
    done = dondoc(home, "ingest", str(file))
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    engine = open_database(databases.of_home(home))
    with reading(engine) as session:
        connection = session.connection()
        for table in ("plan", "source_document", "blob", "assignment"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0, table
    engine.dispose()

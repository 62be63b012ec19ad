"""Old Word, OpenDocument and RTF files: LibreOffice turns them into .docx, which is then read."""

import tempfile
import threading
from pathlib import Path

from extract.reading.tools import Tools, need, run
from models.errors import BadDocument

_SECONDS = 120
# Two LibreOffice at once need twice its 200 MB and end no sooner on a small machine.
_ONE_AT_A_TIME = threading.Lock()


def to_docx(data: bytes, kind: str, filename: str, tools: Tools) -> bytes:
    """Return the document as .docx; ``kind`` is doc, odt or rtf.

    Each conversion has its own profile folder, so that it neither meets nor leaves anything of a
    person's own LibreOffice. Raises MissingTool without LibreOffice, BadDocument when it fails.
    """
    soffice = need(tools.soffice, "soffice", f"đọc tệp .{kind}")
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="dondoc-office-") as name:
        folder = Path(name)
        source = folder / f"document.{kind}"
        source.write_bytes(data)
        command = [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--norestore", "--nolockcheck",
            "--convert-to", "docx:MS Word 2007 XML",
            "--outdir", str(folder / "out"),
            str(source),
        ]  # fmt: skip
        run(command, seconds=_SECONDS, what="chuyển đổi tệp bằng LibreOffice", folder=folder)
        made = folder / "out" / "document.docx"
        if not made.exists():
            raise BadDocument(
                f"LibreOffice không mở được tệp .{kind} này; tệp có thể bị hỏng hoặc đặt mật khẩu.",
                place=filename,
                hint="Hãy mở bằng Word, lưu lại dưới dạng .docx rồi tải lên.",
            )
        return made.read_bytes()

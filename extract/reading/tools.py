"""The optional system programs that reading scans and old Word files needs."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from models.errors import BadDocument, MissingTool

INSTALL = {
    "tesseract": "sudo apt-get install -y tesseract-ocr tesseract-ocr-vie",
    "pdftoppm": "sudo apt-get install -y poppler-utils",
    "soffice": "sudo apt-get install -y libreoffice-writer-nogui",
}


@dataclass(frozen=True, slots=True)
class Tools:
    """Paths of the programs; None where a program is not installed."""

    tesseract: str | None = None
    pdftoppm: str | None = None
    soffice: str | None = None


def find_tools() -> Tools:
    """Return the programs that stand on PATH; tesseract counts only with its Vietnamese model."""
    tesseract = shutil.which("tesseract")
    if tesseract and not _knows_vietnamese(tesseract):
        tesseract = None
    return Tools(
        tesseract=tesseract,
        pdftoppm=shutil.which("pdftoppm"),
        soffice=shutil.which("soffice") or shutil.which("libreoffice"),
    )


def _knows_vietnamese(tesseract: str) -> bool:
    try:
        answer = subprocess.run([tesseract, "--list-langs"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"vie" in answer.stdout.split()


def need(path: str | None, program: str, purpose: str) -> str:
    """Return the path, or raise MissingTool with the command that installs the program.

    ``purpose`` completes the sentence "Muốn …" ("đọc bản quét").
    """
    if path is None:
        raise MissingTool(
            f"Muốn {purpose} cần chương trình {program}, nhưng máy này chưa có.",
            hint=f"Cài bằng lệnh: {INSTALL[program]}",
        )
    return path


def run(
    command: list[str], *, seconds: float, what: str, given: bytes | None = None, folder: Path | None = None
) -> bytes:
    """Return what the program prints; it gets ``given`` on its input and ``seconds`` to finish.

    ``what`` names the step in the Vietnamese sentence ("đọc chữ trong ảnh"). Raises BadDocument when
    the program takes longer, cannot start or fails; its whole process group is ended then, because
    LibreOffice is a script that starts another program.
    """
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise BadDocument(f"Không chạy được chương trình {Path(command[0]).name} để {what}.") from error
    try:
        printed, _ = process.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise BadDocument(
            f"Đã chờ {seconds:.0f} giây mà chưa {what} xong.",
            hint="Hãy tách văn bản thành phần nhỏ hơn hoặc lưu lại dưới dạng .docx rồi thử lại.",
        ) from error
    finally:
        _end(process)
    if process.returncode != 0:
        raise BadDocument(
            f"Không {what} được: chương trình {Path(command[0]).name} báo lỗi.",
            hint="Tệp có thể bị hỏng; hãy mở và lưu lại tệp (hoặc quét lại) rồi thử lại.",
        )
    return printed


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End what is left of the process group and close its pipes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

"""Files that come with a report on the pages: their limit, their kind, their name."""

from collections.abc import Sequence

from starlette.datastructures import UploadFile

from models.errors import BadDocument, Refused
from rules.file_kinds import ACCEPTED, KINDS, clean_name, kind_of
from store.obligations import UploadedFile

__all__ = ["ACCEPTED", "KINDS", "clean_name", "kind_of", "read_upload", "report_files"]


def report_files(uploads: Sequence[UploadFile], *, limit: int, text: str) -> tuple[UploadedFile, ...]:
    """Return the files of a report.

    Raises Refused for files without a word beside them, and BadDocument as ``read_upload`` does.
    """
    if uploads and not text:
        raise Refused(
            "Có tệp kèm theo nhưng chưa có nội dung báo cáo.", hint="Ghi một câu về tệp rồi gửi lại."
        )
    return tuple(read_upload(one, limit=limit) for one in uploads)


def read_upload(upload: UploadFile, *, limit: int) -> UploadedFile:
    """Return the file that came with a report.

    Raises BadDocument for an empty file, one above the limit (bytes), or a kind that is not accepted.
    """
    content = upload.file.read(limit + 1)
    name = upload.filename or ""
    if not content:
        raise BadDocument(f"Tệp “{name}” không có nội dung.", hint="Chọn lại tệp.")
    if len(content) > limit:
        raise BadDocument(f"Tệp “{name}” lớn hơn {limit // 1024 // 1024} MB.", hint="Gửi tệp nhỏ hơn.")
    kind = kind_of(content)
    if kind is None:
        raise BadDocument(
            f"Tệp “{name}” không thuộc loại được nhận (xét theo nội dung, không theo tên).",
            hint=f"Gửi tệp {ACCEPTED}, không có macro.",
        )
    return UploadedFile(clean_name(name, kind), KINDS[kind], content)

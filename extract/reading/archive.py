"""Refuses zip containers that unpack to far more than a document holds."""

import io
import zipfile

from models.errors import BadDocument

MAX_TOTAL = 200 * 1024 * 1024
MAX_MEMBERS = 10_000
MAX_RATIO = 200
# Small archives may be packed tightly without harm (an empty table repeats one row a thousand times).
_RATIO_FROM = 20 * 1024 * 1024
_CHUNK = 1024 * 1024


def check_archive(data: bytes, filename: str) -> None:
    """Raise BadDocument when the archive declares, or really unpacks to, more than the limits."""
    too_much = BadDocument(
        "Tệp bung ra quá lớn so với một văn bản bình thường (có thể là tệp nén độc hại) nên không được mở.",
        place=filename,
        hint=f"Giới hạn: {MAX_TOTAL // 1048576} MB sau khi bung, {MAX_MEMBERS} tệp con.",
    )
    # Every part that is listed bears this mark; a million of them would fill the memory just being listed.
    if data.count(b"PK\x01\x02") > 2 * MAX_MEMBERS:
        raise too_much
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or _too_large(sum(m.file_size for m in members), len(data)):
                raise too_much
            if _too_large(_unpacked_size(archive, members, len(data)), len(data)):
                raise too_much
    except BadDocument:
        raise
    except Exception as error:  # BadZipFile, zlib.error, EOFError …: a damaged or odd archive
        raise BadDocument(
            "Tệp bị hỏng: không bung được nội dung bên trong.",
            place=filename,
            hint="Hãy mở tệp bằng Word, lưu lại rồi tải lên lần nữa.",
        ) from error


def _too_large(total: int, packed: int) -> bool:
    return total > MAX_TOTAL or (total > _RATIO_FROM and total > MAX_RATIO * packed)


def _unpacked_size(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], packed: int) -> int:
    """Return the bytes that really come out, stopping as soon as they are too many."""
    total = 0
    for member in members:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if _too_large(total, packed):
                    return total
    return total

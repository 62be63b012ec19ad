"""Faults of the database that a person can mend, in sentences."""

from alembic.util import CommandError
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from models.errors import BadSettings, DondocError


def told(fault: Exception) -> DondocError | None:
    """Return the sentence for a fault that a person can mend, or None for one that is ours."""
    if isinstance(fault, ArgumentError | NoSuchModuleError):
        return BadSettings(
            "DONDOC_DATABASE_URL không dùng được.", hint="Bỏ trống để dùng SQLite, hoặc sửa địa chỉ."
        )
    if isinstance(fault, CommandError):
        return DondocError(
            "Cơ sở dữ liệu không ở phiên bản mà chương trình này biết.",
            hint="Cài phiên bản mới của chương trình, hoặc phục hồi từ bản sao lưu.",
        )
    if isinstance(fault, DatabaseError):
        return _of_database(fault)
    return None


def _of_database(fault: DatabaseError) -> DondocError | None:
    cause = str(fault.orig).lower()
    if "database is locked" in cause or "due to lock timeout" in cause:
        return DondocError(
            "Cơ sở dữ liệu đang bận: tiến trình khác đang ghi.", hint="Đợi một lát rồi chạy lại lệnh."
        )
    if "readonly database" in cause or "unable to open database file" in cause:
        return DondocError(
            "Không mở hoặc không ghi được tệp cơ sở dữ liệu.", hint="Kiểm tra quyền của thư mục dữ liệu."
        )
    if "disk is full" in cause or "no space left on device" in cause:
        return DondocError("Ổ đĩa đã đầy nên không ghi được.", hint="Dọn chỗ trống rồi chạy lại lệnh.")
    if "file is not a database" in cause or "disk image is malformed" in cause:
        return DondocError("Tệp cơ sở dữ liệu hỏng.", hint="Phục hồi bằng: dondoc restore --replace.")
    # The connection was never made, or was lost: nothing of ours is wrong.
    if isinstance(fault, OperationalError) and (fault.connection_invalidated or "connect" in cause):
        return DondocError(
            "Không kết nối được máy chủ cơ sở dữ liệu.", hint="Kiểm tra DONDOC_DATABASE_URL và máy chủ đó."
        )
    return None

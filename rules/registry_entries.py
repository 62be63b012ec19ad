"""What an entry of the registry's file must look like, before anything of it is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from models.agency import ContactRole
from models.errors import BadSettings


@dataclass(frozen=True, slots=True)
class _Field:
    is_right: Callable[[Any], bool]
    # What it must be, in Vietnamese.
    words: str
    is_required: bool = False


def _text(longest: int, *, is_required: bool = False) -> _Field:
    return _Field(
        lambda value: isinstance(value, str) and bool(value.strip()) and len(value) <= longest,
        f"chữ trong ngoặc kép, từ 1 đến {longest} ký tự",
        is_required,
    )


def _texts(*, is_required: bool = False) -> _Field:
    return _Field(
        lambda value: isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value),
        "danh sách chữ, ví dụ [“a”, “b”]",
        is_required,
    )


# A TOML date and time is a date to isinstance.
_DAY = _Field(
    lambda value: isinstance(value, date) and not isinstance(value, datetime),
    "ngày không có ngoặc kép, ví dụ 2025-07-01",
)
_YES_NO = _Field(lambda value: isinstance(value, bool), "true hoặc false")
_ROLE = _Field(lambda value: value in get_args(ContactRole), "một trong: " + ", ".join(get_args(ContactRole)))
_NAMED = {
    "code": _text(80, is_required=True),
    "name": _text(500, is_required=True),
    "aliases": _texts(),
}
_FIELDS: dict[str, dict[str, _Field]] = {
    "agencies": {
        **_NAMED,
        "kind": _text(40),
        "level": _text(20),
        "parent": _text(80),
        "ordered": _YES_NO,
        "valid_from": _DAY,
        "valid_to": _DAY,
    },
    "groups": {**_NAMED, "members": _texts(is_required=True)},
    "contacts": {
        "agency": _text(80, is_required=True),
        "name": _text(500, is_required=True),
        "channel": _text(2000, is_required=True),
        "role": _ROLE,
    },
}


def check_entries(table: Mapping[str, Any]) -> None:
    """Raise BadSettings that names the first entry and field of another type than the registry's.

    ``table`` is the parsed TOML. No address is repeated: an entry is named by its code or agency.
    """
    for kind, fields in _FIELDS.items():
        rows = table.get(kind, [])
        if not isinstance(rows, list):
            raise _wrong(kind, "phải là một danh sách")
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise _wrong(f"{kind}, mục {number}", "phải là một bảng có tên trường")
            for name, field in fields.items():
                if name not in row and field.is_required:
                    raise _wrong(_place(kind, number, row), f"thiếu {name}")
                if name in row and not field.is_right(row[name]):
                    raise _wrong(_place(kind, number, row), f"{name} phải là {field.words}")


def _place(kind: str, number: int, row: Mapping[str, Any]) -> str:
    code = row.get("code", row.get("agency"))
    named = f" “{code}”" if isinstance(code, str) else ""
    return f"{kind}, mục {number}{named}"


def _wrong(place: str, what: str) -> BadSettings:
    return BadSettings(f"Danh bạ cơ quan sai ở {place}: {what}.", hint="Sửa tệp rồi nạp lại.")

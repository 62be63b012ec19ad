"""The registry's file as an office edits it: what is dropped leaves, what is wrong is named."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from config.clock import Clock
from console.desk import Desk
from console.people import load_registry_file
from models.agency import Agency, Contact
from models.errors import BadSettings
from store.database import reading
from store.registry import agencies, group_members
from tests.cast import Cast

BODIES = """
agencies = [
  {code = "a", name = "Sở Nội vụ"}, {code = "b", name = "Sở Y tế"}, {code = "c", name = "Sở Tư pháp"}
]
"""


def contact(agency: str, mailbox: str, name: str = "Văn thư") -> str:
    return f'[[contacts]]\nagency = "{agency}"\nname = "{name}"\nchannel = "outbox://{mailbox}"\n'


def group(*members: str) -> str:
    listed = ", ".join(f'"{m}"' for m in members)
    return f'[[groups]]\ncode = "cac-so"\nname = "Các sở"\nmembers = [{listed}]\n'


def load(cast: Cast, tmp_path: Path, content: str | bytes) -> None:
    file = tmp_path / "danh-ba.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    load_registry_file(Desk(cast.settings, cast.engine, cast.office, Clock(), "người thử"), file)


def reached(cast: Cast) -> dict[str, bool]:
    with reading(cast.engine) as session:
        rows = session.exec(select(Contact).order_by(col(Contact.id))).all()
    return {c.channel.removeprefix("outbox://"): c.is_active for c in rows}


def test_a_contact_that_left_the_file_is_written_to_no_more_until_it_is_back(
    cast: Cast, tmp_path: Path
) -> None:
    both = BODIES + contact("a", "cu") + contact("b", "khac")
    load(cast, tmp_path, both)
    load(cast, tmp_path, BODIES + contact("a", "moi"))
    # Nothing is said of the second agency's contacts: they stay.
    assert reached(cast) == {"cu": False, "khac": True, "moi": True}
    load(cast, tmp_path, both)
    assert reached(cast) == {"cu": True, "khac": True, "moi": False}
    load(cast, tmp_path, BODIES)
    assert reached(cast) == {"cu": True, "khac": True, "moi": False}


def test_a_contact_keeps_its_row_and_takes_the_name_of_the_file(cast: Cast, tmp_path: Path) -> None:
    for name in ("Người cũ", "Người mới"):
        load(cast, tmp_path, BODIES + contact("a", "so", name))
    with reading(cast.engine) as session:
        assert [c.name for c in session.exec(select(Contact))] == ["Người mới"]


def test_a_member_that_left_the_file_leaves_the_group(cast: Cast, tmp_path: Path) -> None:
    load(cast, tmp_path, BODIES + group("a", "b"))
    load(cast, tmp_path, BODIES + group("b", "c"))
    with reading(cast.engine) as session:
        assert [a.code for a in group_members(session, 1, date(2026, 11, 2))] == ["c", "b"]


@pytest.mark.parametrize(
    "channel",
    ["syslog://may-chu.example.vn/bi-mat", "outbox://Bí Mật", "mailto://bi-mat:x@may.example.vn/?cc=a"],
)
def test_an_address_that_cannot_be_used_is_named_by_its_agency_and_not_repeated(
    cast: Cast, tmp_path: Path, channel: str
) -> None:
    wrong = f'[[contacts]]\nagency = "b"\nname = "X"\nchannel = "{channel}"\n'
    with pytest.raises(BadSettings, match="Sở Y tế") as caught:
        load(cast, tmp_path, BODIES + contact("a", "so") + wrong)
    assert "mật" not in caught.value.sentence.lower()
    assert "bi-mat" not in str(caught.value)
    assert reached(cast) == {}


def test_a_file_with_a_mark_before_its_text_is_read(cast: Cast, tmp_path: Path) -> None:
    load(cast, tmp_path, BODIES.encode("utf-8-sig"))
    with reading(cast.engine) as session:
        assert len(agencies(session)) == 3


@pytest.mark.parametrize("content", [BODIES.encode("utf-16"), BODIES.encode("utf-16-le"), b"\xff\x00\x80"])
def test_a_file_that_is_no_utf_8_is_refused_in_a_sentence(cast: Cast, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadSettings):
        load(cast, tmp_path, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('agencies = [{code = "so-y-te", name = 5}]', "“so-y-te”: name"),
        ('agencies = [{code = "x", name = "X"}, {name = "Y"}]', "mục 2: thiếu code"),
        ('agencies = [{code = "x", name = "X", valid_from = "2025-07-01"}]', "“x”: valid_from"),
        ('agencies = [{code = "x", name = "X", valid_to = 2025-07-01T00:00:00}]', "“x”: valid_to"),
        ('agencies = [{code = "x", name = "X", aliases = "XX"}]', "“x”: aliases"),
        ('agencies = [{code = "x", name = "X", ordered = "có"}]', "“x”: ordered"),
        ('agencies = ["x"]', "agencies, mục 1"),
        ("agencies = 5", "agencies: phải là một danh sách"),
        ('groups = [{code = "g", name = "G", members = "x"}]', "“g”: members"),
        ('contacts = [{agency = "x", name = "X", channel = 5}]', "“x”: channel"),
        ('contacts = [{agency = "x", name = "X", channel = "outbox://x", role = "sếp"}]', "“x”: role"),
        ('contacts = [{agency = "lạ", name = "X", channel = "outbox://x"}]', "mã “lạ”"),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_is_stored(
    cast: Cast, tmp_path: Path, content: str, words: str
) -> None:
    with pytest.raises(BadSettings) as caught:
        load(cast, tmp_path, content)
    assert words in caught.value.sentence
    with reading(cast.engine) as session:
        assert session.exec(select(Agency)).all() == []

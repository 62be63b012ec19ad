"""The sample plans: typeset from their text, of a made-up province, with nobody's contact data."""

import io
import re
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extract.reading import read_document
from samples.typeset import typeset

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PLANS = sorted(path.stem for path in SAMPLES.glob("ke-hoach-*.txt"))
STEMS = sorted(path.stem for path in SAMPLES.glob("*.txt"))


def registry() -> dict[str, Any]:
    return tomllib.loads((SAMPLES / "registry.toml").read_text("utf-8"))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_there_are_three_plans_a_lower_and_an_amending_one_in_three_formats() -> None:
    plans = ["ke-hoach-bang-phan-cong", "ke-hoach-hoi-nghi", "ke-hoach-tiem-chung"]
    assert [*plans, "ke-hoach-trien-khai-so-y-te"] == PLANS
    assert set(STEMS) - set(PLANS) == {"sua-doi-ke-hoach-tiem-chung"}
    assert all((SAMPLES / f"{stem}.{kind}").exists() for stem in STEMS for kind in ("txt", "docx", "pdf"))


@pytest.mark.parametrize("stem", PLANS)
def test_a_plan_has_sixty_to_a_hundred_and_twenty_lines(stem: str) -> None:
    assert 60 <= len((SAMPLES / f"{stem}.txt").read_text("utf-8").splitlines()) <= 120


@pytest.mark.parametrize("stem", STEMS)
def test_the_word_file_is_what_typesetting_the_text_gives(stem: str) -> None:
    made = members(typeset((SAMPLES / f"{stem}.txt").read_text("utf-8")))
    stored = members((SAMPLES / f"{stem}.docx").read_bytes())
    assert made["word/document.xml"] == stored["word/document.xml"]


@pytest.mark.parametrize("stem", STEMS)
def test_the_word_file_reads_as_its_text(stem: str) -> None:
    read = {}
    for kind in ("txt", "docx"):
        source = read_document((SAMPLES / f"{stem}.{kind}").read_bytes(), f"{stem}.{kind}")
        read[kind] = [(line.text, line.cells) for line in source.lines if line.text.strip()]
    assert read["docx"] == read["txt"]


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*.t*ml")) + sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name
)
def test_nobody_can_be_called_or_written_to(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\b0\d{8,10}\b|\b0\d{2,3}[ .]\d{3}[ .]\d{3,4}\b|@|https?://|mailto:", text)


def test_each_agency_has_one_contact_that_sends_nothing() -> None:
    table = registry()
    codes = [row["code"] for row in table["agencies"]]
    assert len(codes) == len(set(codes))
    assert sorted(row["agency"] for row in table["contacts"]) == sorted(codes)
    assert all(row["channel"] == f"outbox://{row['agency']}" for row in table["contacts"])


def test_groups_hold_known_agencies_and_the_communes_are_twelve() -> None:
    table = registry()
    codes = {row["code"] for row in table["agencies"]}
    groups = {row["name"]: row["members"] for row in table["groups"]}
    assert all(set(members) <= codes for members in groups.values())
    assert len(groups["UBND các xã, phường"]) == 12
    assert {"Các sở, ban, ngành", "Các đơn vị trực thuộc Sở Y tế"} <= set(groups)


def test_the_bodies_are_those_after_the_reform_of_july_2025() -> None:
    table = registry()
    assert all(row["valid_from"] == date(2025, 7, 1) for row in table["agencies"])
    assert not any("huyện" in row["name"] or "quận" in row["name"] for row in table["agencies"])


def test_every_body_that_a_plan_charges_is_in_the_registry() -> None:
    table = registry()
    known = {name for row in table["agencies"] + table["groups"] for name in (row["name"], *row["aliases"])}
    for stem in STEMS:
        part = (
            (SAMPLES / f"{stem}.txt").read_text("utf-8").split(". TỔ CHỨC THỰC HIỆN")[1].split("Nơi nhận")[0]
        )
        for heading in re.findall(r"^\d+\. (?:Đề nghị )?(.+)$", part, re.M):
            bodies = [heading] if heading in known else re.split(r"; |, (?=[A-ZĐ])", heading)
            assert set(bodies) <= known, heading

"""``dondoc amend``: the sample plan and the document that amends it, from the files to the accepted plan."""

import json
from datetime import date
from pathlib import Path

from sqlmodel import select

from models.agency import Agency
from models.assignment import Assignment
from models.obligation import Obligation
from models.plan import Plan
from store.database import open_database, reading
from tests.conftest import ROOT
from tests.console.terminal import dondoc
from tests.databases import databases

SAMPLES = ROOT / "samples"


def prepared(home: Path) -> None:
    """Take in both documents and give out the work of the first."""
    dondoc(home, "registry", "load", str(SAMPLES / "registry.toml"))
    taken = dondoc(
        home,
        "ingest",
        str(SAMPLES / "ke-hoach-tiem-chung.docx"),
        str(SAMPLES / "sua-doi-ke-hoach-tiem-chung.pdf"),
    )
    assert taken.returncode == 0, taken.stderr
    dondoc(home, "review", "1", "--expand", "UBND các xã, phường")
    assert dondoc(home, "activate", "1").returncode == 0


def test_the_sample_amendment_goes_from_its_file_into_the_plan(tmp_path: Path) -> None:
    home = tmp_path / "home"
    prepared(home)
    looked = dondoc(home, "amend", "226/KH-UBND", "187/KH-UBND", "--json")
    assert looked.returncode == 0, looked.stderr
    found = json.loads(looked.stdout)
    assert (found["mode"], found["taken"], len(found["added"]), len(found["not_named"])) == (
        "partial",
        False,
        3,
        22,
    )
    assert [c["what"] for c in found["changed"]] == [
        ["text", "coordinators", "deadline"],
        ["deadline"],
        ["deadline"],
        ["deadline"],
    ]
    engine = open_database(databases.of_home(home))
    with reading(engine) as session:
        assert [p.state for p in session.exec(select(Plan).order_by(Plan.id))] == ["active", "draft"]
        before = len(session.exec(select(Obligation)).all())

    taken = dondoc(home, "amend", "2", "1", "--yes")
    assert taken.returncode == 0, taken.stderr
    assert "Đã nhận: 15 phần việc mới cho 15 cơ quan" in taken.stdout
    assert "13 hạn chuyển từ 30/11/2026 sang 18/12/2026" in taken.stdout
    with reading(engine) as session:
        assert [p.state for p in session.exec(select(Plan).order_by(Plan.id))] == ["active", "merged"]
        assert len(session.exec(select(Obligation)).all()) == before + 15
        film = session.exec(
            select(Obligation)
            .join(Assignment)
            .where(Assignment.text.contains("phóng sự"), Assignment.plan_id == 1)  # type: ignore[attr-defined]
        ).one()
        assert (film.first_due_on, film.due_on) == (date(2026, 11, 23), date(2026, 12, 14))
        builder = session.exec(select(Obligation).join(Agency).where(Agency.name == "Sở Xây dựng")).one()
        assert (builder.due_on, builder.status) == (date(2026, 11, 12), "assigned")
    engine.dispose()

    again = dondoc(home, "amend", "2", "1", "--yes")
    assert again.returncode == 1 and "Chỉ dự thảo" in again.stderr


def test_a_plan_cannot_amend_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    dondoc(home, "ingest", str(SAMPLES / "ke-hoach-tiem-chung.txt"))
    refused = dondoc(home, "amend", "1", "1")
    assert refused.returncode == 1 and "chính nó" in refused.stderr

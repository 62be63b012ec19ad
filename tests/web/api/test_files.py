"""Files with reports: sent in by content and size as on the pages, and given back to whoever may read."""

import pytest
from sqlalchemy import Engine

from store.database import reading
from store.obligations import history, reports
from tests.web.api.conftest import Calling, System
from tests.web.conftest import Browser, Furniture

SAID = {"says": "reported", "text": "Đã ban hành", "product": "12/QĐ", "reporter": "Văn thư"}
PDF = b"%PDF-1.7\n%%EOF\n"
FILES = [("files", ("Quyết định.pdf", PDF)), ("files", ("ghi chú.TXT", "Ghi chú".encode()))]


def at(furniture: Furniture) -> str:
    return f"/obligations/{furniture.own}/reports/with-files"


def test_a_report_brings_its_files_which_can_be_read_again(
    system: System, furniture: Furniture, lead: Browser
) -> None:
    answer = system.send(at(furniture), SAID, FILES)
    assert answer.status_code == 201, answer.text
    one = answer.json()
    assert one["status"] == "reported" and answer.headers["etag"].startswith(f'"r{one["revision"]}.')
    (report,) = one["reports"]
    assert {name: report[name] for name in SAID} == SAID and report["via"] == "api"
    names = [(file["filename"], file["media_type"], file["size"]) for file in report["files"]]
    assert names == [("Quyết định.pdf", "application/pdf", len(PDF)), ("ghi chú.txt", "text/plain", 8)]
    given = system.get(report["files"][0]["url"].removeprefix("/api/v1"))
    assert (given.status_code, given.content) == (200, PDF)
    assert given.headers["content-type"] == "application/pdf"
    assert given.headers["content-disposition"].startswith("attachment;")
    again = system.get(f"/files/{report['files'][0]['id']}", if_none_match=given.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "Quyết định.pdf" in lead.get(f"/phan-viec/{furniture.own}").text


def test_the_same_key_brings_the_files_once(system: System, engine: Engine, furniture: Furniture) -> None:
    first, second = (system.send(at(furniture), SAID, FILES, idempotency_key="mot") for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["idempotency-replayed"] == "true"
    other = [FILES[0], ("files", ("ghi chú.TXT", b"Khac"))]
    for said, files in ((SAID, other), (SAID | {"text": "Khác"}, FILES), (SAID, FILES[:1])):
        answer = system.send(at(furniture), said, files, idempotency_key="mot")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key")
    with reading(engine) as session:
        assert len(reports(session, furniture.own)) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("may.exe", b"MZ\x90\x00" + b"\x00" * 60, "bad-document"),
        ("quyet-dinh.pdf", b"\x00\x01\x02", "bad-document"),
        ("trong.txt", b"", "bad-document"),
    ],
)
def test_files_of_other_kinds_are_refused_by_their_content(
    name: str, content: bytes, code: str, system: System, engine: Engine, furniture: Furniture
) -> None:
    before = system.get(f"/obligations/{furniture.own}").json()
    answer = system.send(at(furniture), SAID, [("files", (name, content))])
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["detail"].startswith("Tệp “")
    assert system.get(f"/obligations/{furniture.own}").json() == before


def test_a_file_may_be_as_large_as_on_the_pages_and_no_larger(system: System, furniture: Furniture) -> None:
    limit = 20 * 1024 * 1024
    answer = system.send(at(furniture), SAID, [("files", ("a.txt", b"a" * (limit + 1)))])
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-document")
    answer = system.send(at(furniture), SAID, [("files", ("a.txt", b"a" * (limit + 600_000)))])
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_report_brings_at_least_one_file_and_at_most_ten(system: System, furniture: Furniture) -> None:
    for files in ([("khac", ("a.txt", b"a"))], [("files", (f"{n}.txt", b"a")) for n in range(11)]):
        answer = system.send(at(furniture), SAID, files)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad-request")


def test_what_has_changed_meanwhile_takes_no_files(
    system: System, engine: Engine, furniture: Furniture
) -> None:
    tag = system.get(f"/obligations/{furniture.own}").headers["etag"]
    assert system.post(f"/obligations/{furniture.own}/acknowledge", {}).status_code == 200
    answer = system.send(at(furniture), SAID, FILES, if_match=tag)
    assert (answer.status_code, answer.json()["code"]) == (412, "changed")
    with reading(engine) as session:
        assert [c.to_status for c in history(session, furniture.own)] == ["assigned", "acknowledged"]


def test_a_file_of_another_agency_is_not_there(own: System, calling: Calling, furniture: Furniture) -> None:
    foreign, none = (own.get(f"/files/{key}") for key in (furniture.foreign_file, 99_999))
    assert foreign.status_code == none.status_code == 404 and foreign.json() == none.json()
    assert own.get(f"/files/{furniture.own_file}").content == b"xong"
    assert calling("reports:write").get(f"/files/{furniture.own_file}").status_code == 403

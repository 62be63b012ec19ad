"""What other systems write: done once, on what was read, by the same rules as on the pages."""

import threading

import pytest
from sqlalchemy import Engine

from store.database import reading
from store.obligations import history, reports
from tests.web.api.conftest import Calling, System
from tests.web.conftest import Browser, Furniture

DONE = {"says": "reported", "text": "Đã ban hành", "product": "12/QĐ", "reporter": "Văn thư"}


def test_a_report_is_stored_and_stands_in_the_journal(
    system: System, furniture: Furniture, lead: Browser
) -> None:
    answer = system.post(f"/obligations/{furniture.own}/reports", DONE)
    assert answer.status_code == 201
    one = answer.json()
    assert one["status"] == "reported" and one["reported_on"] == "2026-11-23"
    (report,) = one["reports"]
    told = {name: report[name] for name in ("says", "text", "product", "reporter", "via")}
    assert told == DONE | {"via": "api"}
    assert (one["journal"][-1]["actor"], one["journal"][-1]["actor_role"]) == ("Văn thư", "agency")
    page = lead.get(f"/phan-viec/{furniture.own}").text
    assert "qua phần mềm khác" in page and "Đã ban hành" in page


def test_a_report_without_a_name_is_that_of_the_key(system: System, furniture: Furniture) -> None:
    answer = system.post(f"/obligations/{furniture.own}/reports", {"says": "in_progress", "text": "Đang làm"})
    assert answer.json()["reports"][0]["reporter"] == "Hệ thống văn bản"


def test_work_is_acknowledged_once(own: System, furniture: Furniture) -> None:
    at = f"/obligations/{furniture.own}/acknowledge"
    answer = own.post(at, {})
    assert (answer.status_code, answer.json()["status"]) == (200, "acknowledged")
    again = own.post(at, {})
    assert (again.status_code, again.json()["code"]) == (409, "refused")
    assert again.json()["hint"].startswith("Lúc này có thể")


def test_the_same_key_and_request_is_answered_again_and_done_once(
    system: System, engine: Engine, furniture: Furniture
) -> None:
    at = f"/obligations/{furniture.own}/reports"
    first, second = (system.post(at, DONE, idempotency_key="mot") for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.headers["etag"] == second.headers["etag"]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    with reading(engine) as session:
        assert len(reports(session, furniture.own)) == 1


def test_the_same_key_with_another_request_is_refused(
    system: System, engine: Engine, furniture: Furniture
) -> None:
    at = f"/obligations/{furniture.own}/reports"
    system.post(at, DONE, idempotency_key="mot")
    others = (
        (at, DONE | {"text": "Khác"}),
        (f"/obligations/{furniture.foreign}/reports", DONE),
        (f"/obligations/{furniture.own}/acknowledge", {}),
    )
    for path, body in others:
        answer = system.post(path, body, idempotency_key="mot")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key"), path
    with reading(engine) as session:
        assert len(reports(session, furniture.own)) == 1


def test_another_system_may_use_the_same_key(calling: Calling, furniture: Furniture) -> None:
    at = f"/obligations/{furniture.own}/reports"
    body = {"says": "in_progress", "text": "Đang làm"}
    for system in (calling(), calling()):
        answer = system.post(at, body, idempotency_key="mot")
        assert answer.status_code == 201 and "idempotency-replayed" not in answer.headers


def test_what_was_refused_may_be_tried_again_under_its_key(system: System, furniture: Furniture) -> None:
    at = f"/obligations/{furniture.own}/reports"
    assert system.post(at, DONE, idempotency_key="mot", if_match='"r99"').status_code == 412
    assert system.post(at, DONE, idempotency_key="mot").status_code == 201


def test_two_at_the_same_time_under_one_key_are_done_once(
    system: System, engine: Engine, furniture: Furniture
) -> None:
    at = f"/obligations/{furniture.own}/reports"
    body = {"says": "in_progress", "text": "Đang làm"}
    answers = []
    both = threading.Barrier(4)

    def send() -> None:
        both.wait()
        answers.append(system.post(at, body, idempotency_key="cung-luc"))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [a.status_code for a in answers] == [201] * 4
    assert len({a.content for a in answers}) == 1
    with reading(engine) as session:
        assert len(reports(session, furniture.own)) == 1


def test_a_write_without_an_idempotency_key_is_refused(system: System, furniture: Furniture) -> None:
    answer = system.client.post(
        f"/api/v1/obligations/{furniture.own}/reports",
        json=DONE,
        headers={"authorization": f"Bearer {system.key}"},
    )
    assert answer.status_code == 422 and "Idempotency-Key" in answer.json()["place"].title()


def test_a_write_on_what_has_changed_since_is_refused(
    system: System, engine: Engine, furniture: Furniture
) -> None:
    at = f"/obligations/{furniture.own}"
    read = system.get(at).headers["etag"]
    first = system.post(f"{at}/acknowledge", {}, if_match=read)
    assert first.status_code == 200
    late = system.post(f"{at}/reports", DONE, if_match=read)
    assert (late.status_code, late.json()["code"]) == (412, "changed")
    with reading(engine) as session:
        assert not reports(session, furniture.own)
    assert system.post(f"{at}/reports", DONE, if_match=first.headers["etag"]).status_code == 201


def test_the_tag_of_another_day_holds_where_nothing_moved(system: System, furniture: Furniture) -> None:
    at = f"/obligations/{furniture.own}"
    revision = system.get(at).json()["revision"]
    answer = system.post(f"{at}/acknowledge", {}, if_match=f'"r{revision}.0123456789abcdef"')
    assert answer.status_code == 200


@pytest.mark.parametrize("tag", ['"khong-phai"', "khong-phai", '""', '"r-1"', '"r1', '"r99999999999999"'])
def test_a_tag_that_is_none_matches_nothing(tag: str, system: System, furniture: Furniture) -> None:
    answer = system.post(f"/obligations/{furniture.own}/acknowledge", {}, if_match=tag)
    assert answer.status_code == 412


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"says": "reported"},
        {"says": "done", "text": "Đã xong"},
        {"says": "acknowledged", "text": "Đã xong"},
        DONE | {"text": "   "},
        DONE | {"text": "x" * 20_001},
        DONE | {"text": "có\x00không"},
        DONE | {"reporter": "x" * 121},
        DONE | {"la": "gì"},
        [],
        "chữ",
    ],
)
def test_a_body_that_does_not_fit_changes_nothing(
    body: object, system: System, engine: Engine, furniture: Furniture
) -> None:
    answer = system.post(f"/obligations/{furniture.own}/reports", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-request"), answer.text
    with reading(engine) as session:
        assert len(history(session, furniture.own)) == 1


def test_what_is_sent_is_bounded(system: System, furniture: Furniture) -> None:
    answer = system.client.post(
        f"/api/v1/obligations/{furniture.own}/reports",
        content=b'{"says": "reported", "text": "' + b"x" * 1_100_000 + b'"}',
        headers={
            "authorization": f"Bearer {system.key}",
            "idempotency-key": "1",
            "content-type": "application/json",
        },
    )
    assert answer.status_code == 413, answer.text
    assert answer.json()["code"] == "too-large" and "1 MB" in answer.json()["detail"]


def test_broken_json_is_a_problem(system: System, furniture: Furniture) -> None:
    for content in (b"{", b"\xff\xfe", b'{"says": "\\ud800"}'):
        answer = system.client.post(
            f"/api/v1/obligations/{furniture.own}/reports",
            content=content,
            headers={
                "authorization": f"Bearer {system.key}",
                "idempotency-key": "1",
                "content-type": "application/json",
            },
        )
        assert answer.status_code in (400, 422) and answer.json()["code"] == "bad-request", content


def test_a_report_on_work_that_is_over_is_refused(system: System, furniture: Furniture) -> None:
    answer = system.post(f"/obligations/{furniture.own_reported}/reports", DONE)
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")

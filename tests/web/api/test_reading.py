"""What other systems read: lists by pages, filters, entity tags, faults."""

import re
from datetime import datetime

import pytest
from sqlalchemy import Engine

from rules.webhooks import EVENTS, TEST
from tests.web.api.conftest import Calling, System
from tests.web.conftest import SCRIPT, Furniture

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def ids(system: System, at: str) -> list[int]:
    answer = system.get(at)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


def test_pages_hold_every_obligation_once_and_lead_on_to_the_end(system: System) -> None:
    whole = system.get("/obligations").json()
    assert whole["total"] == len(whole["items"]) > 5 and whole["next"] is None
    seen: list[int] = []
    at = "/obligations?per_page=3&part=owner"
    while at:
        page = system.get(at).json()
        seen += [one["id"] for one in page["items"]]
        at = (page["next"] or "").removeprefix("/api/v1")
        assert not at or "part=owner" in at
    assert sorted(seen) == sorted(one["id"] for one in whole["items"] if one["part"] == "owner")


def test_filters_narrow_and_go_together(system: System, furniture: Furniture) -> None:
    own = furniture.own_agency
    assert furniture.own in ids(system, f"/obligations?agency={own}&standing=overdue")
    assert furniture.own not in ids(system, f"/obligations?agency={own}&standing=due_today&standing=upcoming")
    assert ids(system, "/obligations?status=done") == []
    reported = {furniture.foreign, furniture.own_reported}
    assert set(ids(system, "/obligations?status=reported")) == reported
    assert ids(system, "/obligations?q=bo+tri+kinh+phi") == [furniture.foreign]
    assert ids(system, "/obligations?q=khong+co+chu+nao+nhu+vay") == []
    assert ids(system, f"/obligations?plan={furniture.active_plan}") == ids(
        system, f"/plans/{furniture.active_plan}/obligations"
    )


def test_due_days_are_asked_for_from_and_to_both_included(system: System) -> None:
    def days(at: str) -> set[str | None]:
        return {one["due_on"] for one in system.get(at).json()["items"]}

    assert days("/obligations?due_from=2026-11-16&due_to=2026-11-16") == {"2026-11-16"}
    assert days("/obligations?due_from=2026-11-17&due_to=2026-11-26") == {"2026-11-23"}
    assert days("/obligations?due_from=2026-11-27") == {"2026-11-27"}
    assert days("/obligations?due_to=2026-11-15") == set()
    assert None in days("/obligations")


def test_an_obligation_comes_with_its_journal_and_its_reports(system: System, furniture: Furniture) -> None:
    one = system.get(f"/obligations/{furniture.own_reported}").json()
    assert [c["to_status"] for c in one["journal"]] == ["assigned", "reported"]
    (report,) = one["reports"]
    # Text stays text: it is for a program, which escapes what it shows.
    assert report["text"] == f"Đã xong {SCRIPT}" and report["reporter"] == "Người báo cáo"
    (file,) = report["files"]
    assert file.pop("url") == f"/api/v1/files/{file.pop('id')}"
    assert file == {"filename": "Báo cáo số 1.txt", "media_type": "text/plain", "size": 4}
    assert report["reported_on"] == "2026-11-20" and INSTANT.fullmatch(report["at"])
    assert one["journal"][-1]["report_id"] == report["id"]
    assert one["standing"]["words"] and one["due_on"] == "2026-11-23"


def test_a_rollup_is_that_of_the_pages(system: System, furniture: Furniture) -> None:
    found = system.get(f"/rollups?plan={furniture.active_plan}").json()
    assert found["source"] == "now" and found["as_of"] == "2026-11-23"
    for part in ("owners", "coordinators"):
        rows = [row[part] for row in found["rows"] if row[part]]
        for cell in ("total", "open_overdue", "done_on_time", "no_deadline"):
            assert found[part][cell] == sum(row[cell] for row in rows)
    past = system.get("/rollups?by=level&day=2026-11-20").json()
    assert past["source"] == "journal" and past["as_of"] == "2026-11-20"


def test_what_has_not_changed_is_not_sent_again(system: System, furniture: Furniture) -> None:
    for at in ("/plans", f"/plans/{furniture.active_plan}", "/obligations", "/rollups",
               f"/plans/{furniture.active_plan}/obligations", f"/obligations/{furniture.own}"):  # fmt: skip
        first = system.get(at)
        tag = first.headers["etag"]
        for known in (tag, f"W/{tag}", f'"khac", {tag}', "*"):
            again = system.get(at, if_none_match=known)
            assert (again.status_code, again.content) == (304, b""), (at, known)
            assert again.headers["etag"] == tag
        assert system.get(at, if_none_match='"khac"').status_code == 200


def test_a_tag_changes_with_what_it_marks(system: System, furniture: Furniture) -> None:
    at = f"/obligations/{furniture.own}"
    tags = [system.get(path).headers["etag"] for path in (at, "/obligations", "/plans", "/rollups")]
    assert system.post(f"{at}/reports", {"says": "reported", "text": "Đã xong"}).status_code == 201
    later = [system.get(path).headers["etag"] for path in (at, "/obligations", "/plans", "/rollups")]
    assert all(old != new for old, new in zip(tags, later, strict=True))


def test_answers_are_kept_by_no_cache_in_between(system: System) -> None:
    assert system.get("/plans").headers["cache-control"] == "private, no-cache"
    assert system.get("/plans/999999").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("at", "status", "code"),
    [
        ("/plans/999999", 404, "not-found"),
        ("/plans/khong-phai-so", 422, "bad-request"),
        (f"/obligations/{10**30}", 404, "not-found"),
        ("/obligations/0", 422, "bad-request"),
        ("/obligations?standing=tre", 422, "bad-request"),
        ("/obligations?due_from=hom-nay", 422, "bad-request"),
        ("/obligations?per_page=201", 422, "bad-request"),
        ("/obligations?q=" + "x" * 201, 422, "bad-request"),
        ("/rollups?by=tinh", 422, "bad-request"),
        ("/khong-co", 404, "not-found"),
    ],
)
def test_a_fault_is_a_problem_with_its_sentence_hint_and_code(
    at: str, status: int, code: str, system: System
) -> None:
    answer = system.get(at)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["detail"].endswith(".") and told["hint"]


def test_addresses_beside_the_api_answer_in_its_form(system: System) -> None:
    for at in ("/api/v2/plans", "/api/v1/plans/1%0A2", "/api/"):
        answer = system.client.get(at)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), at


def test_a_faulty_question_names_its_place(system: System) -> None:
    told = system.get("/obligations?due_from=hom-nay&page=0").json()
    assert "query.due_from" in told["place"] and "query.page" in told["place"]


def test_a_method_that_an_address_does_not_know_is_a_problem_too(system: System) -> None:
    answer = system.client.delete("/api/v1/plans", headers={"authorization": f"Bearer {system.key}"})
    assert answer.status_code == 405 and answer.json()["code"] == "method-not-allowed"


def test_a_fault_of_ours_is_a_problem_with_an_id_and_no_traceback(
    system: System, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    system.get("/plans")
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE obligation RENAME TO elsewhere")
    answer = system.get("/obligations")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (500, "crash")
    fault_id = told["hint"].rpartition(" ")[2].rstrip(".")
    assert fault_id in caplog.text and "elsewhere" not in answer.text and "SELECT" not in answer.text


def test_the_openapi_is_the_apis_own_and_open(calling: Calling) -> None:
    answer = calling().client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    made = answer.json()
    assert set(made["paths"]) == {
        "/plans",
        "/plans/{plan_id}",
        "/plans/{plan_id}/obligations",
        "/intakes/{intake_id}",
        "/obligations",
        "/obligations/{obligation_id}",
        "/obligations/{obligation_id}/reports",
        "/obligations/{obligation_id}/reports/with-files",
        "/obligations/{obligation_id}/acknowledge",
        "/files/{file_id}",
        "/rollups",
    }
    # What webhooks are told stands beside them, under the names of the events.
    assert set(made["webhooks"]) == {*EVENTS, TEST}
    for name, told in made["webhooks"].items():
        schema = told["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        kind = {"obligation": "ObligationEvent", "plan": "PlanEvent", "webhook": "TestEvent"}
        assert schema.rpartition("/")[2] == kind[name.partition(".")[0]]
        assert {one["name"] for one in told["post"]["parameters"]} >= {"X-Dondoc-Signature"}
    assert made["servers"] == [{"url": "/api/v1"}]
    assert calling().client.get("/openapi.json").status_code == 404


def test_instants_are_in_utc(system: System, furniture: Furniture) -> None:
    plan = system.get(f"/plans/{furniture.active_plan}").json()
    assert INSTANT.fullmatch(plan["activated_at"])
    assert datetime.fromisoformat(plan["activated_at"]).utcoffset() is not None

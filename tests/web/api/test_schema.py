"""Whatever the OpenAPI allows, and what it does not: never a fault of ours, always an answer that fits."""

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine

from store.database import writing
from store.intakes import begin_intake
from tests.cast import Cast
from tests.web.api.conftest import System
from tests.web.api.test_access import INTAKE
from tests.web.conftest import TODAY, Furniture

pytestmark = pytest.mark.long

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    ("GET", "/plans"),
    ("GET", "/plans/{plan_id}"),
    ("GET", "/plans/{plan_id}/obligations"),
    ("GET", "/obligations"),
    ("GET", "/obligations/{obligation_id}"),
    ("GET", "/rollups"),
    ("GET", "/files/{file_id}"),
    ("GET", "/intakes/{intake_id}"),
    ("POST", "/plans"),
    ("POST", "/obligations/{obligation_id}/reports/with-files"),
    ("POST", "/obligations/{obligation_id}/reports"),
    ("POST", "/obligations/{obligation_id}/acknowledge"),
]
EXAMPLES = 20
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


def test_every_operation_is_tried(app: FastAPI) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    tried = [found.ok() for found in schema.get_all_operations()]
    assert sorted((one.method.upper(), one.path) for one in tried) == sorted(OPERATIONS)


# Schemathesis itself draws with the random module where it makes wrong requests.
@pytest.mark.filterwarnings("ignore:Do not use the .random. module inside strategies")
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: str(mode.value))
def test_answers_fit_the_openapi(
    mode: schemathesis.GenerationMode,
    method: str,
    path: str,
    app: FastAPI,
    system: System,
    furniture: Furniture,
    engine: Engine,
    cast: Cast,
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    operation = schema[path][method]
    # Numbers of things that are there, beside those that are made up.
    known = st.sampled_from([furniture.own, furniture.foreign, furniture.own_reported, furniture.asked])
    seen: set[int] = set()
    with writing(engine) as session:
        # As the key of the tests has sent it in.
        at, by = cast.at(TODAY), "Hệ thống văn bản (khóa API 1)"
        begin_intake(session, INTAKE, filename="a.txt", sha256="0" * 64, by=by, now=at)

    @settings(
        # A form with files is made and sent much more slowly.
        max_examples=EXAMPLES // 3 if path.endswith("with-files") else EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), obligation_id=known, is_known=st.booleans())
    def every_case(case: schemathesis.Case, obligation_id: int, is_known: bool) -> None:
        if is_known and mode is schemathesis.GenerationMode.POSITIVE:
            known_ids: dict[str, object] = {
                "obligation_id": obligation_id,
                "plan_id": furniture.active_plan,
                "file_id": furniture.own_file,
                "intake_id": INTAKE,
            }
            case.path_parameters = {
                name: known_ids.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
            if path.endswith("with-files") and isinstance(case.body, dict):
                # Made-up bytes are of no kind that is taken.
                case.path_parameters["obligation_id"] = furniture.own
                case.body["files"] = [b"%PDF-1.7"]
                # A made-up tag is never the one that stands.
                case.headers.pop("If-Match", None)
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {system.key}"}, checks=CHECKS)
        seen.add(answer.status_code)

    every_case()
    if mode is schemathesis.GenerationMode.POSITIVE:
        # The examples got through to the store, and were not all turned away.
        assert seen & {200, 201, 202}, seen
    else:
        assert seen & {400, 404, 405, 422}, seen

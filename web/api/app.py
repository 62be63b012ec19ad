"""The API as an application of its own, with an OpenAPI of its own: the pages have none."""

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi

from web.api import files, intakes, obligations, plans, reporting, rollups
from web.api.faults import show_faults
from web.api.schemas import Problem
from web.api.webhooks import webhooks
from web.desk import refuse_huge_numbers

ADDRESS = "/api/v1"


class Api(FastAPI):
    """FastAPI whose OpenAPI also holds the form of errors, which no route names as its model."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI, made once."""
        if not self.openapi_schema:
            made = get_openapi(
                title=self.title,
                version=self.version,
                description=self.description,
                routes=self.routes,
                webhooks=webhooks(),
            )
            made["components"]["schemas"]["Problem"] = Problem.model_json_schema()
            self.openapi_schema = made
        return self.openapi_schema


def make_api(pages: FastAPI) -> Api:
    """Return the API over the same desk and the same counters of rates as the pages."""
    api = Api(
        title="Đôn đốc",
        version="1",
        description="Kế hoạch, phần việc, báo cáo và tổng hợp, cho phần mềm khác. Xem docs/api.md.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_huge_numbers)],
    )
    api.state.desk, api.state.rates = pages.state.desk, pages.state.rates
    for part in (plans, intakes, obligations, reporting, files, rollups):
        api.include_router(part.router)
    show_faults(api)
    return api

"""The furnished office of the page tests, to be attacked."""

from tests.web.conftest import (
    app,
    clock,
    first_database,
    furnished_database,
    furniture,
    lead,
    officer,
    sign_in,
    units_mail,
    visitor,
)

__all__ = [
    "app",
    "clock",
    "first_database",
    "furnished_database",
    "furniture",
    "lead",
    "officer",
    "sign_in",
    "units_mail",
    "visitor",
]

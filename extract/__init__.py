"""Reading documents: bytes to lines (``extract.reading``), lines to a draft plan (``draft_plan``)."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.contract import as_contract
    from extract.draft import draft_plan

__all__ = ["as_contract", "draft_plan"]


def __getattr__(name: str) -> Any:
    """Return a public function, its module imported when first asked for."""
    if name == "draft_plan":
        from extract.draft import draft_plan

        return draft_plan
    if name == "as_contract":
        from extract.contract import as_contract

        return as_contract
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

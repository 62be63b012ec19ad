"""The review of a large draft asks the database no more questions than that of a small one."""

from dataclasses import replace

from sqlalchemy import Engine

from tests.cast import Cast, item
from tests.web.conftest import Browser, Furniture
from tests.web.test_query_counts import counted

MOST = 20


def asked(browser: Browser, engine: Engine, address: str) -> int:
    with counted(engine) as found:
        assert browser.get(address).status_code == 200
    return len(found)


def test_more_items_more_doubts_and_more_unknown_names_ask_no_more(
    lead: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    few = cast.draft(item("Một", "Sở Nội vụ"), item("Hai", "UBND các xã, phường"))
    many = cast.draft(
        *(
            replace(
                item(f"Việc {n}", f"Chi cục số {n}", coordinators=[f"Hội số {n}", "UBND các xã, phường"]),
                lines=(n, n),
            )
            for n in range(1, 61)
        )
    )
    counts = [asked(lead, engine, f"/ke-hoach/{plan_id}") for plan_id in (few, many)]
    assert max(counts) <= MOST, counts

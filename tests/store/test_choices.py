"""Names that people choose by: every body can be told from every other."""

from datetime import date

from store.boards import rollup_by_agency
from store.choices import agency_names
from store.database import reading, writing
from store.registry import load_registry
from tests.cast import Cast, item

NAMESAKES = """
agencies = [{code = "tan-lap-1", name = "UBND xã Tân Lập"}, {code = "tan-lap-2", name = "UBND xã Tân Lập"}]
[[groups]]
code = "hai-xa"
name = "UBND các xã Tân Lập"
members = ["tan-lap-1", "tan-lap-2"]
"""


def test_two_bodies_of_one_name_are_two_rows_of_the_roll_up(cast: Cast) -> None:
    cast.settle_province()
    with writing(cast.engine) as session:
        load_registry(session, NAMESAKES)
    plan_id = cast.tracked_plan(item("Báo cáo", "UBND các xã Tân Lập", due=date(2026, 12, 15)))
    with reading(cast.engine) as session:
        rows = dict(rollup_by_agency(session, today=date(2026, 11, 23), plan_id=plan_id).rows)
        names = set(agency_names(session).values())
    assert {name: counts.total for name, counts in rows.items()} == {
        "UBND xã Tân Lập (tan-lap-1)": 1,
        "UBND xã Tân Lập (tan-lap-2)": 1,
    }
    assert "Sở Y tế" in names

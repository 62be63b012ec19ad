"""The rehearsal as a calendar: how many letters on which day, and to whom."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast, item
from tests.web.conftest import TODAY, Browser, Furniture
from web.rehearsal import MOST_SHOWN
from web.rehearsal_calendar import months


def test_days_stand_under_their_weekday() -> None:
    (november,) = months({date(2026, 11, 23): 4, date(2026, 11, 30): 1})
    assert (november.first, november.count, len(november.weeks)) == (date(2026, 11, 1), 5, 6)
    monday = [week[0] for week in november.weeks]
    assert [(one.on.day, one.count) for one in monday if one] == [(2, 0), (9, 0), (16, 0), (23, 4), (30, 1)]
    assert november.weeks[0][:6] == (None,) * 6 and november.weeks[0][6] is not None


@given(st.dictionaries(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(0, 9), max_size=30))
def test_no_letter_is_lost_and_every_day_of_a_month_stands_once(counts: dict[date, int]) -> None:
    found = months(counts)
    assert sum(month.count for month in found) == sum(counts.values())
    for month in found:
        days = [one.on for week in month.weeks for one in week if one]
        assert days == [month.first + timedelta(days=n) for n in range(len(days))]
        assert days[-1] + timedelta(days=1) == (month.first + timedelta(days=32)).replace(day=1)
        assert all(len(week) == 7 for week in month.weeks)
        assert all(one is None or one.on.weekday() == n for week in month.weeks for n, one in enumerate(week))


def test_every_day_of_the_calendar_leads_to_its_letters(lead: Browser, furniture: Furniture) -> None:
    html = lead.get(f"/ke-hoach/{furniture.draft_plan}/dien-tap").text
    linked = re.findall(r'<td class="busy"><a href="#(ngay-[\d-]+)"', html)
    rows = re.findall(r'<tr id="(ngay-[\d-]+)"', html)
    assert linked == rows and len(linked) > 3
    assert f'href="/ke-hoach/{furniture.draft_plan}#truoc-khi"' in html


def test_of_many_letters_those_of_one_day_are_shown_with_whom_they_go_to(
    lead: Browser, cast: Cast, furniture: Furniture
) -> None:
    plan_id = cast.draft(
        *(
            item(f"Việc {n}", owner, due=TODAY + timedelta(days=10 + 9 * n))
            for n in range(30)
            for owner in ("Sở Nội vụ", "Sở Tài chính", "Sở Y tế")
        )
    )
    at = f"/ke-hoach/{plan_id}/dien-tap"
    html = lead.get(at).text
    total = int(re.findall(r"<strong>([\d.]+) thư</strong>", html)[0].replace(".", ""))
    assert total > MOST_SHOWN
    links = re.findall(r'<td class="busy"><a href="(\?[^"]+)"', html)
    assert html.count('<tr id="ngay-') == 1 and f'<tr id="ngay-{TODAY.isoformat()}"' in html
    later = lead.get(at + links[1].replace("&amp;", "&")).text
    day = links[1].rsplit("#", 1)[1]
    assert later.count('<tr id="ngay-') == 1 and f'<tr id="{day}"' in later
    assert "<strong>Sở" in later.split(f'<tr id="{day}"')[1]

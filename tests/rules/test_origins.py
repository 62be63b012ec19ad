"""Where a due day comes from, in words."""

from datetime import date

import pytest

from models.draft import Provenance
from rules.origins import PROVENANCES, origin_in_letters, origin_words, share_provenance
from rules.phrases import when_words

DUE = date(2026, 11, 23)


def test_every_provenance_has_words() -> None:
    assert set(PROVENANCES) == set(Provenance.__args__)  # type: ignore[attr-defined]
    assert origin_words("lead") == "do cơ quan chủ trì ấn định"
    assert origin_words("event", event_on=date(2026, 11, 5)) == "tính theo sự kiện ngày 05/11/2026"
    assert origin_words("event") == "tính theo sự kiện"


@pytest.mark.parametrize(
    ("provenance", "first_due_on", "said"),
    [
        ("item", DUE, "theo văn bản"),
        ("table", DUE, "theo văn bản"),
        ("lead", DUE, "do cơ quan chủ trì ấn định"),
        ("event", date(2026, 11, 20), "tính theo sự kiện ngày 05/11/2026"),
        ("period", DUE, "theo thời gian thực hiện kế hoạch"),
        ("item", date(2026, 11, 9), "đã gia hạn, hạn ban đầu 09/11/2026"),
        ("none", DUE, ""),
    ],
)
def test_a_letter_says_where_the_day_comes_from(provenance: str, first_due_on: date, said: str) -> None:
    event_on = date(2026, 11, 5)
    found = origin_in_letters(provenance, event_on=event_on, due_on=DUE, first_due_on=first_due_on)
    assert found == said
    assert origin_in_letters(provenance, event_on=event_on, due_on=None, first_due_on=None) == ""


def test_a_day_of_some_agencies_only_is_the_leads() -> None:
    some = {"kind": "dated", "has_day": True, "item_has_day": False}
    assert share_provenance("none", **some) == "lead"  # type: ignore[arg-type]
    assert share_provenance("item", **(some | {"item_has_day": True})) == "item"  # type: ignore[arg-type]
    assert share_provenance("none", **(some | {"has_day": False})) == "none"  # type: ignore[arg-type]


def test_the_words_for_a_day_tell_its_origin_and_its_period() -> None:
    period = "kỳ báo cáo tháng 11/2026: 15/10–14/11"
    assert when_words(DUE, "recurring", origin="theo văn bản", period=period) == (
        "Hạn: thứ Hai, 23/11/2026 (theo văn bản); kỳ báo cáo tháng 11/2026: 15/10–14/11"
    )
    assert when_words(DUE, "dated") == "Hạn: thứ Hai, 23/11/2026"

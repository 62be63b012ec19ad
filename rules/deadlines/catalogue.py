"""Every rule id with its meaning, gathered from the tables that do the reading."""

from rules.deadlines.masks import MASKS
from rules.deadlines.rhythms import CORES
from rules.deadlines.states import STATES
from rules.deadlines.ties import LINKS

# The units that follow a link in a rule id: BEFORE_DATE, IN_MONTH, THROUGH_YEAR.
UNITS = {
    "DATE": "một ngày",
    "MONTH": "tháng (một hoặc nhiều tháng liền nhau)",
    "QUARTER": "quý",
    "HALF": "6 tháng, 9 tháng, nửa năm",
    "YEAR": "năm",
    "PHASE": "giai đoạn",
    "PART": "đầu, giữa, cuối của tháng, quý, năm; tuần trong tháng",
}
_MARKED = {
    "RECUR_DAY": "kỳ có ngày trong tháng: “trước ngày 20 hằng tháng”",
    "RECUR_MONTHDAY": "kỳ có ngày và tháng trong năm: “trước ngày 15/12 hằng năm”",
    "RECUR_WEEKDAY": "kỳ có thứ trong tuần: “thứ Sáu hằng tuần”",
}
_COUNTED = {
    "WITHIN_PERIOD": "thời hạn đếm từ một ngày: “trong vòng 10 ngày làm việc kể từ ngày ký”",
    "WITHIN_PERIOD_EVENT": "thời hạn đếm từ một việc chưa có ngày: “05 ngày kể từ ngày nhận được văn bản”",
    "N_BEFORE_EVENT": "đếm lùi từ sự kiện: “trước 03 ngày diễn ra Hội nghị”",
}
_RANGES = {
    "FROM_TO": "từ A đến B: đến hết B",
    "FROM_TO_EVENT": "từ A đến khi xong một việc",
    "FROM_ON": "có ngày đầu, không có ngày cuối",
}


def rule_meanings() -> dict[str, str]:
    """Return the meaning of each rule id, links and units apart ("BEFORE" and "DATE" for BEFORE_DATE)."""
    pairs = [(rule.id, rule.meaning) for rule in MASKS]
    pairs += [(rule.id, rule.meaning) for rule in CORES]
    pairs += [(rule.id, rule.meaning) for rule in STATES]
    pairs += [(rule.id, rule.meaning) for rule in LINKS]
    found: dict[str, str] = {}
    for rule_id, meaning in pairs:
        # A rule with several patterns is explained by its first.
        found.setdefault(rule_id, meaning)
    return found | _MARKED | _COUNTED | _RANGES | UNITS

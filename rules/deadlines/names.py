"""The rules of deadlines in words, as a person who checks a day reads them."""

_JOINTS = {
    "BEFORE_TIME": "trước một giờ của ngày: vẫn là ngày đó",
    "AT_TIME": "ghi giờ và ngày: ngày đó",
    "LATEST": "không quá: tính cả ngày cuối",
    "BEFORE": "“trước”: hết ngày liền trước",
    "THROUGH": "“đến hết”: tính cả ngày cuối",
    "UNTIL": "“đến”: tính cả ngày cuối",
    "FROM_TO": "“từ … đến …”: hết ngày sau",
    "IN": "“trong”: đến hết",
}
_UNITS = {
    "DATE": "một ngày",
    "MONTH": "tháng",
    "QUARTER": "quý",
    "HALF": "6 tháng, 9 tháng",
    "YEAR": "năm",
    "PHASE": "giai đoạn",
    "PART": "đầu, giữa, cuối kỳ theo quy ước của luật",
}
_WHOLE = {
    "FROM_TO_EVENT": "từ một ngày đến khi xong một việc",
    "FROM_ON": "có ngày đầu, không có ngày cuối",
    "WITHIN_PERIOD": "thời hạn đếm từ một ngày; ngày cuối là ngày nghỉ thì sang ngày làm việc kế tiếp",
    "WITHIN_PERIOD_EVENT": "thời hạn đếm từ một việc chưa có ngày",
    "N_BEFORE_EVENT": "đếm lùi từ ngày diễn ra sự kiện",
    "RECUR_TIMES": "số lần trong mỗi kỳ",
    "RECUR_EVERY": "số kỳ cho một lần",
    "RECUR_EACH": "lặp lại mỗi kỳ",
    "RECUR_PERIODIC": "định kỳ",
    "RECUR_REPORTS": "nhiều kỳ báo cáo",
    "RECUR_BY_UNIT": "theo tên kỳ",
    "RECUR_PERIOD_END": "cuối kỳ báo cáo",
    "RECUR_NEXT_MONTH": "ngày của tháng sau kỳ báo cáo",
    "RECUR_DAY": "ngày trong tháng của mỗi kỳ",
    "RECUR_MONTHDAY": "ngày và tháng trong mỗi năm",
    "RECUR_WEEKDAY": "thứ trong mỗi tuần",
    "AROUND_EVENT": "quanh một sự kiện",
    "WHILE_WAITING": "đến khi một việc xảy ra",
    "RIGHT_AFTER": "sau một việc",
    "BEFORE_ACT": "trước một việc",
    "NAMED_EVENT": "quanh một sự kiện có tên",
    "UPON": "khi có một việc chính thức",
    "IN_SEASON": "trong một dịp, một đợt có tên",
    "FROM_SCHOOL_YEAR": "từ một năm học, không có ngày cuối",
    "ROUND_THE_CLOCK": "trực suốt ngày đêm",
    "STANDING": "việc thường xuyên",
    "THROUGHOUT": "suốt một thời gian",
    "WHILE": "trong quá trình làm một việc",
    "FROM_NOW_ON": "không có ngày cuối",
    "set-by-lead": "do cơ quan chủ trì ấn định",
}


def deadline_rule_words(code: str) -> str:
    """Return what a rule of ``docs/deadlines.md`` did, in words; "" for a code that is none of them."""
    if code in _WHOLE:
        return _WHOLE[code]
    joint, _, unit = code.rpartition("_")
    if joint in _JOINTS and unit in _UNITS:
        return f"{_JOINTS[joint]} ({_UNITS[unit]})"
    return ""

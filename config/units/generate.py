"""Writes units.tsv and successors.tsv from the open package ``vietnamadminunits`` and dated patches.

Run by developers only; the program reads the two files and never this package. The package is no
dependency of the project: install it (1.0.4, without its own dependencies) in an environment of its
own and hand in its folder ``data``:

    python config/units/generate.py PATH/TO/vietnamadminunits/data

The package knows two states: the last one with districts (30/6/2025) and the one since 01/7/2025.
Earlier states of districts are the patches below, each with the day on which it ended and the
resolution that ended it. ``seen`` False: the day is from general knowledge and was not read in a source.
"""

import csv
import json
import sqlite3
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LAST_DISTRICT_DAY = date(2025, 6, 30)
TWO_TIERS_FROM = date(2025, 7, 1)

KINDS = {
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi-xa",
    "Thành phố": "thanh-pho",
    "Tỉnh": "tinh",
    "Xã": "xa",
    "Phường": "phuong",
    "Đặc khu": "dac-khu",
}


# The package's own nested tables, from keys without spaces to keys without spaces.
Converter = dict[str, dict[str, Any]]
Followed = dict[tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One administrative unit with the days between which it had this name and kind."""

    code: str
    valid_from: str
    valid_to: str
    name: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True)
class Risen:
    """A district that became a town or a city as it stood: one code, one area, another kind or name."""

    province: str
    was: str
    now: str
    on: date
    source: str
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """A district that was merged into others: ``code`` as the statistics office gave it."""

    code: str
    province: str
    was: str
    into: tuple[str, ...]
    on: date
    source: str
    seen: bool = False


def _day(text: str) -> date:
    return date(*map(int, reversed(text.split("/"))))


# The day is that of entry into force, the first day of the new state.
RISEN = tuple(
    Risen(province, was, now, _day(on), source, seen)
    for province, was, now, on, source, seen in (
        ("Hải Dương", "Thị xã Chí Linh", "Thành phố Chí Linh", "1/3/2019", "623/NQ-UBTVQH14", False),
        ("Hưng Yên", "Huyện Mỹ Hào", "Thị xã Mỹ Hào", "1/5/2019", "656/NQ-UBTVQH14", False),
        ("Đồng Nai", "Thị xã Long Khánh", "Thành phố Long Khánh", "1/6/2019", "673/NQ-UBTVQH14", False),
        ("Hải Dương", "Huyện Kinh Môn", "Thị xã Kinh Môn", "1/11/2019", "768/NQ-UBTVQH14", False),
        ("Lào Cai", "Huyện Sa Pa", "Thị xã Sa Pa", "1/1/2020", "767/NQ-UBTVQH14", False),
        ("Hà Nam", "Huyện Duy Tiên", "Thị xã Duy Tiên", "1/1/2020", "829/NQ-UBTVQH14", False),
        ("Đắk Nông", "Thị xã Gia Nghĩa", "Thành phố Gia Nghĩa", "1/1/2020", "835/NQ-UBTVQH14", False),
        ("Quảng Ngãi", "Huyện Đức Phổ", "Thị xã Đức Phổ", "1/2/2020", "867/NQ-UBTVQH14", False),
        ("Tây Ninh", "Huyện Hòa Thành", "Thị xã Hòa Thành", "1/2/2020", "865/NQ-UBTVQH14", False),
        ("Tây Ninh", "Huyện Trảng Bàng", "Thị xã Trảng Bàng", "1/2/2020", "865/NQ-UBTVQH14", False),
        ("Bình Dương", "Thị xã Dĩ An", "Thành phố Dĩ An", "1/2/2020", "857/NQ-UBTVQH14", False),
        ("Bình Dương", "Thị xã Thuận An", "Thành phố Thuận An", "1/2/2020", "857/NQ-UBTVQH14", False),
        ("Hậu Giang", "Thị xã Ngã Bảy", "Thành phố Ngã Bảy", "1/2/2020", "869/NQ-UBTVQH14", False),
        # The resolution was read (quochoi.vn, 05/5/2020); its day of force was not in the excerpt.
        ("Thanh Hóa", "Huyện Tĩnh Gia", "Thị xã Nghi Sơn", "1/6/2020", "933/NQ-UBTVQH14", False),
        ("Bình Định", "Huyện Hoài Nhơn", "Thị xã Hoài Nhơn", "1/6/2020", "932/NQ-UBTVQH14", False),
        ("Phú Yên", "Huyện Đông Hòa", "Thị xã Đông Hòa", "1/6/2020", "931/NQ-UBTVQH14", False),
        ("Đồng Tháp", "Thị xã Hồng Ngự", "Thành phố Hồng Ngự", "1/11/2020", "1003/NQ-UBTVQH14", False),
        ("Kiên Giang", "Huyện Phú Quốc", "Thành phố Phú Quốc", "1/3/2021", "1109/NQ-UBTVQH14", True),
        ("Bắc Ninh", "Thị xã Từ Sơn", "Thành phố Từ Sơn", "1/11/2021", "387/NQ-UBTVQH15", False),
        ("Thái Nguyên", "Thị xã Phổ Yên", "Thành phố Phổ Yên", "10/4/2022", "469/NQ-UBTVQH15", True),
        ("Bình Phước", "Huyện Chơn Thành", "Thị xã Chơn Thành", "1/10/2022", "570/NQ-UBTVQH15", False),
        ("An Giang", "Huyện Tịnh Biên", "Thị xã Tịnh Biên", "10/4/2023", "721/NQ-UBTVQH15", False),
        ("Bắc Ninh", "Huyện Quế Võ", "Thị xã Quế Võ", "10/4/2023", "723/NQ-UBTVQH15", False),
        ("Bắc Ninh", "Huyện Thuận Thành", "Thị xã Thuận Thành", "10/4/2023", "723/NQ-UBTVQH15", False),
        ("Bình Dương", "Thị xã Tân Uyên", "Thành phố Tân Uyên", "10/4/2023", "725/NQ-UBTVQH15", False),
        ("Bắc Giang", "Huyện Việt Yên", "Thị xã Việt Yên", "1/2/2024", "938/NQ-UBTVQH15", False),
        ("Bình Dương", "Thị xã Bến Cát", "Thành phố Bến Cát", "1/5/2024", "1012/NQ-UBTVQH15", False),
        ("Tiền Giang", "Thị xã Gò Công", "Thành phố Gò Công", "1/5/2024", "1013/NQ-UBTVQH15", False),
        ("Quảng Ninh", "Thị xã Đông Triều", "Thành phố Đông Triều", "1/11/2024", "1199/NQ-UBTVQH15", False),
        ("Hải Phòng", "Huyện Thủy Nguyên", "Thành phố Thủy Nguyên", "1/1/2025", "NQ 2024", True),
        ("Hải Phòng", "Huyện An Dương", "Quận An Dương", "1/1/2025", "NQ 2024", False),
        ("Huế", "Huyện Phong Điền", "Thị xã Phong Điền", "1/1/2025", "NQ 2024", True),
        # thuvienphapluat.vn (list of towns on 01/02/2025); other lists swap the days of these two.
        ("Sơn La", "Huyện Mộc Châu", "Thị xã Mộc Châu", "1/1/2025", "1280/NQ-UBTVQH15", True),
        ("Hà Nam", "Huyện Kim Bảng", "Thị xã Kim Bảng", "1/2/2025", "NQ 2024", True),
        ("Bà Rịa - Vũng Tàu", "Thị xã Phú Mỹ", "Thành phố Phú Mỹ", "1/3/2025", "NQ 2025", False),
    )
)

GONE = tuple(
    Gone(code, province, was, tuple(into.split(";")), _day(on), source, seen)
    for code, province, was, into, on, source, seen in (
        ("151", "Hòa Bình", "Huyện Kỳ Sơn", "Thành phố Hòa Bình", "1/1/2020", "830/NQ-UBTVQH14", False),
        ("204", "Quảng Ninh", "Huyện Hoành Bồ", "Thành phố Hạ Long", "1/1/2020", "837/NQ-UBTVQH14", False),
        ("526", "Quảng Ngãi", "Huyện Tây Trà", "Huyện Trà Bồng", "1/2/2020", "867/NQ-UBTVQH14", False),
        ("044", "Cao Bằng", "Huyện Thông Nông", "Huyện Hà Quảng", "1/3/2020", "897/NQ-UBTVQH14", True),
        ("046", "Cao Bằng", "Huyện Trà Lĩnh", "Huyện Trùng Khánh", "1/3/2020", "897/NQ-UBTVQH14", True),
        ("049", "Cao Bằng", "Huyện Quảng Uyên", "Huyện Quảng Hòa", "1/3/2020", "897/NQ-UBTVQH14", True),
        ("050", "Cao Bằng", "Huyện Phục Hòa", "Huyện Quảng Hòa", "1/3/2020", "897/NQ-UBTVQH14", True),
        ("762", "Hồ Chí Minh", "Quận Thủ Đức", "Thành phố Thủ Đức", "1/1/2021", "1111/NQ-UBTVQH14", True),
        ("763", "Hồ Chí Minh", "Quận 9", "Thành phố Thủ Đức", "1/1/2021", "1111/NQ-UBTVQH14", True),
        ("769", "Hồ Chí Minh", "Quận 2", "Thành phố Thủ Đức", "1/1/2021", "1111/NQ-UBTVQH14", True),
        ("358", "Nam Định", "Huyện Mỹ Lộc", "Thành phố Nam Định", "1/9/2024", "1104/NQ-UBTVQH15", False),
        ("413", "Nghệ An", "Thị xã Cửa Lò", "Thành phố Vinh", "1/12/2024", "1243/NQ-UBTVQH15", False),
        ("681", "Lâm Đồng", "Huyện Đạ Huoai", "Huyện Đạ Huoai", "1/12/2024", "NQ 2024", False),
        ("682", "Lâm Đồng", "Huyện Đạ Tẻh", "Huyện Đạ Huoai", "1/12/2024", "NQ 2024", False),
        ("683", "Lâm Đồng", "Huyện Cát Tiên", "Huyện Đạ Huoai", "1/12/2024", "NQ 2024", False),
        ("221", "Bắc Giang", "Huyện Yên Dũng", "Thành phố Bắc Giang", "1/1/2025", "NQ 2024", True),
        ("369", "Ninh Bình", "Thành phố Ninh Bình", "Thành phố Hoa Lư", "1/1/2025", "NQ 2024", True),
        ("374", "Ninh Bình", "Huyện Hoa Lư", "Thành phố Hoa Lư", "1/1/2025", "NQ 2024", True),
        ("405", "Thanh Hóa", "Huyện Đông Sơn", "Thành phố Thanh Hóa", "1/1/2025", "1238/NQ-UBTVQH15", True),
        ("448", "Hà Tĩnh", "Huyện Lộc Hà", "Huyện Thạch Hà", "1/1/2025", "NQ 2024", False),
        ("474", "Huế", "Thành phố Huế", "Quận Thuận Hóa;Quận Phú Xuân", "1/1/2025", "175/2024/QH15", True),
        ("483", "Huế", "Huyện Nam Đông", "Huyện Phú Lộc", "1/1/2025", "NQ 2024", False),
        ("519", "Quảng Nam", "Huyện Nông Sơn", "Huyện Quế Sơn", "1/1/2025", "1241/NQ-UBTVQH15", True),
        ("752", "Bà Rịa - Vũng Tàu", "Huyện Long Điền", "Huyện Long Đất", "1/1/2025", "NQ 2024", False),
        ("753", "Bà Rịa - Vũng Tàu", "Huyện Đất Đỏ", "Huyện Long Đất", "1/1/2025", "NQ 2024", False),
    )
)
# Districts that began with a merger (under a code that had another name before) or were split off.
BEGAN = {
    ("Cao Bằng", "Huyện Quảng Hòa"): _day("1/3/2020"),
    ("Hồ Chí Minh", "Thành phố Thủ Đức"): _day("1/1/2021"),
    ("Lâm Đồng", "Huyện Đạ Huoai"): _day("1/12/2024"),
    ("Ninh Bình", "Thành phố Hoa Lư"): _day("1/1/2025"),
    ("Bắc Giang", "Thị xã Chũ"): _day("1/1/2025"),
    ("Huế", "Quận Thuận Hóa"): _day("1/1/2025"),
    ("Huế", "Quận Phú Xuân"): _day("1/1/2025"),
    ("Bà Rịa - Vũng Tàu", "Huyện Long Đất"): _day("1/1/2025"),
}
# 175/2024/QH15: the province became the city of Huế on 01/01/2025.
HUE_FROM = _day("1/1/2025")


def _before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()


def _split(full: str) -> tuple[str, str]:
    """Return kind and bare name of a full name; raises ValueError for an unknown kind."""
    for word, kind in KINDS.items():
        if full.lower().startswith(word.lower() + " "):
            return kind, " ".join(full[len(word) :].split())
    raise ValueError(full)


def _unit(code: str, full: str, parent: str, start: str = "", end: str = "") -> Unit:
    kind, name = _split(full)
    return Unit(code, start, end, name, kind, parent)


def provinces(db: sqlite3.Connection) -> list[Unit]:
    """Return the provinces of both states; one that kept code, name and kind is one row."""
    old = dict(db.execute("SELECT DISTINCT provinceCode, province FROM admin_units_legacy"))
    new = dict(db.execute("SELECT DISTINCT provinceCode, province FROM admin_units"))
    rows = [
        _unit(c, n, "", end="" if new.get(c) == n else LAST_DISTRICT_DAY.isoformat()) for c, n in old.items()
    ]
    rows += [_unit(c, n, "", start=TWO_TIERS_FROM.isoformat()) for c, n in new.items() if old.get(c) != n]
    (hue,) = [u for u in rows if u.name == "Huế"]
    rows.remove(hue)
    rows.append(_unit(hue.code, "Thành phố Huế", "", start=HUE_FROM.isoformat()))
    rows.append(_unit(hue.code, "Tỉnh Thừa Thiên Huế", "", end=_before(HUE_FROM)))
    return rows


def districts(db: sqlite3.Connection) -> tuple[list[Unit], Followed]:
    """Return the districts of all states, and for each ended earlier state the codes that followed."""
    start: dict[tuple[str, str], date] = dict(BEGAN)
    start |= {(r.province, r.now): r.on for r in RISEN}
    query = "SELECT DISTINCT provinceShort, provinceCode, districtCode, district FROM admin_units_legacy"
    known: dict[tuple[str, str], tuple[str, str]] = {}
    rows = []
    for short, parent, code, full in sorted(db.execute(query)):
        kind, name = _split(full)
        key = (short, next(w for w, k in KINDS.items() if k == kind) + " " + name)
        known[key] = (code, parent)
        began = start.pop(key, None)
        rows.append(
            _unit(code, full, parent, began.isoformat() if began else "", LAST_DISTRICT_DAY.isoformat())
        )
    if start:
        raise ValueError(f"patches that fit no unit: {sorted(start)}")
    followed: Followed = {}
    for risen in RISEN:
        code, parent = known[(risen.province, risen.now)]
        rows.append(_unit(code, risen.was, parent, end=_before(risen.on)))
        followed[(code, _before(risen.on))] = [code]
    for gone in GONE:
        targets = [known[(gone.province, name)] for name in gone.into]
        rows.append(_unit(gone.code, gone.was, targets[0][1], end=_before(gone.on)))
        followed[(gone.code, _before(gone.on))] = sorted(code for code, _ in targets)
    return rows, followed


def communes(db: sqlite3.Connection) -> list[Unit]:
    """Return the communes since 01/7/2025."""
    query = "SELECT wardCode, ward, provinceCode FROM admin_units"
    return [_unit(code, full, parent, TWO_TIERS_FROM.isoformat()) for code, full, parent in db.execute(query)]


def districts_to_communes(db: sqlite3.Connection, converter: Converter) -> Followed:
    """Return for each district of 30/6/2025 the codes of the communes that took over some of its land."""
    query = "SELECT DISTINCT provinceKey, districtKey, districtCode FROM admin_units_legacy"
    district = {(p, d): code for p, d, code in db.execute(query)}
    commune = {(p, w): c for p, w, c in db.execute("SELECT provinceKey, wardKey, wardCode FROM admin_units")}
    found: dict[tuple[str, str], set[str]] = {}

    def add(old: str, province: str, ward: str) -> None:
        old_province, old_district, _ = old.split("_")
        key = (district[(old_province, old_district)], LAST_DISTRICT_DAY.isoformat())
        found.setdefault(key, set()).add(commune[(province, ward)])

    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                add(old, province, ward)
    for province, olds in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in olds.items():
            for part in parts:
                add(old, province, part["newWardKey"])
    return {key: sorted(codes) for key, codes in found.items()}


def provinces_to_provinces(db: sqlite3.Connection, converter: Converter, rows: list[Unit]) -> Followed:
    """Return for each province that ended on 30/6/2025 (or became Huế) the code of what followed."""
    old = dict(db.execute("SELECT DISTINCT provinceKey, provinceCode FROM admin_units_legacy"))
    new = dict(db.execute("SELECT DISTINCT provinceKey, provinceCode FROM admin_units"))
    became = {old[o]: new[n] for n, olds in converter["DICT_PROVINCE"].items() for o in olds}
    return {(u.code, u.valid_to): [became[u.code]] for u in rows if u.valid_to}


def main(data: Path) -> None:
    """Write both files; raises ValueError or KeyError where package and patches do not fit."""
    db = sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True)
    converter = json.loads((data / "converter_2025.json").read_text("utf-8"))
    first = provinces(db)
    second, followed = districts(db)
    followed |= districts_to_communes(db, converter) | provinces_to_provinces(db, converter, first)
    units = sorted([*first, *second, *communes(db)], key=lambda u: (len(u.code), u.code, u.valid_from))
    with (HERE / "units.tsv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(("code", "name", "kind", "parent", "valid_from", "valid_to"))
        out.writerows((u.code, u.name, u.kind, u.parent, u.valid_from, u.valid_to) for u in units)
    with (HERE / "successors.tsv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(("code", "valid_to", "successors"))
        order = sorted(followed.items(), key=lambda f: (len(f[0][0]), f[0]))
        out.writerows((code, end, " ".join(codes)) for (code, end), codes in order)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

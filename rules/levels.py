"""The level of government of a body, for roll-ups."""

# Levels (models.agency) as people read them, in the order of the table.
LEVEL_NAMES: dict[str, str] = {
    "tw": "Trung ương",
    "tinh": "Cấp tỉnh",
    "don-vi": "Đơn vị trực thuộc sở, ngành",
    "huyen": "Cấp huyện",
    "xa": "Cấp xã",
    "khoi": "Khối chưa mở ra từng cơ quan",
}
OTHER_LEVEL = "Cấp khác"
# Kinds of bodies that stand at one level, whatever the registry leaves at its default.
_LEVEL_OF_KIND = {"ubnd-xa": "xa", "ubnd-huyen": "huyen", "don-vi": "don-vi", "khoi": "khoi"}


def level_name(kind: str, level: str) -> str:
    """Return the level of a body in words: by its kind where that decides, else as the registry says."""
    return LEVEL_NAMES.get(_LEVEL_OF_KIND.get(kind, level), OTHER_LEVEL)


def level_place(name: str) -> int:
    """Return the place of a level in the table, by its words; what is unknown stands last."""
    names = list(LEVEL_NAMES.values())
    return names.index(name) if name in names else len(names)

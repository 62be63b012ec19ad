"""The template of the settings says what the program reads: nothing missing, nothing more."""

import re

import pytest
from pydantic import SecretStr

from config.setting_faults import FAULTS, FILE_UNREADABLE, KEY_SHORT, KEY_UNREADABLE, NAME_UNKNOWN
from config.settings import Settings, load_settings
from models.errors import BadDataKey
from tests.conftest import ROOT

TEMPLATE = (ROOT / "deploy" / "env.template").read_text("utf-8")
LINE = re.compile(r"^#?(DONDOC_[A-Z_]+)=(.*)$")


def default_of(name: str) -> str:
    value = Settings.model_fields[name].default
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def test_every_setting_stands_in_the_template_once_with_its_default() -> None:
    written = [match.groups() for line in TEMPLATE.splitlines() if (match := LINE.match(line))]
    expected = {f"DONDOC_{name.upper()}": default_of(name) for name in Settings.model_fields}
    assert len(written) == len(expected)
    assert dict(written) == expected


def test_each_stands_under_a_comment_of_its_own() -> None:
    lines = TEMPLATE.splitlines()
    for place, line in enumerate(lines):
        if LINE.match(line):
            assert lines[place - 1].startswith("# "), line


def test_the_template_itself_starts_the_program(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With every # taken away it says what the program does without it."""
    home = tmp_path_factory.mktemp("home")
    bare = re.sub(r"^#(?=DONDOC_)", "", TEMPLATE, flags=re.MULTILINE)
    (home / "settings.env").write_text(bare, "utf-8")
    told = load_settings(home)
    assert told == Settings(_env_file=None, home=home)


def test_every_setting_has_a_fault_with_an_id_of_its_own() -> None:
    assert set(FAULTS) - {""} == set(Settings.model_fields)
    ids = [fault_id for fault_id, _ in FAULTS.values()]
    ids += [KEY_UNREADABLE, KEY_SHORT, FILE_UNREADABLE, NAME_UNKNOWN, BadDataKey.fault_id]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"DD-C\d\d", one) for one in ids)

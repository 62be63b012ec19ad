"""The runbook, in both languages: every id is explained, every command exists."""

import re
import shlex
from typing import Any

import click
import pytest
from typer.main import get_command

from cli import app
from config import setting_faults
from config.setting_faults import FAULTS
from models.errors import BadDataKey
from tests.conftest import ROOT

TEXTS = {name: (ROOT / "deploy" / name).read_text("utf-8") for name in ("RUNBOOK.md", "RUNBOOK.en.md")}
both = pytest.mark.parametrize("name", TEXTS)
ROOT_COMMAND: Any = get_command(app)
COMPOSE = "docker compose -f deploy/compose.yaml"


def rows(text: str, begins: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith(f"| {begins}")
    ]


def shell_lines(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def commands(text: str) -> list[list[str]]:
    """The arguments of each `dondoc …`, in blocks and in running text."""
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    found = []
    for line in [*shell_lines(text), *spans]:
        given = re.match(rf"(?:(?:sudo )?dondoc |{re.escape(COMPOSE)} run --rm web )(?!…)(.+)", line)
        if given:
            found.append(shlex.split(given[1]))
    return found


def check(argv: list[str]) -> None:
    """Follow the words to a command and hold each option against it; names of files are not looked for."""
    command: Any = ROOT_COMMAND
    while isinstance(command, click.Group) or hasattr(command, "commands"):
        assert argv, f"{command.name}: no command"
        assert argv[0] in command.commands, argv
        command, argv = command.commands[argv[0]], argv[1:]
    options = {opt: p for p in command.params for opt in p.opts if opt.startswith("--")}
    places = [p for p in command.params if not p.opts[0].startswith("--")]
    free: list[str] = []
    rest = iter(argv)
    for word in rest:
        if word.startswith("--"):
            assert word in options, (command.name, word)
            if not options[word].is_flag:
                next(rest)
        else:
            free.append(word)
    assert len(free) <= len(places) or any(p.nargs == -1 for p in places), (command.name, free)
    # What is only named in running text may stand without its arguments.
    if free:
        assert len(free) >= sum(p.required for p in places), (command.name, free)


@both
def test_every_command_exists_with_its_options(name: str) -> None:
    found = commands(TEXTS[name])
    assert len(found) > 20
    for argv in found:
        check(argv)


def test_a_wrong_command_would_be_found() -> None:
    for wrong in (["backup-now"], ["token", "remove", "1"], ["restore", "x.zip", "--force"]):
        with pytest.raises(AssertionError):
            check(wrong)


def test_both_languages_give_the_same_commands() -> None:
    vietnamese, english = (
        [(argv[0], *(w for w in argv if w.startswith("--"))) for argv in commands(text)]
        for text in TEXTS.values()
    )
    assert sorted(vietnamese) == sorted(english)


@both
def test_an_upgrade_in_docker_stops_nothing_but_what_it_replaces(name: str) -> None:
    """A bare `up` begins migrate anew, and with it whatever waits for it: the proxy too."""
    upgrade = TEXTS[name].partition("\n## 5. ")[2].partition("\n## ")[0]
    ups = [line for line in shell_lines(upgrade) if line.startswith(f"{COMPOSE} up")]
    assert ups
    assert all("--no-deps" in line for line in ups)
    # What is left out of an upgrade would stay at the old version.
    named = {word for line in ups for word in line.split()}
    assert {"web", "sender", "worker", "backup", "prefect", "flows"} <= named


@both
def test_going_back_in_docker_builds_nothing(name: str) -> None:
    back = TEXTS[name].partition("\n## 6. ")[2].partition("\n## ")[0]
    (up,) = re.findall(rf"`{re.escape(COMPOSE)} up ([^`]+)`", back)
    assert "--no-build" in up


@both
def test_every_fault_of_the_settings_is_explained_once(name: str) -> None:
    written = {row[0]: row[1:] for row in rows(TEXTS[name], "DD-C")}
    assert len(written) == len(rows(TEXTS[name], "DD-C"))
    ids = {fault_id: field for field, (fault_id, _) in FAULTS.items()}
    alone = {value for key, value in vars(setting_faults).items() if key.isupper() and isinstance(value, str)}
    assert set(written) == {*ids, *alone, BadDataKey.fault_id}
    for fault_id, field in ids.items():
        assert written[fault_id][0] == (f"`DONDOC_{field.upper()}`" if field else "OIDC")


def test_the_vietnamese_words_are_those_of_the_program() -> None:
    written = {row[0]: row[2] for row in rows(TEXTS["RUNBOOK.md"], "DD-C")}
    assert all(written[fault_id] == wanted for fault_id, wanted in FAULTS.values())


@both
def test_every_finding_of_the_doctor_is_explained_once(name: str) -> None:
    known = set(re.findall(r'"(DD-D\d\d)"', (ROOT / "console" / "doctor.py").read_text("utf-8")))
    written = [row[0] for row in rows(TEXTS[name], "DD-D")]
    assert sorted(written) == sorted(known)


@both
def test_every_part_that_healthz_names_is_explained(name: str) -> None:
    served = (ROOT / "web" / "serve.py").read_text("utf-8")
    parts = set(re.findall(r'^ +"(\w+)": lambda: \w+\(settings\)', served, re.MULTILINE)) | {"database"}
    section = TEXTS[name].partition("### `/healthz`")[2].partition("\n## ")[0]
    assert {row[0].strip("`") for row in rows(section, "`")} == parts
    assert len(parts) >= 3


@both
def test_every_file_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"(?:deploy|docs)/[\w./-]*\w", TEXTS[name]))
    made_by_the_operator = {"deploy/.env", "deploy/secrets", "deploy/secrets/dondoc_data_key"}
    assert {one for one in named - made_by_the_operator if not (ROOT / one).exists()} == set()


@both
def test_every_unit_that_is_named_exists(name: str) -> None:
    units = {file.name for file in (ROOT / "deploy" / "systemd").iterdir()}
    words = " ".join(line for line in shell_lines(TEXTS[name]) if "systemctl" in line)
    for one in re.findall(r"dondoc[-.][\w@*.-]+", words):
        plain = re.sub(r"@.*", "@", one)
        assert plain in units or f"{plain}.service" in units, one

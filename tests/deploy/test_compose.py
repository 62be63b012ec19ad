"""compose.yaml, Caddyfile and Dockerfile read without Docker: what must hold of them on any machine."""

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from cli import app
from config.settings import Settings, load_settings
from tests.conftest import ROOT
from web.guard import AROUND, PLAN_LIMIT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, one in SERVICES.items() if one["image"].startswith("dondoc:")]
ONCE = ["migrate", "flows"]
ENV = (DEPLOY / "compose.env.template").read_text("utf-8")
each = pytest.mark.parametrize("name", SERVICES)


@cache
def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    text = re.sub(r"\\\n\s*", "", text)
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == "FROM":
            found.append([])
        if found:
            found[-1].append((word, rest))
    return found


def test_every_part_of_production_has_a_service() -> None:
    assert set(SERVICES) == {
        *("proxy", "web", "prefect", "worker", "sender", "backup", "postgres"),
        *ONCE,
    }
    assert SERVICES["worker"]["deploy"]["replicas"] >= 2


@each
def test_an_image_is_pinned_by_a_version(name: str) -> None:
    image = re.sub(r"\$\{IMAGE_VERSION:-([^}]+)\}", r"\1", SERVICES[name]["image"])
    assert re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", image)


@pytest.mark.parametrize("name", OURS)
def test_our_image_is_built_here_and_asked_of_no_registry(name: str) -> None:
    assert SERVICES[name]["pull_policy"] == "never"
    assert ("build" in SERVICES[name]) == (name == "web")


@each
def test_a_service_that_stays_is_restarted_and_asked_after(name: str) -> None:
    one = SERVICES[name]
    if name in ONCE:
        assert one["restart"] == "no"
        return
    assert one["restart"] == "unless-stopped"
    assert one["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert one["healthcheck"]["retries"] >= 1


@each
def test_a_service_is_shut_in_and_bounded(name: str) -> None:
    one = SERVICES[name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert set(one["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert set(one["logging"]["options"]) == {"max-size", "max-file"}
    assert "privileged" not in one
    assert not any("docker.sock" in str(v) for v in one.get("volumes", []))


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    nets = COMPOSE["networks"]
    assert [name for name, net in nets.items() if not net.get("internal")] == ["out"]
    for name in ("postgres", "prefect", "backup"):
        assert SERVICES[name]["networks"] == ["back"]
    # The pages believe the proxy's network and no other about who asks.
    (front,) = nets["front"]["ipam"]["config"]
    assert SERVICES["web"]["environment"]["DONDOC_PROXIES"] == front["subnet"]


@each
def test_what_a_service_names_exists(name: str) -> None:
    one = SERVICES[name]
    assert set(one.get("networks", [])) <= set(COMPOSE["networks"])
    assert set(one.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert set(one.get("depends_on", {})) <= set(SERVICES)
    for volume in one.get("volumes", []):
        source = re.sub(r"\$\{\w+:-(\w+)\}", r"\1", volume).split(":")[0]
        assert source in COMPOSE["volumes"] or (DEPLOY / source).is_file()
    for other, how in one.get("depends_on", {}).items():
        ends = how["condition"] == "service_completed_successfully"
        assert ends == (other in ONCE)


@pytest.mark.parametrize("name", OURS)
def test_each_of_ours_runs_a_command_with_settings_that_exist(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = SERVICES[name]
    commands = get_command(app).commands  # type: ignore[attr-defined]
    if one.get("entrypoint") is None:
        assert one["command"][0] in commands
    given = {key for key in one["environment"] if key.startswith("DONDOC_")}
    known = {f"DONDOC_{field.upper()}" for field in Settings.model_fields}
    assert given <= known
    assert not {key for key in given if re.search("SECRET_KEY|PASSWORD|_KEY$|DATABASE_URL", key)}
    # Docker makes the folder of secrets only where a secret is handed over.
    assert bool(one["environment"]["DONDOC_SECRETS_DIR"]) == bool(one.get("secrets"))
    # The very values start the program, once what the operator decides is filled in.
    operator = dict(line.split("=", 1) for line in ENV.splitlines() if re.match(r"[A-Z_]+=", line))
    for key, value in one["environment"].items():
        filled = re.sub(r"\$\{(\w+)[^}]*\}", lambda m: operator[m[1]], str(value))
        monkeypatch.setenv(key, str(tmp_path) if value == "/run/secrets" else filled)
    assert load_settings(tmp_path).public_url == f"https://{operator['SITE_NAME']}"


def test_what_the_operator_fills_in_is_all_that_is_asked_for() -> None:
    text = re.sub(r"#.*", "", (DEPLOY / "compose.yaml").read_text("utf-8"))
    asked = set(re.findall(r"\$\{(\w+)", text))
    written = set(re.findall(r"^([A-Z_]+)=", ENV, re.MULTILINE))
    assert asked == written


def test_the_secrets_are_made_once_and_fit_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "secrets"
    script = DEPLOY / "secrets.sh"
    subprocess.run([script, folder], check=True, capture_output=True)
    made = {f.name: f.read_text("utf-8") for f in folder.iterdir()}
    subprocess.run([script, folder], check=True, capture_output=True)
    again = {f.name: f.read_text("utf-8") for f in folder.iterdir()}
    assert made == again
    assert set(made) == set(COMPOSE["secrets"])
    assert {Path(one["file"]).name for one in COMPOSE["secrets"].values()} == set(made)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(set(made.values())) == len(made)
    monkeypatch.setenv("DONDOC_SECRETS_DIR", str(folder))
    settings = load_settings(tmp_path)
    password = made["dondoc_database_password"].strip()
    assert settings.database == f"postgresql+psycopg://dondoc:{password}@postgres/dondoc"
    assert settings.signing_key == made["dondoc_secret_key"].strip()
    assert settings.prefect_database_url.get_secret_value().startswith("postgresql+asyncpg://prefect:")


def test_the_two_databases_have_users_of_their_own_and_the_scripts_are_whole() -> None:
    made = re.findall(
        r'^make_database (\w+) "\$SECRETS/(\w+)"$',
        (DEPLOY / "postgres-init.sh").read_text("utf-8"),
        re.MULTILINE,
    )
    assert [name for name, _ in made] == ["dondoc", "prefect"]
    assert {secret for _, secret in made} | {"postgres_password"} == set(SERVICES["postgres"]["secrets"])
    for name in ("backup", "secrets", "postgres-init", "install", "systemd/dondoc"):
        script = DEPLOY / f"{name}.sh"
        subprocess.run(["bash", "-n", script], check=True)
        assert script.stat().st_mode & 0o111


def test_the_image_is_built_in_two_stages_from_pinned_packages() -> None:
    build, run = stages()
    assert [rest.split()[-1] for word, rest in instructions() if word == "FROM"] == ["build", "run"]
    (python,) = [rest for word, rest in instructions() if word == "ARG" and rest.startswith("PYTHON=")]
    assert re.fullmatch(r"PYTHON=3\.\d+-slim-[a-z]+", python)
    assert "latest" not in (DEPLOY / "Dockerfile").read_text("utf-8")
    installs = [rest for word, rest in build if word == "RUN" and "pip install" in rest]
    for line in installs:
        for part in re.findall(r"pip install [^&]*", line):
            assert "--no-deps" in part
            assert "--require-hashes" in part or "--no-index" in part
    assert not any("pip" in rest for word, rest in run if word == "RUN")
    # pip passes over files for other versions of Python; compileall ends the build at the first of them.
    assert not any("compileall" in rest for word, rest in build if word == "RUN")


def test_the_image_runs_for_nobody_in_particular_and_asks_itself_whether_it_lives() -> None:
    _, run = stages()
    words = [word for word, _ in run]
    (user,) = [rest for word, rest in run if word == "USER"]
    assert user.split(":")[0].isdigit()
    assert int(user.split(":")[0]) >= 1000
    # Nothing is written by that account into what it runs.
    assert not any(word in {"COPY", "ADD", "RUN"} for word in words[words.index("USER") :])
    (health,) = [rest for word, rest in run if word == "HEALTHCHECK"]
    assert '["dondoc", "alive", "web"]' in health
    assert "ADD" not in words
    (packages,) = [rest for word, rest in run if word == "RUN"]
    for package in ("fonts-liberation2", "tesseract-ocr-vie", "poppler-utils", "${OFFICE}"):
        assert package in packages
    assert ("ARG", 'OFFICE="libreoffice-writer-nogui"') in run


def test_what_is_copied_is_let_through_to_the_builder_and_nothing_secret_is() -> None:
    lines = [x for x in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if x and x[0] != "#"]
    assert lines[0] == "*"
    passed = {x[1:] for x in lines if x.startswith("!")}
    wheel = re.search(r"only-include = \[([^\]]+)\]", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert wheel
    assert set(re.findall(r'"([^"]+)"', wheel[1])) <= passed
    for word, rest in instructions():
        if word == "COPY" and "--from" not in rest:
            for source in rest.split()[:-1]:
                assert source == "." or source in passed
    assert all((ROOT / one).exists() for one in passed)
    assert {"**/secret.key", "**/data.key", "**/*.db", "**/settings.env"} <= set(lines)


def test_the_packages_that_build_are_those_of_the_developers() -> None:
    block = re.compile(r"^[a-z0-9].*\\\n(?:    --hash.*\n?)+", re.MULTILINE)
    build = {b.rstrip() for b in block.findall((ROOT / "requirements" / "build.txt").read_text("utf-8"))}
    known = {b.rstrip() for b in block.findall((ROOT / "requirements" / "dev.txt").read_text("utf-8"))}
    assert any(b.startswith("hatchling==") for b in build)
    assert build <= known


def test_the_proxy_passes_on_whatever_the_pages_take() -> None:
    """What else the Caddyfile does is asked of Caddy itself (test_caddy.py)."""
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    (size,) = re.findall(r"^\s*max_size (\d+)MB", text, re.MULTILINE)
    largest = max(PLAN_LIMIT, Settings.model_fields["upload_limit"].default) + AROUND
    assert largest < int(size) * 1000 * 1000 < 2 * largest
    assert "reverse_proxy web:8000" in text


def test_the_proxy_is_asked_where_it_says_that_it_serves() -> None:
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    (address,) = re.findall(r"^(http://127\.0\.0\.1:\d+) \{\n\tbind 127\.0\.0\.1\n", text, re.MULTILINE)
    assert SERVICES["proxy"]["healthcheck"]["test"][-1] == f"{address}/"

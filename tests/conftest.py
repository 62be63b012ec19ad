"""What every test may ask for, and the honest account of what was left out."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine

from config.office import Office, load_office
from config.settings import Settings
from store.database import migrate, open_database
from store.sealing import open_with_key
from tests.cast import Cast

# Databases are furnished in one data folder and copied to others: all of them have one key.
os.environ.setdefault("DONDOC_DATA_KEY", "a-key-for-the-secrets-of-tests")

# No example is judged by the clock: machines differ, and time is measured in benchmarks/.
hypothesis.settings.register_profile("dondoc", deadline=None)
hypothesis.settings.load_profile("dondoc")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def _browser() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def _tesseract() -> bool:
    from extract.reading import find_tools

    tools = find_tools()
    return bool(tools.tesseract and tools.pdftoppm)


# Each optional thing: whether it is here, and what brings it.
OPTIONAL: dict[str, tuple[Callable[[], bool], str]] = {
    "shared": ((SHARED / "gold").is_dir, "đặt thư mục shared cạnh dự án (văn bản thật, không đi kèm)"),
    "tesseract": (_tesseract, "sudo apt-get install -y tesseract-ocr tesseract-ocr-vie poppler-utils"),
    "libreoffice": (
        lambda: shutil.which("soffice") is not None,
        "sudo apt-get install -y libreoffice-writer-nogui",
    ),
    "browser": (_browser, "sudo apt-get install -y chromium"),
}

_left_out: dict[str, int] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out tests whose optional thing is absent; in CI let them run and fail.

    Where several processes share the work, a file stays in one of them, and all that needs Prefect's
    server does: it is started once.
    """
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        item.add_marker(pytest.mark.xdist_group("prefect" if folder == "flows" else str(item.path)))
    here: dict[str, bool] = {}
    for item in items:
        for mark in item.iter_markers("needs"):
            for name in mark.args:
                present, _ = OPTIONAL[name]
                if name not in here:
                    here[name] = present()
                if not here[name]:
                    _left_out[name] = _left_out.get(name, 0) + 1
                    if os.environ.get("CI") == "true":
                        item.add_marker(pytest.mark.usefixtures("left_out_in_ci"))
                    else:
                        item.add_marker(pytest.mark.skip(reason=f"thiếu {name}"))


@pytest.fixture
def left_out_in_ci() -> None:
    """Fail: in CI no test may be left out."""
    pytest.fail("an optional tool is missing in CI, where no test may be left out")


class FromWorkers:
    """Gathers what the working processes left out; each of them has looked at every test."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over a worker's account."""
        _left_out.update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_configure(config: pytest.Config) -> None:
    """Gather the workers' accounts where there are workers."""
    config.pluginmanager.register(FromWorkers())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's account to the process that asked for the work."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = _left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out and what brings it, one line each."""
    for name, count in sorted(_left_out.items()):
        terminalreporter.write_line(f"bỏ qua {count} phép thử vì thiếu {name}: {OPTIONAL[name][1]}")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file that each test copies, because migrating takes longer than copying."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, empty_database: Path) -> Settings:
    """Settings with a data folder and a migrated database of the test's own."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(empty_database, home / "dondoc.db")
    return Settings(_env_file=None, home=home, secret_key="a-key-for-tests-only-and-nothing-else")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """The test's own database."""
    engine = open_with_key(settings)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def office() -> Office:
    """The shipped calendar and ladder."""
    return load_office(Settings(_env_file=None))


@pytest.fixture
def cast(engine: Engine, settings: Settings, office: Office) -> Cast:
    """The made-up people and bodies, over the test's own database."""
    return Cast(engine, settings, office)

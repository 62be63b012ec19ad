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
from store.database import open_database
from store.sealing import open_with_key
from tests.cast import Cast
from tests.databases import KINDS, Kind, Template, databases, migrated

# Databases are furnished in one data folder and copied to others: all of them have one key.
os.environ.setdefault("DONDOC_DATA_KEY", "a-key-for-the-secrets-of-tests")

# No example is judged by the clock: machines differ, and time is measured in benchmarks/.
hypothesis.settings.register_profile("dondoc", deadline=None)
hypothesis.settings.load_profile("dondoc")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TEST_KEY = "a-key-for-tests-only-and-nothing-else"


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
    "systemd": (lambda: shutil.which("systemd-analyze") is not None, "sudo apt-get install -y systemd"),
    "caddy": (lambda: shutil.which("caddy") is not None, "sudo apt-get install -y caddy"),
}

# Where all tests are that need Prefect's server.
PREFECT = "tests/flows/"
_left_out: dict[str, int] = {}
_SQLITE_ONLY = "riêng SQLite"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the run say which database it is about."""
    parser.addoption(
        "--database",
        choices=KINDS,
        default=os.environ.get("DONDOC_TEST_DATABASE") or KINDS[0],
        help="the database of all tests; in a run on sqlite those marked both_databases run on postgres too",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a marked test run on both databases, unless the whole run is about PostgreSQL."""
    if metafunc.config.getoption("--database") != KINDS[0] or "database_kind" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    if "both_databases" in marks and "sqlite_only" not in marks:
        metafunc.parametrize("database_kind", KINDS, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out tests whose optional thing is absent; in CI let them run and fail.

    What takes long begins first: begun last, it would be waited for by processes that have nothing left
    to do.
    """
    items.sort(key=lambda item: (unit_of(item.nodeid) != PREFECT, item.get_closest_marker("long") is None))
    here: dict[str, bool] = {}
    for item in items:
        if item.config.getoption("--database") != KINDS[0] and item.get_closest_marker("sqlite_only"):
            _left_out[_SQLITE_ONLY] = _left_out.get(_SQLITE_ONLY, 0) + 1
            item.add_marker(pytest.mark.skip(reason=_SQLITE_ONLY))
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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Return what shares the tests out over several processes: unit by unit, in their order."""
    from xdist.scheduler import LoadScopeScheduling

    class Units(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit_of(nodeid)

    return Units(config, log)


def unit_of(nodeid: str) -> str:
    """Return what stays in one process: a file, and all that needs Prefect's server, which starts once."""
    return PREFECT if nodeid.startswith(PREFECT) else nodeid.partition("::")[0]


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
    """Gather the workers' accounts where there are workers; name the marks; choose the database."""
    config.pluginmanager.register(FromWorkers())
    config.addinivalue_line("markers", "sqlite_only: about SQLite itself; left out in a run on PostgreSQL")
    config.addinivalue_line("markers", "both_databases: in the ordinary run on PostgreSQL as well")
    databases.run = getattr(config, "workerinput", {}).get("testrunuid", f"p{os.getpid()}")[:8]
    databases.kind = config.getoption("--database")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop what is left of databases; hand a worker's account to the process that asked for the work."""
    databases.close()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = _left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out and what brings it, one line each."""
    if count := _left_out.pop(_SQLITE_ONLY, 0):
        terminalreporter.write_line(
            f"bỏ qua {count} phép thử vì chỉ nói về SQLite (đang thử trên PostgreSQL)"
        )
    for name, count in sorted(_left_out.items()):
        terminalreporter.write_line(f"bỏ qua {count} phép thử vì thiếu {name}: {OPTIONAL[name][1]}")


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """The kind of database that the test runs on."""
    usual = databases.kind
    databases.kind = getattr(request, "param", usual)
    yield databases.kind
    databases.kind = usual


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, database_kind: Kind) -> Template[None]:
    """A migrated, empty database that each test copies, because migrating takes longer than copying."""
    return databases.template("empty", database_kind, lambda: tmp_path_factory.mktemp("database"), migrated)


@pytest.fixture
def new_database(tmp_path: Path, database_kind: Kind) -> Iterator[Callable[..., Engine]]:
    """Gives blank databases of the test's kind, or of the ``kind`` that is named."""
    made: list[Engine] = []

    def make(kind: Kind | None = None) -> Engine:
        made.append(open_database(databases.blank(tmp_path, kind=kind or database_kind)))
        return made[-1]

    yield make
    for engine in made:
        databases.drop(engine)


@pytest.fixture
def first_database(empty_database: Template[None]) -> Template[Any]:
    """What the test's own database is a copy of."""
    return empty_database


@pytest.fixture
def settings(tmp_path: Path, first_database: Template[Any]) -> Iterator[Settings]:
    """Settings with a data folder and a migrated database of the test's own."""
    home = tmp_path / "home"
    home.mkdir()
    made = settings_over(home, first_database.copy(home))
    yield made
    databases.drop(made.database)


def settings_over(home: Path, url: str) -> Settings:
    """Return settings with that data folder and database; programs with that folder use it too."""
    if url.startswith("sqlite"):
        return Settings(_env_file=None, home=home, secret_key=TEST_KEY)
    databases.name_in(home, url)
    return Settings(_env_file=None, home=home, secret_key=TEST_KEY, database_url=url)


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

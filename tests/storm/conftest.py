"""Lanes shared by all tests of the storm, because their programs take a second to start."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.databases import Template
from tests.storm.lanes import Lane
from tests.storm.province import Province, open_province

MakeProvince = Callable[..., AbstractContextManager[Province]]


@pytest.fixture(scope="session")
def lanes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Lane]]:
    """Two lanes: two mornings can be lived at once."""
    with ExitStack() as stack:
        yield [stack.enter_context(Lane(tmp_path_factory.mktemp("lane"))) for _ in range(2)]


@pytest.fixture
def lane(lanes: list[Lane]) -> Lane:
    """One lane."""
    return lanes[0]


@pytest.fixture
def make_province(tmp_path: Path, empty_database: Template[None]) -> MakeProvince:
    """Makes the test's own province: call it with the sink and the number of agencies."""
    return partial(open_province, tmp_path, database=empty_database.copy)

"""The parts one by one: whether one lives is said by itself, and what is missing is named."""

import os
import time
from pathlib import Path

import pytest

from config.settings import RUNNER_SIGN
from console import services
from models.errors import NotFound, Refused
from tests.console.test_up import free_port


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    monkeypatch.setenv("DONDOC_PORT", str(free_port()))
    monkeypatch.setenv("DONDOC_PREFECT_PORT", str(free_port()))
    return tmp_path


@pytest.mark.parametrize("service", ["web", "prefect", "worker", "sender"])
def test_what_does_not_run_is_not_alive(home: Path, service: services.Service) -> None:
    with pytest.raises(Refused, match=service):
        services.check_service(service)


def test_a_sender_lives_for_a_minute_after_its_last_sign(home: Path) -> None:
    sign = home / RUNNER_SIGN
    sign.touch()
    assert services.check_service("sender") == "sender đang chạy."
    old = time.time() - services.SENDER_SILENCE - 5
    os.utime(sign, (old, old))
    with pytest.raises(Refused, match="im lặng 6"):
        services.check_service("sender")


def test_a_missing_file_of_flows_is_named_before_prefect_is_asked(home: Path) -> None:
    with pytest.raises(NotFound, match=r"khong-co\.yaml"):
        services.deploy_flows(Path("khong-co.yaml"))

"""The page on Prefect says what the program does."""

import re
from pathlib import Path
from typing import get_args

from models.obligation import Status
from store.announcing import CURSOR
from tests.conftest import ROOT

PAGE = (Path(ROOT) / "docs" / "prefect.md").read_text("utf-8")
WORDS = " ".join(PAGE.split())


def test_every_deployment_is_in_the_table(prefect_server: None) -> None:
    from flows.serve import deployments

    named = set(re.findall(r"^\| `(\w+/[\w-]+)` \|", PAGE, re.MULTILINE))
    assert named == {f"{one.flow_name}/{one.name}" for one in deployments()}


def test_every_event_is_named_and_nothing_else(prefect_server: None) -> None:
    from tasks.announcing import UNMOVED

    rows = [row for row in PAGE.splitlines() if row.startswith("| `dondoc.obligation.")]
    named = {name for row in rows for name in re.findall(r"`(?:dondoc\.obligation|…)\.(\w+)`", row)}
    assert named == {*get_args(Status), UNMOVED}


def test_the_names_and_numbers_are_the_programs(prefect_server: None) -> None:
    from config.prefect_env import HEARTBEAT_SECONDS
    from flows import reacting
    from flows.serve import OUTBOX_SECONDS
    from rules.mornings import LATEST
    from tasks.announcing import BATCH
    from tasks.mail_slots import MAIL_LIMIT, SENDERS, SILENCE

    assert SILENCE.total_seconds() == 6 * 60
    for words in (
        f"**{reacting.REFUSAL_AUTOMATION}**",
        f"**{reacting.CRASH_AUTOMATION}**",
        f"`{reacting.TELL_LEAD}`",
        f"`{CURSOR}`",
        f"at most {BATCH} rows",
        f"`{MAIL_LIMIT}`, a global concurrency limit of {SENDERS}",
        f"every {HEARTBEAT_SECONDS} seconds",
        f"by {LATEST:%H:%M} of a working day",
        f"every {OUTBOX_SECONDS} seconds",
        "DONDOC_PING_URL",
        "nobody has sent for six minutes",
    ):
        assert words in WORDS


def test_the_retries_are_as_written(prefect_server: None) -> None:
    from prefect import Task

    from tasks import steps

    tasks = {one.name: one for one in vars(steps).values() if isinstance(one, Task)}
    passage = PAGE.partition("## Retries")[2].partition("That is safe")[0]
    named = re.findall(r'"([^"]+)"', passage)
    assert set(named) == {name for name, one in tasks.items() if one.retries}
    assert {tasks[name].retries for name in named if name != "Gửi thư"} == {3}
    assert (tasks["Gửi thư"].retries, tasks["Gửi thư"].retry_delay_seconds) == (2, 10)

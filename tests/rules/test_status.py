"""The table of transitions: complete, closed, and refusing in sentences that help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from rules.status import NAMES, OPEN, TRANSITIONS, check_move, moves_from

STATUSES = sorted(NAMES)


def test_every_status_can_be_reached_and_left_or_is_an_end_the_lead_can_reopen() -> None:
    reached = {t.target for t in TRANSITIONS} | {"assigned"}
    left = {t.source for t in TRANSITIONS}
    assert reached == set(NAMES)
    assert left == set(NAMES)


def test_letters_and_pairs_are_unique() -> None:
    assert len({t.letter for t in TRANSITIONS}) == len(TRANSITIONS)
    assert len({(t.source, t.target) for t in TRANSITIONS}) == len(TRANSITIONS)


def test_an_agency_cannot_confirm_its_own_report() -> None:
    with pytest.raises(Refused, match="Chỉ cơ quan chủ trì kế hoạch mới được xác nhận hoàn thành"):
        check_move("reported", "done", actor="agency", why="")


def test_returning_a_report_needs_a_reason() -> None:
    with pytest.raises(Refused, match="Phải ghi lý do"):
        check_move("reported", "returned", actor="lead", why="  ")
    assert check_move("reported", "returned", actor="lead", why="thiếu phụ lục").target == "returned"


def test_reporting_needs_words() -> None:
    with pytest.raises(Refused, match="Phải có nội dung báo cáo"):
        check_move("assigned", "reported", actor="agency", why="", has_report=False)


def test_a_refused_move_says_what_can_be_done_instead() -> None:
    with pytest.raises(Refused) as refusal:
        check_move("assigned", "done", actor="lead", why="")
    assert "Không thể chuyển từ “Mới giao” sang “Đã hoàn thành”" in str(refusal.value)
    assert "tiếp nhận" in str(refusal.value)


def test_nothing_is_done_by_an_agency_and_only_unreported_work_by_the_system() -> None:
    ends = {t.source: t.actors for t in TRANSITIONS if t.target == "done"}
    assert ends == {"reported": {"lead"}} | {source: {"system"} for source in OPEN}


def test_the_system_may_make_its_own_moves_and_no_others() -> None:
    assert check_move("assigned", "done", actor="system", why="theo cơ quan chủ trì").target == "done"
    with pytest.raises(Refused, match="Không thể chuyển"):
        check_move("reported", "done", actor="system", why="tự xác nhận")
    for actor in ("lead", "agency"):
        assert not {t.target for t in moves_from("assigned", actor)} & {"done"}  # type: ignore[arg-type]


def test_open_statuses_are_those_from_which_an_agency_reports() -> None:
    assert {t.source for t in TRANSITIONS if t.target == "reported"} == OPEN


@given(
    path=st.lists(st.sampled_from(STATUSES), min_size=1, max_size=8),
    actor=st.sampled_from(["lead", "agency", "system"]),
)
def test_only_moves_of_the_table_pass(path: list[str], actor: str) -> None:
    table = {(t.source, t.target): t for t in TRANSITIONS}
    for source, target in zip(["assigned", *path], path, strict=False):
        wanted = table.get((source, target))
        allowed = wanted is not None and actor in wanted.actors
        if allowed:
            assert wanted in moves_from(source, actor)  # type: ignore[arg-type]
            assert check_move(source, target, actor=actor, why="lý do", has_report=True) is wanted  # type: ignore[arg-type]
        else:
            with pytest.raises(Refused):
                check_move(source, target, actor=actor, why="lý do", has_report=True)  # type: ignore[arg-type]

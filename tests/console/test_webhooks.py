"""Webhooks from the command line."""

from collections.abc import Iterator

import pytest

from config.clock import Clock
from console.desk import Desk
from console.webhooks import add, show_deliveries, show_webhooks, try_out, turn
from models.errors import NotFound, Refused
from tests.cast import Cast
from tests.notify.event_receiver import Receiver, open_receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as opened:
        yield opened


@pytest.fixture
def desk(cast: Cast) -> Desk:
    settings = cast.settings.model_copy(update={"allow_private_channels": True})
    return Desk(settings, cast.engine, cast.office, Clock(), "người thử")


def test_an_address_is_added_tried_and_switched_off(
    desk: Desk, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    add(desk, receiver.url, events=["obligation.done"])
    out, err = capsys.readouterr()
    assert out.startswith("dondoc_whsec_") and "chỉ hiện một lần" in err
    try_out(desk, 1)
    assert capsys.readouterr().out == "Đã nhận: 204.\n"
    receiver.status, receiver.answer = 500, b"hong"
    try_out(desk, 1)
    assert capsys.readouterr().out == "Chờ gửi: 500. hong\n"
    show_deliveries(desk, None, count=9)
    shown = capsys.readouterr().out
    assert shown.count("webhook") >= 2 and "204" in shown and "500" in shown
    turn(desk, 1, on=False)
    assert capsys.readouterr().out == f"Đã tắt webhook 1: {receiver.url}.\n"
    show_webhooks(desk)
    shown = capsys.readouterr().out
    assert "không" in shown and out.strip()[20:40] not in shown
    with pytest.raises(Refused, match="đang tắt"):
        try_out(desk, 1)
    turn(desk, 1, on=True)
    assert "Đã bật" in capsys.readouterr().out


def test_what_is_wrong_is_said(desk: Desk) -> None:
    with pytest.raises(Refused, match="https://"):
        add(desk, "nhan.vn", events=[])
    for act in (lambda: turn(desk, 9, on=True), lambda: try_out(desk, 9)):
        with pytest.raises(NotFound):
            act()

"""The operator's pages of webhooks."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from config.clock import Clock
from config.settings import Settings
from tasks.webhooks import tell_other_systems
from tests.cast import Cast
from tests.notify.event_receiver import Receiver, open_receiver
from tests.web.conftest import SCRIPT, TODAY, Browser, Furniture
from tests.web.test_query_counts import counted

AT = "/quan-tri/webhook"
LIST = f"{AT}/lan-gui"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The receiver of these tests stands on this machine."""
    return settings.model_copy(update={"allow_private_channels": True})


@pytest.fixture
def operator(sign_in: Callable[[str], Browser]) -> Browser:
    """The operator's browser."""
    return sign_in("operator")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as opened:
        yield opened


def secret_in(text: str) -> str:
    found = re.search(r"dondoc_whsec_[A-Za-z0-9_-]{40,}", text)
    assert found, text
    return found.group()


def test_an_empty_page_says_what_to_do(operator: Browser) -> None:
    assert "Chưa có địa chỉ nào" in operator.get(AT).text
    assert "bấm Gửi thử" in operator.get(LIST).text


def test_an_address_is_added_tested_and_its_deliveries_seen(
    operator: Browser, receiver: Receiver, engine: Engine, clock: Clock
) -> None:
    answer = operator.send(AT, {"dia_chi": receiver.url, "su_kien": ["obligation.done"]})
    secret = secret_in(answer.text)
    assert "chỉ hiện một lần" in answer.text and secret not in operator.get(AT).text
    after = operator.text_after(operator.send(f"{AT}/1", {"viec": "thu"}, page=AT))
    assert "sự kiện thử" in after and "Chờ gửi" in after
    assert tell_other_systems(engine, clock, may_be_private=True) == 1
    shown = operator.get(f"{LIST}?dia_chi=1").text
    assert "Đã nhận" in shown and "204" in shown and receiver.deliveries[0] in shown
    assert "1 đã nhận" in operator.get(AT).text
    again = operator.text_after(operator.send(f"{LIST}/1", page=LIST))
    assert "Sẽ gửi lại" in again and "Chờ gửi" in again
    assert tell_other_systems(engine, clock, may_be_private=True) == 1
    assert len(set(receiver.deliveries)) == 1 and len(receiver.deliveries) == 2


def test_what_an_address_does_not_take_is_shown_with_its_answer(
    operator: Browser, receiver: Receiver, engine: Engine, clock: Clock, cast: Cast, furniture: Furniture
) -> None:
    operator.send(AT, {"dia_chi": receiver.url})
    receiver.status, receiver.answer = 500, f"Hỏng {SCRIPT}".encode()
    work = next(one for one in cast.obligations(furniture.active_plan) if one.id == furniture.own)
    cast.move(work, "acknowledged", on=TODAY)
    assert tell_other_systems(engine, clock, may_be_private=True) == 1
    shown = operator.get(f"{LIST}?tinh_trang=queued").text
    assert "phần việc: đã tiếp nhận" in shown and "500" in shown and "Hỏng &lt;script&gt;" in shown
    assert "gửi từ" in shown and SCRIPT not in shown
    assert "Chưa có lần gửi nào như vậy" in operator.get(f"{LIST}?tinh_trang=sent").text


def test_an_address_is_switched_changed_and_removed(operator: Browser, receiver: Receiver) -> None:
    first = secret_in(operator.send(AT, {"dia_chi": receiver.url}).text)

    def act(what: str, **more: object) -> str:
        answer = operator.send(f"{AT}/1", {"viec": what, **more}, page=AT)
        return answer.text if answer.status_code == 200 else operator.text_after(answer)

    assert "Đã tắt" in act("tat") and "Gửi thử" not in operator.get(AT).text
    assert operator.send(f"{AT}/1", {"viec": "thu"}, page=AT).status_code == 409
    assert "Đang bật" in act("bat")
    assert "1 loại" in act("su-kien", su_kien=["plan.activated"]) and "mọi loại" in act("su-kien")
    assert secret_in(act("khoa-moi")) != first
    assert operator.send(f"{AT}/1", {"viec": "khac"}, page=AT).status_code == 409
    assert "Chưa có địa chỉ nào" in act("go")
    assert operator.send(f"{AT}/1", {"viec": "bat"}, page=AT).status_code == 404
    log = operator.get("/quan-tri/nhat-ky").text
    for deed in ("thêm địa chỉ nhận", "tắt địa chỉ nhận", "đổi khóa ký", "gỡ địa chỉ nhận"):
        assert deed in log
    assert first not in log


def test_more_addresses_and_deliveries_ask_no_more_questions(
    operator: Browser, receiver: Receiver, engine: Engine
) -> None:
    def asked(at: str) -> int:
        with counted(engine) as questions:
            assert operator.get(at).status_code == 200
        return len(questions)

    operator.send(AT, {"dia_chi": receiver.url})
    operator.send(f"{AT}/1", {"viec": "thu"}, page=AT)
    before = [asked(at) for at in (AT, LIST)]
    for n in range(2, 5):
        operator.send(AT, {"dia_chi": f"{receiver.url}/{n}"})
        operator.send(f"{AT}/{n}", {"viec": "thu"}, page=AT)
    assert [asked(at) for at in (AT, LIST)] == before and max(before) < 10

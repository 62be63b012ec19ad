"""Keys to the API from the command line."""

import pytest

from config.clock import Clock
from console.desk import Desk
from console.tokens import add_token, end_token, show_tokens
from models.errors import NotFound, Refused
from store.api_tokens import BadToken, open_token
from store.database import reading
from store.lookups import get_agency
from tests.cast import Cast


@pytest.fixture
def desk(cast: Cast) -> Desk:
    cast.settle_province()
    return Desk(cast.settings, cast.engine, cast.office, Clock(), "người thử")


def made(desk: Desk, capsys: pytest.CaptureFixture[str], *, agency: str = "") -> str:
    add_token(desk, "Phần mềm", scopes=["plans:read"], agency=agency, days=30)
    return capsys.readouterr().out.strip()


def test_the_key_stands_alone_on_standard_output(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    key = made(desk, capsys)
    caller = open_token(desk.engine, key, now=desk.clock.now())
    assert (caller.name, caller.scopes, caller.agency_id) == ("Phần mềm", {"plans:read"}, None)


def test_a_key_may_be_bound_to_an_agency(desk: Desk, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    caller = open_token(desk.engine, made(desk, capsys, agency="so-noi-vu"), now=desk.clock.now())
    assert caller.agency_id is not None
    with reading(desk.engine) as session:
        assert get_agency(session, caller.agency_id).name == "Sở Nội vụ"


def test_a_list_of_keys_shows_no_key(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    key = made(desk, capsys)
    show_tokens(desk)
    shown = capsys.readouterr().out
    assert "Phần" in shown and "plans:read" in shown and key[10:30] not in shown


def test_a_revoked_key_opens_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    key = made(desk, capsys)
    end_token(desk, 1)
    with pytest.raises(BadToken):
        open_token(desk.engine, key, now=desk.clock.now())
    end_token(desk, 1)
    show_tokens(desk)
    assert "đã thu hồi" in " ".join(capsys.readouterr().out.split())


def test_what_is_wrong_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotFound, match="khong-co"):
        made(desk, capsys, agency="khong-co")
    with pytest.raises(Refused, match="mọi-quyền"):
        add_token(desk, "Phần mềm", scopes=["mọi-quyền"], agency="", days=30)
    with pytest.raises(NotFound):
        end_token(desk, 99)

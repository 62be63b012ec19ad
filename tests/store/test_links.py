"""Report links: signed, for one agency, ending, revocable."""

from datetime import date, timedelta

import pytest

from models.errors import BadLink
from store.database import reading, writing
from store.links import issue_link, open_link, revoke_link
from tests.cast import Cast

DAY = date(2026, 11, 23)
KEY = "one key"


@pytest.fixture
def token(cast: Cast) -> str:
    cast.settle_province()
    with writing(cast.engine) as session:
        return issue_link(session, agency_id=2, message_id=None, now=cast.at(DAY), days=14, key=KEY)


def opened(cast: Cast, token: str, *, on: date = DAY, key: str = KEY) -> int:
    with reading(cast.engine) as session:
        return open_link(session, token, now=cast.at(on, 9), key=key).agency_id


def test_a_link_opens_its_agency(cast: Cast, token: str) -> None:
    assert opened(cast, token) == 2


def test_a_link_signed_with_another_key_is_refused(cast: Cast, token: str) -> None:
    with pytest.raises(BadLink, match="không đúng"):
        opened(cast, token, key="another key")


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", lambda t: "x" + t, lambda t: ""])
def test_a_changed_link_is_refused(cast: Cast, token: str, change: object) -> None:
    with pytest.raises(BadLink):
        opened(cast, change(token))  # type: ignore[operator]


def test_a_link_ends_after_its_days(cast: Cast, token: str) -> None:
    assert opened(cast, token, on=DAY + timedelta(days=13)) == 2
    with pytest.raises(BadLink, match="hết hạn ngày 07/12/2026"):
        opened(cast, token, on=DAY + timedelta(days=15))


def test_a_revoked_link_is_dead_at_once(cast: Cast, token: str) -> None:
    with writing(cast.engine) as session:
        revoke_link(session, 1, by="chuyên viên", now=cast.at(DAY))
    with pytest.raises(BadLink, match="thu hồi"):
        opened(cast, token)

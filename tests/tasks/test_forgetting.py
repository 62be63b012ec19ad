"""What is kept for some days only is gone afterwards, and not before."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from store.api_tokens import make_token
from store.database import writing
from store.idempotency import KEPT, Asked, Given, KeyUsedOtherwise, once
from tasks.forgetting import forget_old
from tests.cast import NOON


def test_an_answer_is_given_again_for_days_and_then_forgotten(engine: Engine) -> None:
    with writing(engine) as session:
        row, _ = make_token(
            session, name="Văn bản", scopes=["plans:read"], agency_id=None, days=99, by="vanhanh", now=NOON
        )
        token_id = row.id or 0
    done: list[str] = []

    def ask(body: str, *, days: int) -> Given:
        def work(session: Session) -> Given:
            done.append(body)
            return Given(201, body)

        return once(engine, Asked(token_id, "mot", body), work, now=NOON + timedelta(days=days))

    ask("x", days=0)
    assert forget_old(engine, now=NOON + KEPT) == 0
    assert ask("x", days=7).is_repeated and done == ["x"]
    with pytest.raises(KeyUsedOtherwise):
        ask("y", days=7)
    assert forget_old(engine, now=NOON + KEPT + timedelta(seconds=1)) == 1
    assert not ask("y", days=8).is_repeated and done == ["x", "y"]

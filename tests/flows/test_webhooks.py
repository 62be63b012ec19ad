"""The thread that tells other systems: it goes on until told to stop, and forgets what is long past."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from config.clock import Clock
from flows.webhooks import tell_webhooks
from models.connection import WebhookDelivery
from store.database import reading, writing
from store.webhook_deliveries import KEPT
from store.webhook_events import write_test
from store.webhooks import add_webhook
from tasks.steps import here
from tests.cast import Cast
from tests.notify.event_receiver import open_receiver


@pytest.fixture
def office(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The program of this process working on the cast's database, as the long-lived process does."""
    monkeypatch.setenv("DONDOC_HOME", str(cast.settings.home))
    monkeypatch.setenv("DONDOC_SECRET_KEY", cast.settings.signing_key)
    monkeypatch.setenv("DONDOC_ALLOW_PRIVATE_CHANNELS", "true")
    monkeypatch.delenv("DONDOC_TODAY", raising=False)
    here.cache_clear()
    yield cast
    here.cache_clear()


def test_it_tells_what_is_due_forgets_what_is_past_and_stops_when_told(office: Cast) -> None:
    now = Clock().now()
    stop = threading.Event()
    with open_receiver() as receiver:
        with writing(office.engine) as session:
            row, _ = add_webhook(session, url=receiver.url, events=[], by="vanhanh", now=now)
            old = now - KEPT - timedelta(days=1)
            webhook_id = row.id or 0
            session.add(
                WebhookDelivery(
                    webhook_id=webhook_id,
                    change_id=9,
                    event="obligation.done",
                    body="{}",
                    state="sent",
                    created_at=old,
                )
            )
            write_test(session, webhook_id, by="vanhanh", now=now)
        thread = threading.Thread(target=tell_webhooks, args=(stop,))
        thread.start()
        try:
            assert receiver.came.wait(30)
        finally:
            stop.set()
            thread.join(30)
        assert not thread.is_alive() and len(receiver.seen) == 1
    with reading(office.engine) as session:
        (left,) = session.exec(select(WebhookDelivery)).all()
    assert (left.event, left.state) == ("webhook.test", "sent")

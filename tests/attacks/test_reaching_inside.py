"""Addresses that a person types, by which the program might be sent into the house."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from models.errors import BadSettings, PassingFailure, PermanentRefusal, Refused
from notify.channels import check_channel
from notify.reachable import looks_private, refuse_private
from notify.webhook import Posting, Reply, check_url, post
from tests.notify.event_receiver import Receiver, open_receiver
from tests.notify.gateway_stub import gateway
from tests.notify.test_chat import SERVED, send

# One machine of the inside, in the ways in which it may be written.
WRITTEN = (
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001"),
    *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[64:ff9b::7f00:1]"),
    *("[2002:7f00:1::]", "localhost", "LOCALHOST", "localhost.", "a.localhost", "0.0.0.0", "0", "[::]"),
    *("10.0.0.1", "192.168.0.1", "172.31.255.255", "169.254.169.254", "[fd00::1]", "[fe80::1]", "100.64.0.1"),
    *("[::ffff:169.254.169.254]", "3232235521", "0xa9fea9fe", "[fec0::1]", "255.255.255.255", "224.0.0.1"),
)


@pytest.mark.parametrize("host", WRITTEN)
def test_an_address_of_the_inside_is_refused_however_it_is_written(host: str) -> None:
    assert looks_private(host)
    with pytest.raises(Refused):
        check_url(f"http://{host}/su-kien", may_be_private=False)
    with pytest.raises(BadSettings):
        check_channel(f"json://{host}/nhan")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://may.example.vn@127.0.0.1/",
            "http://127.0.0.1@may.example.vn/",
            "http://may.example.vn#@127.0.0.1/",
        ),
        *("http://may.example.vn\\@127.0.0.1/", "http:///127.0.0.1/", "http:127.0.0.1", "//127.0.0.1/"),
        *(
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "ftp://may.example.vn/",
            "unix:///run/a",
            "dict://a:1/",
        ),
        *(
            "http://may.example.vn:0/",
            "http://may.example.vn:99999/",
            "http://[::1/",
            "http://a b/",
            "http://",
        ),
        *("http://may.example.vn/\r\nHost: a", "http://may.example.vn/\x00", "http://①②⑦.0.0.1/", ""),
    ],
)
def test_an_address_that_is_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url, may_be_private=False)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as opened:
        yield opened


Resolver = Callable[..., list[str]]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Callable[[Resolver], list[str]]:
    """Let names lead where a function says; gives the list of the names that were asked for."""
    asked: list[str] = []

    def use(found: Resolver) -> list[str]:
        def looked_up(host: Any, port: Any, *args: Any, **more: Any) -> list[Any]:
            asked.append(str(host))
            rows = found(str(host), len(asked))
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port or 0)) for one in rows]

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        return asked

    return use


def sent(url: str, *, may_be_private: bool = False) -> Reply:
    return asyncio.run(post(Posting(url, b"{}", {}), may_be_private=may_be_private))


def test_a_name_that_leads_inside_or_to_both_sides_is_refused(
    resolver: Callable[[Resolver], list[str]], receiver: Receiver
) -> None:
    for found in (["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["169.254.169.254", "1.1.1.1"]):
        resolver(lambda host, count, found=found: found)
        with pytest.raises(PermanentRefusal):
            refuse_private("may.example.vn", allowed=False)
        reply = sent(f"http://may.example.vn:{receiver.port}/")
        assert reply.status is None and "nội bộ" in reply.words
    assert receiver.seen == []


def test_a_name_is_resolved_once_and_the_connection_made_to_what_was_checked(
    resolver: Callable[[Resolver], list[str]], receiver: Receiver
) -> None:
    """DNS rebinding: a second answer, which nobody has looked at, would lead elsewhere."""
    asked = resolver(lambda host, count: ["127.0.0.1"] if count == 1 else ["127.0.0.9"])
    assert sent(f"http://may.example.vn:{receiver.port}/", may_be_private=True).status == 204
    assert asked.count("may.example.vn") == 1


def test_a_chat_that_is_rebound_after_the_check_does_not_reach_the_inside(
    resolver: Callable[[Resolver], list[str]],
) -> None:
    def rebound(host: str, count: int) -> list[str]:
        if host == "1.1.1.1":
            raise OSError("no network in tests")
        return ["1.1.1.1"] if count == 1 else ["127.0.0.1"]

    with gateway() as stub:
        port = stub.host.rpartition(":")[2]
        asked = resolver(rebound)
        with pytest.raises(PassingFailure):
            send(SERVED["json"].format(host=f"chat.example.vn:{port}"), may_be_private=False)
        assert asked[0] == "chat.example.vn" and set(asked[1:]) == {"1.1.1.1"}
        assert stub.asked == []


def test_a_redirect_into_the_inside_is_not_followed(receiver: Receiver) -> None:
    with open_receiver() as inside:
        for status in (301, 302, 303, 307, 308):
            receiver.status, receiver.headers = status, {"Location": inside.url}
            assert sent(receiver.url, may_be_private=True).status == status
        assert inside.seen == []


def test_what_another_system_answers_cannot_fill_the_memory(receiver: Receiver) -> None:
    import gzip

    receiver.status = 500
    receiver.headers = {"Content-Encoding": "gzip"}
    receiver.answer = gzip.compress(b"a" * 50_000_000)
    reply = sent(receiver.url, may_be_private=True)
    assert reply.status == 500 and len(reply.words) <= 200

"""Clients that send slowly, without end, or too much, against the server that really serves the pages."""

import socket
import threading
import time
import urllib.request
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI

from web.patience import BODY_SECONDS, HEAD_SECONDS, PatientProtocol


class Hasty(PatientProtocol):
    """The same with less patience, so that the tests take none."""

    head_seconds, body_seconds = 0.6, 0.9


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    """The port of the pages behind uvicorn."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, http=Hasty, log_level="error", access_log=False)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


def dial(port: int, first: bytes = b"") -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port), timeout=5)
    opened.sendall(first)
    return opened


def sign_in_page(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/dang-nhap", timeout=5) as answer:
        return int(answer.status)


def rest_of(opened: socket.socket) -> bytes:
    """Return what comes until the server closes; fails where it does not."""
    found = b""
    try:
        while piece := opened.recv(65_536):
            found += piece
    except (ConnectionResetError, BrokenPipeError):
        pass
    return found


BEGUN = (
    b"",
    b"G",
    b"GET /dang-nhap HTTP/1.1\r\nHost: a\r\nX-A: ",
    b"\r\n",
    b"POST /dang-nhap HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nten=",
    b"POST /dang-nhap HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
)


def test_many_slow_clients_keep_nobody_from_the_sign_in_page_and_are_sent_away(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    kept = [dial(port, BEGUN[n % len(BEGUN)]) for n in range(240)]
    assert sign_in_page(port) == 200
    began = time.monotonic()
    while time.monotonic() - began < 1.4:
        # Slowloris: a byte now and then, so that the connection is never idle.
        for one in kept[:: len(BEGUN) + 1]:
            try:
                one.sendall(b"a")
            except OSError:
                continue
        time.sleep(0.2)
    assert sign_in_page(port) == 200
    for one in kept:
        rest_of(one)
        one.close()
    assert "fault" not in caplog.text


def test_a_head_without_end_is_cut_off(port: int) -> None:
    for line in (b"X-A: " + b"a" * 1_000 + b"\r\n", b"a" * 1_000):
        opened = dial(
            port, b"GET /dang-nhap HTTP/1.1\r\nHost: a\r\n" + (b"X-B: " if b":" not in line else b"")
        )
        answer = b""
        try:
            for _ in range(2_000):
                opened.sendall(line)
            while piece := opened.recv(65_536):
                answer += piece
        except ConnectionError:
            # Cut off while it was still sending.
            continue
        assert answer.startswith(b"HTTP/1.1 431")
        opened.close()
    assert sign_in_page(port) == 200


def test_an_address_without_end_is_cut_off(port: int) -> None:
    opened = dial(port)
    with pytest.raises(OSError):
        opened.sendall(b"GET /" + b"a" * 8_000_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        opened.sendall(b"x" * 8_000_000)
    opened.close()
    assert sign_in_page(port) == 200


POST = b"POST /dang-nhap HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize(
    "smuggled",
    [
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /dang-nhap HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 40\r\n\r\na=bc",
        b"POST /dang-nhap HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /dang-nhap HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"GET /dang-nhap HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET /dang-nhap HTTP/1.1\r\nHost: a\r\nX-A: b\x00c\r\n\r\n",
        b"GET /dang-nhap HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n",
    ],
)
def test_a_request_that_two_servers_would_read_differently_is_refused(port: int, smuggled: bytes) -> None:
    opened = dial(port, smuggled + b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    opened.shutdown(socket.SHUT_WR)
    answer = rest_of(opened)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 403")) or answer == b""
    assert answer.count(b"HTTP/1.1 200") == 0
    opened.close()


def test_a_slow_but_honest_client_has_time_enough_in_an_office() -> None:
    assert HEAD_SECONDS >= 10 and BODY_SECONDS >= 120

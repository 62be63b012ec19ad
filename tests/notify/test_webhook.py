"""One event on its way: where it may go, how long it may take, what is kept of the answer."""

import asyncio
import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from models.errors import Refused
from notify.webhook import LONGEST_URL, MOST_KEPT, Posting, Reply, check_url, post
from tests.notify.event_receiver import Receiver, open_receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as opened:
        yield opened


def sent(url: str, *, may_be_private: bool = True, trust: ssl.SSLContext | None = None) -> Reply:
    posting = Posting(
        url, b'{"version":"1"}', {"Content-Type": "application/json", "X-Dondoc-Delivery": "mot"}
    )
    return asyncio.run(post(posting, may_be_private=may_be_private, trust=trust))


def test_the_body_and_the_headers_arrive_under_the_name_of_the_address(receiver: Receiver) -> None:
    assert sent(receiver.url) == Reply(204)
    ((path, headers, body),) = receiver.seen
    assert (path, body) == ("/su-kien", b'{"version":"1"}')
    # Connected to an address, but asked for by name.
    assert headers["host"] == f"localhost:{receiver.port}"
    assert (headers["content-type"], headers["x-dondoc-delivery"]) == ("application/json", "mot")


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"]
)
def test_nothing_is_sent_to_the_inside(host: str, receiver: Receiver) -> None:
    reply = sent(f"http://{host}:{receiver.port}/su-kien", may_be_private=False)
    assert reply.status is None and "nội bộ" in reply.words
    assert receiver.seen == []


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": receiver.url + "/noi-khac"}
    assert sent(receiver.url).status == 307
    assert len(receiver.seen) == 1


def test_little_is_kept_of_an_answer_and_only_where_it_refuses(receiver: Receiver) -> None:
    receiver.status, receiver.answer = 500, "sai\n\x00 gì\tđó ".encode() + b"x" * 1_000_000
    reply = sent(receiver.url)
    assert reply.status == 500 and reply.words.startswith("sai gì đó xx") and len(reply.words) == MOST_KEPT
    receiver.status = 200
    assert sent(receiver.url) == Reply(200)


def test_a_machine_that_is_not_there_is_told(receiver: Receiver) -> None:
    with open_receiver() as closed:
        gone = closed.url
    reply = sent(gone)
    assert reply.status is None and reply.words.startswith("Không kết nối được")


def test_who_hangs_is_given_up(receiver: Receiver) -> None:
    receiver.hangs = True
    reply = asyncio.run(post(Posting(receiver.url, b"{}", {}), may_be_private=True, seconds=0.3))
    assert reply.status is None and "Không trả lời" in reply.words


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate for the name localhost, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "pair.pem").write_bytes(key.private_bytes(pem, *plain) + made.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "pair.pem")
    return server, ssl.create_default_context(cadata=made.public_bytes(pem).decode())


def test_the_certificate_is_held_to_the_name_of_the_address(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, trust = certificate
    with open_receiver(server) as receiver:
        assert sent(receiver.url, trust=trust) == Reply(204)
        # A certificate for another name, and one of nobody known.
        by_address = receiver.url.replace("localhost", str(ipaddress.ip_address("127.0.0.1")))
        for url, known in ((by_address, trust), (receiver.url, None)):
            reply = sent(url, trust=known)
            assert reply.status is None and reply.words.startswith("Không kết nối được")
        assert len(receiver.seen) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "su-kien.vn",
        "ftp://su-kien.vn/",
        "http://",
        "https://nguoi:mat-khau@su-kien.vn/",
        "https://su-kien.vn/#phan",
        "https://su-kien.vn:99999/",
        "https://su-kien.vn:abc/",
        "https://su-kien.vn/a b",
        "https://su-kien.vn/\nHost: khac",
        "javascript:alert(1)",
        "https://[::1",
        "https://su-kien.vn/" + "a" * LONGEST_URL,
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="https://"):
        check_url(url, may_be_private=True)


def test_an_address_is_kept_as_it_was_written() -> None:
    url = "https://van-ban.tinh.vn:8443/nhan?khoa=1"
    assert check_url(f" {url} ", may_be_private=False) == url


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.5:8080", "169.254.169.254"])
def test_numbers_of_the_inside_are_refused_at_once_unless_allowed(host: str) -> None:
    with pytest.raises(Refused, match="nội bộ"):
        check_url(f"http://{host}/", may_be_private=False)
    assert check_url(f"http://{host}/", may_be_private=True)

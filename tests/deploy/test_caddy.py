"""The shipped Caddyfile in a real Caddy: what a visitor gets, what the pages hear, what is written down."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.deploy.proxied import CADDYFILE, SITE, Asked, Pages, Proxy, adapted, caddy, running

pytestmark = pytest.mark.needs("caddy")

LIMIT = 44_000_000
KEY = "AbCdEfGhIjKlMnOpQrStUvWxYz"
SECOND = 1_000_000_000


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    """What stands behind the proxy."""
    pages = Pages()
    pages.open()
    yield pages
    pages.close()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, pages: Pages) -> Iterator[Proxy]:
    """The one Caddy of all tests here."""
    with running(tmp_path_factory.mktemp("caddy"), pages) as proxy:
        yield proxy


@pytest.fixture
def shipped(tmp_path: Path) -> dict[str, Any]:
    """The Caddyfile as Caddy reads it."""
    return adapted(tmp_path)


def heard(pages: Pages, path: str) -> Asked:
    (asked,) = [one for one in pages.asked if one.path == path]
    return asked


def lines(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def test_caddy_finds_the_file_right_well_formed_and_nothing_to_warn_of(tmp_path: Path) -> None:
    done = caddy("validate", "--config", str(CADDYFILE), "--adapter", "caddyfile", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [one for one in lines(done.stderr) if one["level"] in {"warn", "error"}] == []
    done = caddy("fmt", str(CADDYFILE), folder=tmp_path)
    assert done.stdout == CADDYFILE.read_text("utf-8")


def test_a_faulty_file_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "Caddyfile"
    bad.write_text(CADDYFILE.read_text("utf-8").replace("max_size", "max_sise"), "utf-8")
    assert caddy("adapt", "--config", str(bad), "--adapter", "caddyfile", folder=tmp_path).returncode != 0


def test_it_is_ruled_by_nobody_and_every_wait_has_an_end(shipped: dict[str, Any]) -> None:
    assert shipped["admin"] == {"disabled": True}
    http = shipped["apps"]["http"]
    # Docker kills after ten seconds what was asked to end.
    assert 0 < http["grace_period"] < 10 * SECOND
    for server in http["servers"].values():
        assert 0 < server["read_header_timeout"] <= 30 * SECOND
        assert 0 < server["idle_timeout"] <= 300 * SECOND
        assert server["max_header_bytes"] <= 64 * 1024


def test_who_sends_slowly_still_gets_an_answer(shipped: dict[str, Any]) -> None:
    """The time for writing begins with the reading: a long upload must not eat up that of the answer."""
    text = json.dumps(shipped)
    (wait,) = [int(part.split(",")[0].strip("} ")) for part in text.split('"response_header_timeout":')[1:]]
    for server in shipped["apps"]["http"]["servers"].values():
        assert server["write_timeout"] > server["read_timeout"] + wait


def test_no_connection_is_used_again_that_the_pages_may_just_have_closed(shipped: dict[str, Any]) -> None:
    (idle,) = [
        int(part.split("}")[0]) for part in json.dumps(shipped).split('"keep_alive": {"idle_timeout":')[1:]
    ]
    assert 0 < idle < uvicorn.Config("unused:app").timeout_keep_alive * SECOND


def test_the_pages_are_answered_over_tls_and_the_browser_is_told_to_stay_there(proxy: Proxy) -> None:
    answer = proxy.ask("/bang")
    assert (answer.status, len(answer.body)) == (200, 2000)
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert not {"server", "via", "x-powered-by"} & set(answer.headers)


def test_whoever_comes_without_tls_is_sent_there(proxy: Proxy, pages: Pages) -> None:
    answer = proxy.ask_plainly("/dang-nhap?sau=/bang")
    assert (answer.status, answer.headers["location"]) == (308, f"https://{SITE}/dang-nhap?sau=/bang")
    assert not [one for one in pages.asked if one.path.startswith("/dang-nhap")]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/HEALTHZ", "/%6detrics", "//readyz"])
def test_what_is_for_supervisors_is_not_there_for_visitors(proxy: Proxy, pages: Pages, path: str) -> None:
    before = len(pages.asked)
    assert proxy.ask(path).status == 404
    assert len(pages.asked) == before


def test_what_a_visitor_claims_about_itself_is_not_believed(proxy: Proxy, pages: Pages) -> None:
    proxy.ask(
        "/claims",
        X_Forwarded_For="203.0.113.9",
        X_Forwarded_Proto="http",
        X_Forwarded_Host="evil.example",
        Forwarded="for=203.0.113.9;host=evil.example",
    )
    headers = heard(pages, "/claims").headers
    assert headers["x-forwarded-for"] == ["127.0.0.1"]
    assert headers["x-forwarded-proto"] == ["https"]
    assert headers["host"] == [SITE]
    assert not {"x-forwarded-host", "forwarded"} & set(headers)


def test_a_body_just_below_the_limit_arrives_whole(proxy: Proxy, pages: Pages) -> None:
    assert proxy.ask("/below", method="POST", body=bytes(LIMIT)).status == 200
    assert heard(pages, "/below").body_bytes == LIMIT


@pytest.mark.parametrize("size", [LIMIT + 1, LIMIT + 16_000_000])
def test_a_body_above_the_limit_is_refused_in_words(proxy: Proxy, pages: Pages, size: int) -> None:
    answer = proxy.ask(f"/above/{size}", method="POST", body=bytes(size))
    assert answer.status == 413
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "quá lớn" in answer.body.decode()
    assert not [one for one in pages.asked if one.path == f"/above/{size}" and one.body_bytes > LIMIT]


def test_while_the_pages_start_anew_visitors_wait(proxy: Proxy, pages: Pages) -> None:
    pages.close()
    threading.Timer(0.7, pages.open).start()
    began = time.monotonic()
    assert proxy.ask("/waited").status == 200
    assert time.monotonic() - began > 0.5


def test_pages_that_stay_away_are_told_of_in_words(proxy: Proxy, pages: Pages) -> None:
    pages.close()
    answer = proxy.ask(f"/r/{KEY}?viec=1")
    pages.open()
    assert answer.status == 502
    assert "Chờ vài phút" in answer.body.decode()
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert not {"server", "via"} & set(answer.headers)


def test_nothing_that_is_written_down_opens_a_report_link_or_tells_who_asked(
    proxy: Proxy, pages: Pages
) -> None:
    answer = proxy.ask(f"/r/{KEY}?viec=2", Cookie=f"phien={KEY}", Referer=f"https://{SITE}/r/{KEY}")
    assert KEY in answer.headers["location"]
    proxy.ask_plainly(f"/r/{KEY}")
    proxy.ask_plainly(f"/r/{KEY}", host="elsewhere.example")
    pages.close()
    proxy.ask(f"/r/{KEY}?viec=3")
    pages.open()
    found = _until(proxy, 502)
    assert {one["status"] for one in found} >= {303, 308, 502}
    for text in (proxy.access_log(), proxy.fault_log()):
        assert KEY not in text
        assert '"remote_ip":"127.0.0.1"' not in text
        assert '"client_ip":"127.0.0.1"' not in text
    assert {one["request"]["remote_ip"] for one in found} == {"127.0.0.0"}


def _until(proxy: Proxy, status: int) -> list[dict[str, Any]]:
    """Read the log until a line tells of that answer, which is written after it was sent."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        found = [one for one in lines(proxy.access_log()) if "status" in one]
        if found and found[-1]["status"] == status:
            return found
        time.sleep(0.02)
    raise AssertionError(proxy.access_log())


def test_the_machine_itself_hears_that_the_proxy_serves(proxy: Proxy, pages: Pages) -> None:
    before = len(pages.asked)
    assert proxy.ask_plainly("/", port=proxy.alive, host=f"127.0.0.1:{proxy.alive}").status == 204
    assert len(pages.asked) == before


def test_asked_to_end_it_ends_in_time(tmp_path: Path, pages: Pages) -> None:
    with running(tmp_path, pages) as proxy:
        proxy.ask("/once")
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert proxy.process.returncode == 0

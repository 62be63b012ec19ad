"""What the program may be sent to: only machines of the open internet, unless the operator says otherwise."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import PassingFailure, PermanentRefusal
from notify.reachable import is_public, refuse_private

INSIDE = (
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "::",
    "::1",
    "[::1]",
    "fe80::1",
    "fd00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "localhost",
)


@pytest.mark.parametrize("host", INSIDE)
def test_addresses_of_the_inside_are_refused(host: str) -> None:
    with pytest.raises(PermanentRefusal, match="mạng nội bộ"):
        refuse_private(host, allowed=False)


@pytest.mark.parametrize("host", INSIDE)
def test_the_operator_may_allow_them(host: str) -> None:
    assert refuse_private(host, allowed=True)


@pytest.mark.parametrize("host", ["1.1.1.1", "2606:4700:4700::1111", "[2606:4700:4700::1111]"])
def test_public_addresses_stand_for_themselves(host: str) -> None:
    assert refuse_private(host, allowed=False) == (ip_address(host.strip("[]")),)


@pytest.mark.parametrize("host", ["a" * 300, "a..b"])
def test_what_cannot_be_resolved_may_be_tried_again(host: str) -> None:
    with pytest.raises(PassingFailure, match="Không tìm thấy"):
        refuse_private(host, allowed=False)


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_an_address_within_an_ipv6_one_is_judged_alike(inner: IPv4Address) -> None:
    mapped = IPv6Address(b"\0" * 10 + b"\xff\xff" + inner.packed)
    assert is_public(mapped) == is_public(inner)
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) + int(inner))
    assert is_public(translated) <= is_public(inner)

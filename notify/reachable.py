"""Which addresses the program may be sent to: what an operator types must not reach into the house.

A name may lead anywhere, also to this machine. So it is resolved when something is sent, every address that
it leads to is looked at, and the caller connects to one of those very addresses and asks no resolver again.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from models.errors import PassingFailure, PermanentRefusal

IPAddress = IPv4Address | IPv6Address
# Addresses in whose last bits an IPv4 address stands (RFC 6052): they lead where that one leads.
_TRANSLATED = ip_network("64:ff9b::/96")


def refuse_private(host: str, *, allowed: bool) -> tuple[IPAddress, ...]:
    """Return the addresses of a host, each of them checked, in the resolver's order.

    ``allowed`` lets private, loopback and link-local addresses pass. Raises PermanentRefusal where one of
    the addresses is of the inside, PassingFailure where the name cannot be resolved now.
    """
    found = _resolved(host)
    if not allowed and not all(is_public(one) for one in found):
        raise PermanentRefusal(
            "Địa chỉ dẫn vào mạng nội bộ hoặc chính máy này nên không gửi.",
            hint="Dùng địa chỉ công khai, hoặc xin người vận hành cho phép địa chỉ nội bộ.",
            place=host,
        )
    return found


def is_public(address: IPAddress) -> bool:
    """Return whether an address belongs to one machine of the open internet, and to nobody's inside.

    An IPv4 address within an IPv6 one (mapped, 6to4, Teredo, NAT64) decides with it.
    """
    inner: list[IPAddress] = []
    if isinstance(address, IPv6Address):
        inner += [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
        inner += list(address.teredo or ())
        if address in _TRANSLATED:
            inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.is_site_local:
            return False
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
    return address.is_global and not address.is_multicast and all(is_public(one) for one in inner)


def looks_private(host: str) -> bool:
    """Return whether a host says itself that it is of the inside: no resolver is asked."""
    bare = host.strip("[]").rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        return not is_public(ip_address(bare))
    except ValueError:
        pass
    try:
        # What resolvers take for an address too: 127.1, 0x7f000001, 2130706433.
        return not is_public(IPv4Address(socket.inet_aton(bare)))
    except (OSError, UnicodeError):
        return False


def _resolved(host: str) -> tuple[IPAddress, ...]:
    """Return every address of a host; an address written as one stands for itself."""
    bare = host.strip("[]")
    try:
        return (ip_address(bare),)
    except ValueError:
        pass
    try:
        rows = socket.getaddrinfo(bare, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise PassingFailure(
            "Không tìm thấy địa chỉ của máy nhận.", hint="Kiểm tra tên máy.", place=host
        ) from fault
    found = dict.fromkeys(ip_address(str(row[4][0]).partition("%")[0]) for row in rows)
    if not found:
        raise PassingFailure("Không tìm thấy địa chỉ của máy nhận.", hint="Kiểm tra tên máy.", place=host)
    return tuple(found)

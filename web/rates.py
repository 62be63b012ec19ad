"""How often one address may try a password, or a report link that is not there.

Counted in this process: several web processes each count on their own. The lock of an account counts in
the database and holds everywhere.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Network, ip_address

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from models.errors import TooMany

# A whole office may stand behind one address: people who mistype are not shut out, programs are.
SIGN_IN = parse("30 per 5 minutes")
BAD_LINK = parse("60 per 10 minutes")


@dataclass(frozen=True, slots=True)
class Rates:
    """The counters of one application."""

    limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def check(self, rate: RateLimitItem, what: str, request: Request) -> None:
        """Raise TooMany where this address has used up its tries; counts nothing."""
        if not self.limiter.test(rate, what, address_of(request)):
            minutes = max(rate.get_expiry() // 60, 1)
            raise TooMany("Có quá nhiều lần thử từ địa chỉ này.", hint=f"Hãy chờ {minutes} phút rồi thử lại.")

    def count(self, rate: RateLimitItem, what: str, request: Request) -> None:
        """Count one try of this address."""
        self.limiter.hit(rate, what, address_of(request))


def address_of(request: Request) -> str:
    """Return the network address of whoever asks, as the server (behind its proxy) knows it.

    Of an IPv6 address the network (/64), because whoever has one of its addresses has all of them.
    """
    host = request.client.host if request.client else "?"
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, 64), strict=False))


def rates_of(request: Request) -> Rates:
    """Return the application's counters."""
    rates: Rates = request.app.state.rates
    return rates

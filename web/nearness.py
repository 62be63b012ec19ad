"""Who asks from this machine itself: monitors and supervisors get to know more than strangers."""

from ipaddress import ip_address

from fastapi import Request

# A reverse proxy on this machine says so in one of these; what comes through it comes from outside.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def is_near(request: Request) -> bool:
    """Return whether a request comes from this machine, and not through a reverse proxy that stands on it."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False

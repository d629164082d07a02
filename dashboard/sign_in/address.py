"""From where a request comes, as far as that can be known."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

# What one customer of a provider is given; within it, addresses are theirs to choose.
IPV6_PREFIX = 64


def address_of(request: HttpRequest | None) -> str:
    """The client's address, of IPv6 its network; empty where there is none.

    `X-Forwarded-For` is believed only behind a proxy that is known to write it, and of it only the
    last entry, which is the proxy's own: the others are whatever the client made up.
    """
    if request is None:
        return ""
    return _network(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def address_of_socket(scope: dict[str, Any]) -> str:
    """The same of whoever opened a socket."""
    headers = dict(scope["headers"])
    host, _port = scope.get("client") or ("", 0)
    return _network(host, headers.get(b"x-forwarded-for", b"").decode("latin-1"))


def _network(told: str, forwarded: str) -> str:
    if settings.BEHIND_PROXY:
        told = forwarded.rpartition(",")[2].strip() or told
    try:
        address = ip_address(told)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_PREFIX), strict=False))

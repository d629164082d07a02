"""Which addresses may be called: what a stranger names must lead out of the house.

A name is asked for once, every answer is looked at, and who calls connects to the answer that was
looked at: a name that says something else a moment later (DNS rebinding) reaches nobody.
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_URL = 2000
USUAL_PORTS = {"https": 443, "http": 80}
# Below this only the usual ones: a mail server or an SSH that is called is no receiver.
FREE_PORTS_FROM = 1024
# Some Pythons take these for global: a cloud's own services, sites' own addresses, and addresses
# that wrap another of any kind.
NEVER = [
    ipaddress.ip_network(network)
    for network in (
        *("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24"),
        *("2001::/23", "2002::/16", "fec0::/10"),
    )
]
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Refused(Exception):
    """This URL may not be called. `code` says why: bad_url, not_https, port, unknown_host,
    private."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes: one of `addresses` is connected to, `host` is what it is called by."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def authority(self) -> str:
        """Host and port, as HTTP names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, allowed: Collection[Network]) -> Target:
    """Where a call to `url` may go now. `allowed` are networks of ours that may be called all the
    same, and over plain http too. Raises Refused. Asks the name service, so it may take long."""
    parts = _parts(url)
    host = parts.hostname or ""
    port = USUAL_PORTS[parts.scheme] if parts.port is None else parts.port
    if port not in USUAL_PORTS.values() and port < FREE_PORTS_FROM:
        raise Refused("port")
    found = [_plain(address) for address in _resolve(host, port)]
    inside = [any(address in network for network in allowed) for address in found]
    if not all(ours or is_outside(address) for address, ours in zip(found, inside, strict=True)):
        raise Refused("private")
    if parts.scheme != "https" and not all(inside):
        raise Refused("not_https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    addresses = dict.fromkeys(map(str, found))
    return Target(parts.scheme, host, port, path, tuple(addresses))


def is_outside(address: Address) -> bool:
    """Whether it is one of the open Internet: nobody's own, and no way round to such a one."""
    address = _plain(address)
    if any(address in network for network in NEVER):
        return False
    odd = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not odd


def _parts(url: str) -> SplitResult:
    """Only what is plainly a URL of a web server: no names and passwords in it, no blanks."""
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise Refused("bad_url")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Refused("bad_url") from None
    if parts.scheme not in USUAL_PORTS or not parts.hostname or parts.fragment:
        raise Refused("bad_url")
    if "@" in parts.netloc or "\\" in url or "%" in parts.netloc:
        raise Refused("bad_url")
    return parts


def _resolve(host: str, port: int) -> list[Address]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found = [ipaddress.ip_address(str(answer[4][0]).split("%")[0]) for answer in answers]
    except (OSError, UnicodeError, ValueError):
        raise Refused("unknown_host") from None
    if not found:
        raise Refused("unknown_host")
    return found


def _plain(address: Address) -> Address:
    """The IPv4 address that one of IPv6 stands for, where it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address

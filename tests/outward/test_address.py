"""Which addresses may be called: nothing of ours, however it is written or resolved."""

import ipaddress
import socket
from typing import Any

import pytest

from proyecto.outward.address import Refused, is_outside, target_of

OURS = [ipaddress.ip_network("127.0.0.0/8")]
INSIDE = [
    *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::"),
]
OUTSIDE = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


def answers(monkeypatch: pytest.MonkeyPatch, *looks: list[str]) -> list[str]:
    """The name service says one after the other; the names that it was asked for."""
    asked: list[str] = []
    left = list(looks)

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        now = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in now]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_on_the_open_internet_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert not is_outside(ipaddress.ip_address(address))
    answers(monkeypatch, [address])
    with pytest.raises(Refused, match="private"):
        target_of("https://hooks.example.com/", [])


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_may_be_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    answers(monkeypatch, [address])
    assert target_of("https://hooks.example.com/", []).port == 443


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:8000/", "private"),
        ("https://2130706433/", "private"),
        ("https://0x7f.1/", "private"),
        ("https://0177.0.0.1/", "private"),
        ("https://localhost/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:127.0.0.1]/", "private"),
        ("https://[fe80::1%25lo]/", "bad_url"),
        ("http://8.8.8.8/", "not_https"),
        ("https://8.8.8.8:22/", "port"),
        ("https://8.8.8.8:0/", "port"),
        ("https://8.8.8.8:99999/", "bad_url"),
        ("ftp://8.8.8.8/", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("gopher://8.8.8.8/", "bad_url"),
        ("https://ana:clave@8.8.8.8/", "bad_url"),
        ("https://8.8.8.8\\@127.0.0.1/", "bad_url"),
        ("https://8.8.8.8/#x", "bad_url"),
        ("https://8.8.8.8/a b", "bad_url"),
        ("https://8.8.8.8/\r\nX: y", "bad_url"),
        ("https://ejemplo.com/ñ", "bad_url"),
        ("https:///x", "bad_url"),
        ("", "bad_url"),
        ("https://8.8.8.8/" + "x" * 3000, "bad_url"),
        ("https://no-such-name.invalid/", "unknown_host"),
    ],
)
def test_however_it_is_written(url: str, why: str) -> None:
    with pytest.raises(Refused) as no:
        target_of(url, [])
    assert no.value.code == why


def test_one_bad_answer_among_good_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(Refused, match="private"):
        target_of("https://hooks.example.com/", [])


def test_a_network_that_is_named_may_be_called_and_over_plain_http(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers(monkeypatch, ["127.0.0.1"])
    target = target_of("http://inside.example.com:8080/x?y=1", OURS)
    assert (target.authority, target.path) == ("inside.example.com:8080", "/x?y=1")
    assert target.addresses == ("127.0.0.1",)
    answers(monkeypatch, ["10.0.0.1"])
    with pytest.raises(Refused, match="private"):
        target_of("http://inside.example.com:8080/", OURS)
    answers(monkeypatch, ["8.8.8.8"])
    with pytest.raises(Refused, match="not_https"):
        target_of("http://outside.example.com/", OURS)


def test_a_name_is_asked_for_once_and_what_was_looked_at_is_what_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = answers(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    target = target_of("https://rebind.example.com/", [])
    assert target.addresses == ("8.8.8.8",)
    assert asked == ["rebind.example.com"]

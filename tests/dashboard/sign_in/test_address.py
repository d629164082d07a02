"""From where a request comes: nobody is believed who may have made it up."""

from typing import Any

import pytest
from django.http import HttpRequest

from dashboard.sign_in.address import address_of


def request(remote: str, forwarded: str | None = None) -> HttpRequest:
    made = HttpRequest()
    made.META["REMOTE_ADDR"] = remote
    if forwarded is not None:
        made.META["HTTP_X_FORWARDED_FOR"] = forwarded
    return made


def test_without_a_proxy_nobody_says_where_they_come_from(settings: Any) -> None:
    settings.BEHIND_PROXY = False
    assert address_of(request("192.0.2.7", "198.51.100.1")) == "192.0.2.7"


def test_of_what_a_proxy_passes_on_only_its_own_word_counts(settings: Any) -> None:
    settings.BEHIND_PROXY = True
    assert address_of(request("127.0.0.1", "10.0.0.1, 203.0.113.9 , 198.51.100.1")) == (
        "198.51.100.1"
    )
    assert address_of(request("192.0.2.7")) == "192.0.2.7"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_one_customer_of_a_provider_is_one_address(remote: str, address: str) -> None:
    assert address_of(request(remote)) == address
    assert address_of(None) == ""

"""One POST: to the address that was looked at, bounded, and never led elsewhere."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from proyecto.outward.address import Target, target_of
from proyecto.outward.post import MOST_BYTES, Unanswered, post
from tests.outward.receiver import receiving

OURS = [ipaddress.ip_network("127.0.0.0/8")]


def test_what_was_sent_arrives_and_what_was_answered_comes_back() -> None:
    with receiving() as receiver:
        receiver.status, receiver.says = 202, b"thanks"
        answer = post(target_of(receiver.url, OURS), b"{}", {"webhook-id": "1"})
    (got,) = receiver.got
    assert (answer.status, answer.body) == (202, b"thanks")
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/hook?a=1", b"{}", "1")
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_it_connects_to_the_address_and_calls_it_by_its_name() -> None:
    with receiving() as receiver:
        target = Target("http", "nobody.invalid", receiver.port, "/x", ("127.0.0.1",))
        assert post(target, b"{}", {}).status == 204
    assert receiver.got[0].headers["host"] == f"nobody.invalid:{receiver.port}"


def test_it_goes_where_no_redirect_and_no_proxy_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as elsewhere, receiving() as receiver:
        monkeypatch.setenv("http_proxy", elsewhere.url)
        monkeypatch.setenv("ALL_PROXY", elsewhere.url)
        receiver.status, receiver.headers = 307, {"Location": elsewhere.url}
        assert post(target_of(receiver.url, OURS), b"{}", {}).status == 307
        assert elsewhere.got == []


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    with receiving() as receiver:
        receiver.status, receiver.says = 200, b"x" * 10_000_000
        assert len(post(target_of(receiver.url, OURS), b"{}", {}).body) == MOST_BYTES


def test_nobody_there() -> None:
    with receiving() as receiver:
        target = target_of(receiver.url, OURS)
    with pytest.raises(Unanswered) as no:
        post(target, b"{}", {})
    assert no.value.code == "unreachable"


@contextmanager
def dripping(first: bytes, drop: bytes) -> Iterator[Target]:
    """Somebody who answers a few bytes at a time, without end."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line:
                try:
                    line.sendall(first)
                    while True:
                        line.sendall(drop)
                        time.sleep(0.02)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        yield Target("http", "127.0.0.1", server.getsockname()[1], "/", ("127.0.0.1",))


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_who_drips_is_left_when_the_time_is_over(first: bytes, drop: bytes) -> None:
    with dripping(first, drop) as target, pytest.raises(Unanswered) as no:
        post(target, b"{}", {}, seconds=0.5)
    assert no.value.code == "timeout"


@pytest.mark.parametrize("length", [b"-1", b"-5"])
def test_a_chunk_of_less_than_nothing_is_not_believed(length: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + length + b"\r\n"
    with dripping(head, b"x" * MOST_BYTES) as target:
        assert post(target, b"{}", {}, seconds=5).body == b"x" * MOST_BYTES


def test_many_addresses_where_nobody_answers_take_no_more_time_than_one() -> None:
    """The last one would drip, and is never reached."""
    with dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x") as target, ExitStack() as lines:
        full = ("127.0.0.2", target.port)
        lines.enter_context(socket.create_server(full, backlog=0))
        for _ in range(3):  # nobody takes them, so there is no room for more
            line = lines.enter_context(socket.socket())
            line.setblocking(False)
            line.connect_ex(full)
        many = replace(target, addresses=("127.0.0.2",) * 20 + target.addresses)
        with pytest.raises(Unanswered) as no:
            post(many, b"{}", {}, seconds=0.4)
    assert no.value.code == "timeout"
    assert no.value.ms < 4000


def test_what_is_no_http_is_said_to_be_none() -> None:
    with dripping(b"220 mail\r\n", b"") as target, pytest.raises(Unanswered) as no:
        post(target, b"{}", {}, seconds=5)
    assert no.value.code == "no_http"


def certificate(folder: Path, name: str) -> Path:
    """A certificate for a name, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "both.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


def test_a_certificate_has_to_be_for_the_name_and_of_somebody_who_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path, "hooks.example.com")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    with receiving(tls) as receiver:

        def called(name: str) -> int:
            target = Target("https", name, receiver.port, "/", ("127.0.0.1",))
            return post(target, b"{}", {}).status

        with pytest.raises(Unanswered) as untrusted:
            called("hooks.example.com")
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert called("hooks.example.com") == 204
        with pytest.raises(Unanswered) as other:
            called("other.example.com")
    assert (untrusted.value.code, other.value.code) == ("tls", "tls")

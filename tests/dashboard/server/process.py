"""A real web server process, as a test treats it."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

APPLICATION = "tests.dashboard.server.app:application"
PATIENCE = 30.0
"""Seconds after which something that was waited for will not come any more."""


class ServerProcess:
    """A running `python -m dashboard.server` on a port of its own; its log can be waited for."""

    def __init__(self, *options: str, application: str = APPLICATION, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dashboard.server", "-p", "0", *options, application],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        self.log: list[str] = []
        self._log_ended = False
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._news:
                self.log.append(line)
                self._news.notify_all()
        with self._news:
            self._log_ended = True
            self._news.notify_all()

    def wait_for(self, pattern: str, count: int = 1) -> re.Match[str]:
        """The last of the first `count` log lines that match `pattern`, as soon as it is there."""

        def found() -> list[re.Match[str]]:
            return [match for line in self.log if (match := re.search(pattern, line))]

        with self._news:
            self._news.wait_for(lambda: len(found()) >= count or self._log_ended, PATIENCE)
            if len(found()) < count:
                raise AssertionError(f"{pattern!r} never came in the log:\n{''.join(self.log)}")
            return found()[count - 1]

    @property
    def port(self) -> int:
        return int(self.wait_for(r"Listening on TCP address 127\.0\.0\.1:(\d+)")[1])

    def url(self, path: str, scheme: str = "ws") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/{path}"

    def connect(self, receive_buffer: int | None = None) -> socket.socket:
        """A bare connection; a small `receive_buffer` makes a reader that holds little."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(("127.0.0.1", self.port))
        except OSError:
            connection.close()
            raise
        return connection

    def http(self) -> contextlib.closing[http.client.HTTPConnection]:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        return contextlib.closing(client)

    def peak_memory(self) -> int:
        """The largest resident size so far, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        peak = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert peak
        return int(peak[1]) * 1024

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Make sure that it is gone."""
        self.process.kill()
        self.exit_code()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def exit_code(self) -> int:
        """Wait for the end."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code


Serve = Callable[..., ServerProcess]

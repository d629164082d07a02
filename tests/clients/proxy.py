"""A network that breaks: passes bytes on to a server, and cuts."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Proxy:
    """Each of the first connections is cut after so many bytes to the client as `cuts` says,
    wherever in a frame that is; later ones are passed on whole. To the server goes no more than
    `room` bytes in all, until that is made larger."""

    def __init__(self, address: str, *cuts: int, room: int = 2**40) -> None:
        self.room = room
        target = urlsplit(address)
        self._target = (target.hostname or "", target.port or 80)
        self._cuts = list(cuts)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.count = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        # Closing alone does not wake who waits in accept.
        _shut(self._listener)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.count += 1
                cut = self._cuts.pop(0) if self._cuts else 0
                threading.Thread(target=self._pass_on, args=(client, cut), daemon=True).start()

    def _pass_on(self, client: socket.socket, cut: int) -> None:
        with client, socket.create_connection(self._target) as server:
            up = threading.Thread(target=self._up, args=(client, server), daemon=True)
            up.start()
            _down(server, client, cut)
            up.join()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                self.room -= len(data)
                if self.room < 0:
                    continue
                server.sendall(data)
        _shut(client, server)


def _down(server: socket.socket, client: socket.socket, most: int) -> None:
    """Bytes to the client, `most` at most (0: all)."""
    passed = 0
    with suppress(OSError):
        while data := server.recv(65536):
            data = data[: most - passed] if most else data
            client.sendall(data)
            passed += len(data)
            if most and passed >= most:
                break
    _shut(client, server)


def _shut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)

"""A small ASGI application with the habits that a server must survive. It logs what befalls it."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from dashboard.server import on_drain, on_refusal, on_start

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

PIECE = b"x" * 256 * 1024
PIECES = 1600  # 400 MiB
FRAME = "y" * 64 * 1024
FRAMES = 4000  # 250 MiB

logger = logging.getLogger("app")
sockets: list[Send] = []


@on_start
async def started() -> None:
    if "FAIL_AT_START" in os.environ:
        raise RuntimeError("no database")
    asyncio.get_running_loop().call_soon(logger.info, "started")


@on_drain
async def say_bye() -> None:
    for send in sockets:
        await send({"type": "websocket.send", "text": "bye"})
    if "FAIL_AT_DRAIN" in os.environ:
        raise RuntimeError("no goodbye")


@on_refusal
def refuses(status: int, path: str, languages: str) -> tuple[dict[str, str], bytes] | None:
    if path == "/fails":
        raise RuntimeError("no words")
    if path != "/words":
        return None
    return {"Content-Type": "text/x-words"}, f"{status} {languages}".encode()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Go to the handler named by the path."""
    handler = globals()[scope["path"].strip("/")]
    await handler(receive, send)


async def hello(receive: Receive, send: Send) -> None:
    await answer(send, b"hello")


async def big_hello(receive: Receive, send: Send) -> None:
    await answer(send, PIECE * 4)


async def length(receive: Receive, send: Send) -> None:
    total = 0
    while True:
        message = await receive()
        total += len(message["body"])
        if not message["more_body"]:
            break
    await answer(send, b"%d" % total)


async def never(receive: Receive, send: Send) -> None:
    logger.info("never was asked")
    await asyncio.Event().wait()


async def download(receive: Receive, send: Send) -> None:
    watch = asyncio.ensure_future(until_disconnect(receive, "http.disconnect"))
    await send({"type": "http.response.start", "status": 200})
    for _ in range(PIECES):
        await send({"type": "http.response.body", "body": PIECE, "more_body": True})
        if watch.done():
            break
    await send({"type": "http.response.body", "body": b""})


async def echo(receive: Receive, send: Send) -> None:
    await accept(receive, send)
    sockets.append(send)
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})
    sockets.remove(send)
    logger.info("echo was left with %s", message["code"])


async def long_frame(receive: Receive, send: Send) -> None:
    await accept(receive, send)
    await send({"type": "websocket.send", "text": FRAME * 3})
    await until_disconnect(receive, "websocket.disconnect")


async def counted(receive: Receive, send: Send) -> None:
    """300 messages of 60 kB; says in the log when it has to wait for the reader."""
    await accept(receive, send)
    for number in range(300):
        sending = asyncio.ensure_future(
            send({"type": "websocket.send", "text": f"{number}:" + "z" * 60_000})
        )
        done, _ = await asyncio.wait({sending}, timeout=0.5)
        if not done:
            logger.info("counted waits")
            await sending
    await until_disconnect(receive, "websocket.disconnect")


async def firehose(receive: Receive, send: Send) -> None:
    await accept(receive, send)
    watch = asyncio.ensure_future(until_disconnect(receive, "websocket.disconnect"))
    for _ in range(FRAMES):
        await send({"type": "websocket.send", "text": FRAME})
        if watch.done():
            return
    await send({"type": "websocket.close"})


async def careless(receive: Receive, send: Send) -> None:
    """Sends without waiting for any send to be done."""
    await accept(receive, send)
    watch = asyncio.ensure_future(until_disconnect(receive, "websocket.disconnect"))
    sends = []
    while not watch.done():
        sends.append(asyncio.ensure_future(send({"type": "websocket.send", "text": FRAME})))
        await asyncio.sleep(0)
    logger.info("careless sent %d", len(sends))


async def numbers(receive: Receive, send: Send) -> None:
    """Sends 2,000 numbered frames side by side: they must arrive in order all the same."""
    await accept(receive, send)
    for start in range(0, 2000, 50):
        await asyncio.gather(
            *(
                send({"type": "websocket.send", "text": f"{number:04}{FRAME[:8000]}"})
                for number in range(start, start + 50)
            )
        )
    await send({"type": "websocket.close"})


async def deaf(receive: Receive, send: Send) -> None:
    await accept(receive, send)
    await asyncio.Event().wait()


async def accept(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})


async def until_disconnect(receive: Receive, kind: str) -> None:
    while (message := await receive())["type"] != kind:
        pass
    logger.info("got %s %s", kind, message.get("code", ""))


async def answer(send: Send, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})

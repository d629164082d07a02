"""Frames that a hostile or a broken client sends, from a seed: the same seed, the same frames."""

import json
import random
import string
import uuid
from collections.abc import Iterator
from typing import Any

OPS = ("subscribe", "unsubscribe", "list", "cancel", "retry", "start", "ping")
WORDS = (
    "mine", "staff", "workers", "runs.staff", "runs.user.1", "run.event", "websocket.disconnect",
    "__class__", "../../etc/passwd", "' OR 1=1 --", "\0", "💥" * 9, "ñ", "", " ", "null", "NaN",
    "avance.runs.everybody", "procesar_video", "limpiar_sesiones", "{{7*7}}", "A" * 300,
)  # fmt: skip
BIG = (0, -1, 1, 2**31, 2**53, 2**63, 2**64, 10**30, -(10**30), 1.5, 1e308)


class Hostile:
    """Writes frames; `known` are ids of runs that are there, foreign ones among them."""

    def __init__(self, seed: int, known: list[str]) -> None:
        self._random = random.Random(seed)
        self._known = known
        self._ways = (
            self._valid,
            self._valid,
            self._mutated,
            self._mutated,
            self._mutated,
            self._of_anything,
            self._cut,
            self._noise,
            self._deep,
            self._binary,
            self._raw,
        )

    def frames(self, count: int) -> Iterator[str | bytes]:
        """So many."""
        for _ in range(count):
            yield self._random.choice(self._ways)()

    # --- ways ------------------------------------------------------------------------------

    def _valid(self) -> str:
        return json.dumps(self._request())

    def _mutated(self) -> str:
        request = self._request()
        for _ in range(self._random.randint(1, 3)):
            key = self._random.choice([*request, self._word()])
            if self._random.random() < 0.3:
                request.pop(key, None)
            else:
                request[key] = self._anything(3)
        return json.dumps(request)

    def _of_anything(self) -> str:
        return json.dumps(self._anything(4))

    def _cut(self) -> str:
        text = self._valid()
        return text[: self._random.randrange(len(text))]

    def _noise(self) -> str:
        letters = string.printable + "ñ💥\u2028\x7f"
        return "".join(self._random.choices(letters, k=self._random.randint(0, 400)))

    def _deep(self) -> str:
        depth = self._random.choice((10, 500, 5000))
        opening, closing = self._random.choice((("[", "]"), ('{"a":', "}")))
        return opening * depth + "1" + closing * depth

    def _binary(self) -> bytes:
        return self._random.randbytes(self._random.randint(0, 300))

    def _raw(self) -> str:
        """JSON that json.dumps would not write."""
        return self._random.choice(
            (
                '{"op":"ping","id":"a","id":"b"}',
                '{"op":"ping","id":"\\ud800"}',
                '{"op":"list","id":"x","limit":1e999}',
                '{"op":"list","id":"x","limit":NaN}',
                '{"op":"ping","op":"cancel","id":"x"}',
                '{"id":"x","op":"subscribe","since":{"0":{"n":-0}}}',
                '\ufeff{"op":"ping","id":"x"}',
                '{"op":"ping","id":"x"} {"op":"ping","id":"y"}',
                '{"type":"websocket.close","code":1000}',
                "[" * 30000,
            )
        )

    # --- parts -----------------------------------------------------------------------------

    def _request(self) -> dict[str, Any]:
        op, pick = self._random.choice(OPS), self._random.choice
        request: dict[str, Any] = {"op": op, "id": self._id()}
        if op == "subscribe":
            request |= pick(
                (
                    {"run": self._run()},
                    {"runs": [self._run() for _ in range(self._random.randint(0, 5))]},
                    {"to": pick(WORDS)},
                    {"to": "mine", "since": self._since(), "after": pick(MOMENTS)},
                )
            )
        elif op == "unsubscribe":
            request["sub"] = self._id()
        elif op == "list":
            request |= {"state": pick(WORDS), "limit": pick(BIG), "cursor": self._word()}
        elif op in {"cancel", "retry"}:
            request["run"] = self._run()
        elif op == "start":
            request |= {"task": pick(WORDS), "key": self._id(), "args": self._anything(2)}
        return request

    def _id(self) -> str:
        return str(self._random.randrange(30))

    def _run(self) -> str:
        if self._known and self._random.random() < 0.5:
            return self._random.choice(self._known)
        return str(uuid.UUID(int=self._random.getrandbits(128)))

    def _since(self) -> dict[str, Any]:
        return {
            self._run(): {
                "n": self._random.choice(BIG),
                "epoch": self._word(),
                "seq": self._random.choice(BIG),
            }
            for _ in range(self._random.randint(0, 3))
        }

    def _word(self) -> str:
        return self._random.choice(WORDS)

    def _anything(self, depth: int) -> Any:
        kinds = 7 if depth else 5
        match self._random.randrange(kinds):
            case 0:
                return self._word()
            case 1:
                return self._random.choice(BIG)
            case 2:
                return self._random.choice((True, False, None))
            case 3:
                return self._run()
            case 4:
                return self._random.choice(OPS)
            case 5:
                return [self._anything(depth - 1) for _ in range(self._random.randint(0, 4))]
        return {self._word(): self._anything(depth - 1) for _ in range(self._random.randint(0, 4))}


MOMENTS = (
    "",
    "2026-11-30T12:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "now",
    0,
)

"""What a first visit of Tareas with a hundred running cards sends over the wire."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from bench.pagina_stage import Product

KINDS = {"Document": "page", "Script": "scripts", "Stylesheet": "styles", "Image": "pictures"}


@dataclass(frozen=True)
class Wire:
    """Bytes as they were sent, heads of answers included, by kind; `requests`."""

    by_kind: dict[str, int]
    requests: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_kind.values())


def first_visit(product: Product, path: str) -> Wire:
    """With nothing in the browser's cache; the socket's frames are not in it."""
    context = product.visitor()
    page = context.new_page()
    session = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sent: dict[str, int] = defaultdict(int)

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "")
        sent[KINDS.get(kind, "other")] += int(event["encodedDataLength"])

    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    page.goto(product.address + path)
    page.locator("#conn[data-c=live]").wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    context.close()
    return Wire(dict(sent), len(kinds))

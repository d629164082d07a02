"""A gateway to try things with: a ledger of its own that no transaction of ours rolls back.

It plays the other side, so it lies in a SQLite file beside the database: every process sees it, and
what was charged stays charged. Which way a charge goes is decided by the card.
"""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from proyecto.dominio.tarjetas import TarjetaDePrueba
from workers.pagos.gateway import Busy, Charge, Declined, NotReached, NotTaken, Order, UnknownCard

PREFIX = "prueba_"
WAIT_SECONDS = 20.0
# Charges of TIEMPO that get no answer.
UNANSWERED = 2
OPEN, CHARGED, CLOSED = "abierto", "cobrado", "cerrado"
TABLE = """
CREATE TABLE IF NOT EXISTS pagos (
    id TEXT PRIMARY KEY,
    clave TEXT NOT NULL UNIQUE,
    pedido TEXT NOT NULL,
    importe TEXT NOT NULL,
    moneda TEXT NOT NULL,
    tarjeta TEXT NOT NULL,
    estado TEXT NOT NULL DEFAULT 'abierto',
    veces INTEGER NOT NULL DEFAULT 0,
    cargo TEXT UNIQUE,
    cobrado TEXT
)
"""


class Sandbox:
    """The gateway whose ledger lies in `file`."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def open(self, order: Order, key: str) -> str:
        """One row a key."""
        _known(order.card)
        row = (PREFIX + uuid.uuid4().hex, key, order.name, str(order.amount), order.currency)
        with self._ledger() as ledger:
            ledger.execute(
                "INSERT INTO pagos (id, clave, pedido, importe, moneda, tarjeta)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (clave) DO NOTHING",
                (*row, order.card),
            )
            found = ledger.execute("SELECT id FROM pagos WHERE clave = ?", (key,)).fetchone()
            return str(found["id"])

    def ready(self, payment: str) -> bool:
        """One that was declined is closed."""
        row = self._row(payment)
        return row is not None and row["estado"] != CLOSED

    def charge(self, payment: str, order: Order, key: str) -> Charge:
        """What becomes of it is committed before anybody is told, or is not told."""
        _known(order.card)
        row, mine = self._try(payment, order)
        if row["estado"] == CLOSED:
            raise Declined("insufficient_funds") if mine else Busy(payment)
        if row["estado"] == OPEN or (mine and order.card == TarjetaDePrueba.COBRO_INCIERTO):
            raise TimeoutError("the gateway did not answer in time")
        return _charge(row)

    def ask(self, payment: str) -> Charge | None:
        """The charge of a payment."""
        row = self._row(payment)
        return _charge(row) if row is not None and row["estado"] == CHARGED else None

    def rows(self, order: str) -> list[sqlite3.Row]:
        """All that it has on an order, in the order in which it was opened."""
        with closing(self._opened()) as ledger:
            return ledger.execute(
                "SELECT * FROM pagos WHERE pedido = ? ORDER BY rowid", (order,)
            ).fetchall()

    def _try(self, payment: str, order: Order) -> tuple[sqlite3.Row, bool]:
        """One try at a payment, in one transaction: how it then stands, and whether that is this
        try's doing."""
        with self._ledger() as ledger:
            row = _read(ledger, payment)
            if row is None:
                raise NotTaken(f"there is no payment {payment}")
            if row["estado"] != OPEN:
                return row, False
            estado = _outcome(order.card, row["veces"] + 1)
            charged = estado == CHARGED
            ledger.execute(
                "UPDATE pagos SET importe = ?, tarjeta = ?, veces = veces + 1, estado = ?,"
                " cargo = ?, cobrado = ? WHERE id = ?",
                (
                    *(str(order.amount), order.card, estado),
                    f"cargo_{uuid.uuid4().hex}" if charged else None,
                    datetime.now(UTC).isoformat(timespec="seconds") if charged else None,
                    payment,
                ),
            )
            after = _read(ledger, payment)
            assert after is not None
            return after, True

    def _row(self, payment: str) -> sqlite3.Row | None:
        with closing(self._opened()) as ledger:
            return _read(ledger, payment)

    @contextmanager
    def _ledger(self) -> Iterator[sqlite3.Connection]:
        """The ledger, closed to every other writer until the block ends."""
        with closing(self._opened()) as ledger:
            ledger.execute("BEGIN IMMEDIATE")
            yield ledger
            ledger.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.file, timeout=WAIT_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute(TABLE)
        return connection


def _known(card: str) -> None:
    if card == TarjetaDePrueba.CAIDA:
        raise NotReached("connection refused")
    if card not in set(TarjetaDePrueba):
        raise UnknownCard(card)


def _outcome(card: str, times: int) -> str:
    if card == TarjetaDePrueba.RECHAZADA:
        return CLOSED
    return OPEN if card == TarjetaDePrueba.TIEMPO and times <= UNANSWERED else CHARGED


def _read(ledger: sqlite3.Connection, payment: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = ledger.execute(
        "SELECT * FROM pagos WHERE id = ?", (payment,)
    ).fetchone()
    return row


def _charge(row: sqlite3.Row) -> Charge:
    return Charge(row["cargo"], row["importe"], row["moneda"], row["cobrado"])

"""localstripe as a real process on a free port: Stripe's other side, as far as tests need it."""

import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import stripe

from scripts.local import ports
from scripts.local.leash import Leash
from tests.stack.place import ROOT
from tests.stack.process import Process
from tests.stack.stack import WORKER_IS_READY

KEY = "sk_test_avance"
ACCEPTED = "4242424242424242"
# It can be attached, and every charge is declined.
DECLINED = "4000000000000341"
ASKS = "4000002500003155"


class StripeProcess(Process):
    """`address` is its STRIPE_API_BASE. What it knows it forgets when it ends."""

    def __init__(self, environment: Mapping[str, str], logs: Path, leash: Leash) -> None:
        self.port = ports.any_free()
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "localstripe", "--from-scratch", "--port", str(self.port)]
        super().__init__(
            "localstripe", command, environment, logs / "localstripe.log", leash, _answers
        )

    @property
    def client(self) -> stripe.StripeClient:
        """To look at what it has."""
        return stripe.StripeClient(KEY, base_addresses={"api": self.address})

    def card(self, number: str) -> str:
        """What the shop's page would get for a card number."""
        given = {"number": number, "exp_month": 12, "exp_year": 2030, "cvc": "123"}
        made = self.client.v1.payment_methods.create({"type": "card", "card": given})  # type: ignore[typeddict-item]
        return made.id

    def charges(self, order: str) -> list[str]:
        """Its successful charges for an order."""
        intents = self.client.v1.payment_intents.list({"limit": 100}).data
        mine = [intent for intent in intents if intent.metadata["pedido"] == order]
        return [intent.id for intent in mine if intent.status == "succeeded"]


def worker_of(queue: str, environment: Mapping[str, str], logs: Path, leash: Leash) -> Process:
    """A worker of one queue, with an environment of its own."""
    start = [sys.executable, "-m", "celery", "--app=tests.stack.app", f"--workdir={ROOT}"]
    options = [f"--queues={queue}", "--concurrency=1", f"--hostname={queue}@test"]
    command = [*start, "worker", *options, "--loglevel=INFO", "--without-gossip"]
    log = logs / f"{queue}.log"
    return Process(queue, command, environment, log, leash, lambda it: it.says(WORKER_IS_READY))


def _answers(process: Process) -> bool:
    assert isinstance(process, StripeProcess)
    try:
        urllib.request.urlopen(f"{process.address}/v1/charges", timeout=5)
    except urllib.error.HTTPError as error:
        return error.code == 401
    except OSError:
        return False
    return False

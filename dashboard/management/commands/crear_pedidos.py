"""manage.py crear_pedidos"""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dashboard import formats
from dashboard.forms.demo import DemoForm
from dashboard.labels import phase_label
from proyecto.dominio.demo.crear import Step, crear
from proyecto.dominio.models import Lote
from scripts.console import Console
from scripts.console import Step as Line
from scripts.language import speaks_english

BAR_SIGNS = 16
INTERRUPTED = 130


class Command(BaseCommand):
    """Make demo orders and show how far they are, in the language of the shell."""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """Help in the person's language; argparse takes no lazy text."""
        with _language():
            self.help = _("Make invented orders that look like those of a real shop.")
            return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """As text: what is wrong with it is said by the form, in the person's language."""
        usual = DemoForm.usual()
        words = {
            "cantidad": _("how many orders, from 1 to 1,000,000 (%(usual)s)"),
            "desde": _("first month (%(usual)s)"),
            "hasta": _("last month (%(usual)s)"),
            "semilla": _("a number; the same one makes the same orders again (by chance)"),
        }
        for name, text in words.items():
            told = text % {"usual": usual.get(name, "")}
            parser.add_argument(f"--{name}", default=str(usual.get(name, "")), help=told)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        with _language():
            form = DemoForm({name: options[name] for name in DemoForm.base_fields})
            if not form.is_valid():
                raise CommandError("\n".join(_complaints(form)), returncode=2)
            self._make(form.save())

    def _make(self, lote: Lote) -> None:
        console = Console()
        try:
            _show(console, lote)
        except KeyboardInterrupt:
            lote.refresh_from_db()
            console.warn(
                _("Stopped. %(done)s orders were made; each of them is whole.")
                % {"done": _number(lote.hechos)}
            )
            sys.exit(INTERRUPTED)
        lote.refresh_from_db()
        facts = {"done": _number(lote.hechos), "seed": lote.semilla}
        console.say(_("%(done)s orders were made, with seed %(seed)s.") % facts)


def _show(console: Console, lote: Lote) -> None:
    """One line a phase."""
    steps = crear(lote)
    step = next(steps, None)
    while step is not None:
        phase = step.phase
        with console.step(phase_label(phase)) as line:
            while step is not None and step.phase == phase:
                line.progress(step.done, step.total, _bar(line, step))
                step = next(steps, None)


def _bar(line: Line, step: Step) -> str:
    """ "▓▓▓▓░░░░ 43% · 9,800/s · about 2 min"."""
    share = step.done / step.total
    signs = "▓" * int(BAR_SIGNS * share) + "░" * (BAR_SIGNS - int(BAR_SIGNS * share))
    words = f"{signs} {formats.percent(int(share * 1000))}"
    if 0 < step.done < step.total and line.seconds >= 1:
        speed = step.done / line.seconds
        left = formats.time_left((step.total - step.done) / speed)
        words += f" · {_number(round(speed))}/s · {left}"
    return words


def _complaints(form: DemoForm) -> list[str]:
    return [f"--{name}: {problem}" for name, found in form.errors.items() for problem in found]


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)


def _language() -> Any:
    return translation.override("en" if speaks_english(os.environ) else "es-mx")

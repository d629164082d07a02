"""What a run did to the world outside, and what trying it again will and will not do: in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.causes import ERRORS, error_cause
from dashboard.effects import EffectCard, EffectGroup
from dashboard.formats import money
from dashboard.labels import effect_label

WILL = {
    "skip": gettext_lazy("Already done, and not done again: %(what)s."),
    "ask": gettext_lazy("Perhaps done: %(what)s. This is checked first."),
    "leave": gettext_lazy("Perhaps done, and not done again: %(what)s."),
    "again": gettext_lazy("Perhaps done, and done again: %(what)s."),
    "anew": gettext_lazy("Refused, and asked for again: %(what)s."),
}
STATES = {
    "done": gettext_lazy("Done: %(what)s."),
    "running": gettext_lazy("Under way: %(what)s."),
    "open": gettext_lazy("Perhaps done, nobody knows: %(what)s."),
    "refused": gettext_lazy("Refused: %(what)s."),
}
# What says most about an effect of a kind: the fact, and the words around it.
WORDS = {
    "charge": ("amount", gettext_lazy("charge of %(amount)s")),
    "mail": ("to", gettext_lazy("e-mail to %(to)s")),
    "file": ("name", gettext_lazy("file “%(name)s”")),
}


def again_sentences(groups: Iterable[EffectGroup]) -> list[tuple[str, str]]:
    """What becomes of these effects when the run is tried again: the word for it, the sentence."""
    named: dict[str, list[str]] = {}
    for group in groups:
        named.setdefault(group.will, []).append(_counted(group))
    return [(will, str(WILL[will]) % {"what": "; ".join(what)}) for will, what in named.items()]


def effect_sentence(effect: EffectCard) -> str:
    """One effect as it stands."""
    said = str(STATES[effect.state]) % {"what": effect_words(effect.kind, effect.facts)}
    return f"{said} {error_cause(effect.error, {})}" if effect.error in ERRORS else said


def more_sentence(group: EffectGroup) -> str:
    """Those that are not listed one by one; empty when all are."""
    rest = group.count - len(group.listed)
    if not rest:
        return ""
    return _("… and %(n)d more: %(kind)s") % {"kind": effect_label(group.kind), "n": rest}


def effect_words(kind: str, facts: dict[str, Any]) -> str:
    """What it is, with what matters about it: "charge of $120.00"."""
    fact, words = WORDS.get(kind, ("", ""))
    if not facts.get(fact):
        return effect_label(kind)
    if fact == "amount":
        facts = {**facts, "amount": money(facts["amount"], facts.get("currency", "MXN"))}
    return str(words) % facts


def _counted(group: EffectGroup) -> str:
    named = ", ".join(effect_words(one.kind, one.facts) for one in group.listed)
    rest = group.count - len(group.listed)
    return _("%(named)s and %(n)d more") % {"named": named, "n": rest} if rest else named

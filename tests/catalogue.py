"""The translations as they are written (.po), and the strings that code and templates ask for."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template import Engine
from django.template.base import NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
CONTEXT = "\x04"
# Name of the call: which of its arguments is the context, and which the (singular) string.
CALLS: dict[str, tuple[int | None, int]] = {
    "_": (None, 0),
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "ngettext": (None, 0),
    "ngettext_lazy": (None, 0),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
}


def written() -> dict[str | tuple[str, int], str]:
    """What the .po says, in the keys of `gettext.GNUTranslations`: a string with its context
    before it, and with the number of the plural form behind it where it has several."""
    found: dict[str | tuple[str, int], str] = {}
    for entry in PO.read_text(encoding="utf-8").split("\n\n"):
        fields = _fields(entry)
        context = fields.get("msgctxt")
        key = fields["msgid"] if context is None else context + CONTEXT + fields["msgid"]
        for name, value in fields.items():
            if name == "msgstr":
                found[key] = value
            elif name.startswith("msgstr["):
                found[key, int(name[7:-1])] = value
    return found


def _fields(entry: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in entry.splitlines():
        if not line or line.startswith("#"):
            continue
        value = line
        if not line.startswith('"'):
            name, _, value = line.partition(" ")
        fields[name] = fields.get(name, "") + ast.literal_eval(value)
    return fields


def asked_for() -> Iterator[str]:
    """Every string that the product's Python and templates have translated."""
    for folder in ("dashboard", "proyecto", "workers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from _in_python(path.read_text(encoding="utf-8"))
    engine = Engine.get_default()
    pages = (ROOT / "templates").rglob("*.html")
    for path in sorted([*pages, *(ROOT / "templates" / "emails").rglob("*.txt")]):
        template = engine.get_template(str(path.relative_to(ROOT / "templates")))
        yield from _in_nodes(template.nodelist)


def _in_python(source: str) -> Iterator[str]:
    for call in ast.walk(ast.parse(source)):
        name = (
            call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        )
        if not isinstance(call, ast.Call) or name not in CALLS:
            continue
        context, text = CALLS[name]
        words = [ast.literal_eval(call.args[at]) for at in (context, text) if at is not None]
        yield CONTEXT.join(words)


def _in_nodes(nodes: NodeList) -> Iterator[str]:
    # The types of Django's stubs stop at Node.
    simple: list[Any] = list(nodes.get_nodes_by_type(TranslateNode))
    blocks: list[Any] = list(nodes.get_nodes_by_type(BlockTranslateNode))
    for one in simple:
        # `{% translate variable %}` has nothing to collect.
        if one.filter_expression.var.literal is not None:
            yield _with(one.message_context, one.filter_expression.var.literal)
    for block in blocks:
        yield _with(block.message_context, block.render_token_list(block.singular)[0])


def _with(context: Any, text: str) -> str:
    return text if context is None else f"{context.var}{CONTEXT}{text}"

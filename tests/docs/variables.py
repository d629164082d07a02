"""The environment variables that the code reads, with their defaults, found in the code itself."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from dashboard.server.limits import Limits
from tests.docs.markdown import ROOT

ROOMS = ("proyecto", "dashboard", "workers", "scripts")
# Of the machine, or Django's own, or set by us for others: nothing that a person would set.
NOT_OURS = {"PATH", "TERM", "DJANGO_SETTINGS_MODULE"}


def variables_read() -> dict[str, str | None]:
    """Name and default as the settings table writes it; None where the code has none to show."""
    found: dict[str, str | None] = {
        f"SERVER_{limit.name.upper()}": str(limit.default) for limit in fields(Limits)
    }
    for file in source_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for name, default in read_by(node):
                if name not in NOT_OURS:
                    found[name] = found.get(name) or default
    return found


def source_files() -> Iterator[Path]:
    yield from (ROOT / "asgi.py", ROOT / "manage.py")
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.py")


def read_by(node: ast.AST) -> Iterator[tuple[str, str | None]]:
    """What one expression reads: `env.text("NAME", default)`, `os.environ.get("NAME")` and so on;
    and the tuple of names that the scripts take the language from."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="env"), attr=kind),
            args=[ast.Constant(value=str(name)), *rest],
        ):
            yield name, default_of(kind, rest)
            if kind in {"secret", "mail"}:
                yield f"{name}_FILE", ""
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get" | "setdefault"),
            args=[ast.Constant(value=str(name)), *rest],
        ):
            yield name, written(rest[0]) if rest else ""
        case ast.Subscript(
            value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name))
        ):
            yield name, ""
        case ast.For(iter=ast.Tuple(elts=elements)) if "environ" in ast.dump(node):
            for element in elements:
                if isinstance(element, ast.Constant) and str(element.value).isupper():
                    yield str(element.value), ""


def default_of(kind: str, rest: list[ast.expr]) -> str:
    """The default of one of our typed readers."""
    if not rest:
        return {"flag": "0"}.get(kind, "")
    default = written(rest[0])
    return f"sqlite:///{default}" if kind == "database" else default


def written(expression: ast.expr) -> str:
    """As a person would write it: numbers worked out, paths joined."""
    match expression:
        case ast.BinOp(left=ast.Name(id="BASE_DIR"), op=ast.Div(), right=ast.Constant(value=v)):
            return str(v)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return f"{written(left)}/{written(right)}"
        case ast.Name(id=name):
            return name
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return f"not {name}"
    code = compile(ast.Expression(expression), "default", "eval")
    return str(eval(code, {"__builtins__": {}}))

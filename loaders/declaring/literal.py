"""A declaration's text into its `Table`, read from the syntax tree: nothing of it is ever run.

Accepted are a docstring, `from loaders.table import ...` and one `TABLE = Table(...)` made of
words, numbers, tuples, lists, dicts and calls of the imported names. Whatever else stands there
is refused with its file and line, whoever wrote it.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import math
import re
import warnings
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import loaders.table
from graph.errors import DeclarationError
from loaders.table import ColumnType, Table

_MOST_LETTERS = 200_000  # a declaration is a page; beyond it the parser is only being strained
_DEEPEST = 30

WORDS: dict[str, type] = {
    name: word
    for name in loaders.table.__all__
    if isinstance(word := vars(loaders.table)[name], type) and word is not ColumnType
}
"""The names a declaration may import: the classes of `loaders.table`."""

_FILLED = ("department", "digest")  # by the reader, never by a declaration
_HINTS = {word: get_type_hints(word) for word in WORDS.values()}
_SIGNATURES = {word: inspect.signature(word) for word in WORDS.values()}


@dataclasses.dataclass(frozen=True)
class Read:
    """A table as its text says it, and the line on which each of its objects stands."""

    table: Table
    place: str
    lines: Mapping[int, int]  # id() of an object of the table -> line
    arguments: Mapping[str, int]  # argument of Table -> line

    def refuse(self, what: str, where: object = None) -> DeclarationError:
        """Return an error on an object of the table, or on an argument of `Table`."""
        line = self.arguments.get(where, 1) if isinstance(where, str) else self.lines[id(where)]
        return refusal(self.place, line, what)


def refusal(place: str, line: int, what: str) -> DeclarationError:
    """Return the error that says what is wrong in which line of a declaration."""
    return DeclarationError(f"{place}, line {line}: {what}", file=place, line=line)


def read_literal(text: str, place: str) -> Read:
    """Return what a declaration says.

    Raises:
        DeclarationError: it is no Python, or holds anything besides words.
    """
    if len(text) > _MOST_LETTERS:
        raise refusal(place, 1, f"the file has {len(text)} letters; a declaration is one page.")
    return _Reader(place).read(_tree(text, place))


def _tree(text: str, place: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on how a stranger's text is spelt
            return ast.parse(text)
    except SyntaxError as error:
        raise refusal(place, error.lineno or 1, f"this is not Python: {error.msg}.") from None
    except (ValueError, RecursionError, MemoryError):
        raise refusal(place, 1, "this is not Python, or nested too deeply to be read.") from None


class _Reader:
    """Reads one file's tree; `imported` are the names it may call."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.imported: set[str] = set()
        self.lines: dict[int, int] = {}

    def read(self, tree: ast.Module) -> Read:
        call: ast.Call | None = None
        for number, statement in enumerate(tree.body):
            if isinstance(statement, ast.ImportFrom):
                self._import(statement)
            elif call is None and (call := _table_call(statement)) is not None:
                continue
            elif number or not _is_docstring(statement):
                raise self.refuse(
                    statement,
                    "besides a docstring a declaration holds only `from loaders.table import ...` "
                    "and one `TABLE = Table(...)`; take this statement out.",
                )
        if call is None:
            raise refusal(self.place, 1, "there is no `TABLE = Table(...)`; write one.")
        table = self._call(call, 0)
        if not isinstance(table, Table):
            raise self.refuse(call, "TABLE is not a Table; write `TABLE = Table(...)`.")
        arguments = {k.arg: k.value.lineno for k in call.keywords if k.arg}
        return Read(table, self.place, self.lines, arguments)

    def refuse(self, node: ast.AST, what: str) -> DeclarationError:
        return refusal(self.place, getattr(node, "lineno", 1), what)

    def _import(self, node: ast.ImportFrom) -> None:
        if node.module != "loaders.table" or node.level:
            raise self.refuse(node, "only `from loaders.table import ...` may be imported.")
        for name in node.names:
            if name.asname or name.name not in WORDS:
                shown = f"{name.name} as {name.asname}" if name.asname else name.name
                raise self.refuse(
                    node,
                    f"loaders.table has no word to import as {shown!r}; it has "
                    f"{', '.join(sorted(WORDS))}.",
                )
            self.imported.add(name.name)

    def _value(self, node: ast.expr, depth: int) -> Any:
        if depth > _DEEPEST:
            raise self.refuse(node, f"this is nested more than {_DEEPEST} deep.")
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return -number
            case ast.Tuple() | ast.List():
                return tuple(self._value(item, depth + 1) for item in node.elts)
            case ast.Dict():
                return self._dict(node, depth)
            case ast.Call():
                return self._call(node, depth)
        raise self.refuse(
            node,
            f"{_shown(node)} is not a plain value; a declaration is made of words, numbers, "
            "tuples, dicts and calls of the imported names.",
        )

    def _constant(self, node: ast.Constant) -> str | int | float | bool | None:
        value = node.value
        if isinstance(value, float) and not math.isfinite(value):
            raise self.refuse(node, f"{_shown(node)} is not a finite number.")
        if isinstance(value, str | int | float | NoneType):
            return value
        raise self.refuse(node, f"{_shown(node)} is neither a word nor a number.")

    def _dict(self, node: ast.Dict, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                raise self.refuse(key or value, "the keys of a dict are words; `**` is not read.")
            if key.value in found:
                raise self.refuse(key, f"{key.value!r} stands twice in one dict; keep one of them.")
            found[key.value] = self._value(value, depth + 1)
        return found

    def _call(self, node: ast.Call, depth: int) -> Any:
        if not (isinstance(node.func, ast.Name) and node.func.id in self.imported):
            raise self.refuse(
                node,
                f"{_shown(node.func)} cannot be called here; only names imported from "
                "loaders.table can.",
            )
        word = WORDS[node.func.id]
        if any(k.arg is None for k in node.keywords) or any(
            isinstance(a, ast.Starred) for a in node.args
        ):
            raise self.refuse(node, "`*` and `**` are not read; write each argument out.")
        given = [self._value(a, depth + 1) for a in node.args]
        named = {str(k.arg): self._value(k.value, depth + 1) for k in node.keywords}
        return self._made(word, node, given, named)

    def _made(self, word: type, node: ast.Call, given: list[Any], named: dict[str, Any]) -> Any:
        try:
            bound = _SIGNATURES[word].bind(*given, **named).arguments
        except TypeError as error:
            raise self.refuse(node, f"{word.__name__}: {error}.") from None
        stands = {k.arg: k.value for k in node.keywords}
        for name, value in bound.items():
            if word is Table and name in _FILLED:
                raise self.refuse(node, f"{name} is filled by the reader; take it out.")
            if not fits(value, _HINTS[word][name]):
                what = f"{word.__name__} has {name}={_short(value)}, wanted "
                raise self.refuse(stands.get(name, node), f"{what}{_wanted(_HINTS[word][name])}.")
        made = word(**bound)
        self.lines[id(made)] = node.lineno
        return made


def _table_call(statement: ast.stmt) -> ast.Call | None:
    """Return the call of `TABLE = name(...)`, or None where a statement is another."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="TABLE")], value=ast.Call() as call):
            return call
    return None


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def fits(value: object, hint: Any) -> bool:
    """Return whether a value is of a type that `loaders.table` is annotated with."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inner)
    if origin is Literal:
        return value in inner and isinstance(value, str)
    if origin is tuple:
        return isinstance(value, tuple) and all(fits(item, inner[0]) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, dict) and all(fits(item, inner[1]) for item in value.values())
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _wanted(hint: Any) -> str:
    words = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    return re.sub(r"\b[a-z]+(\.[a-z]+)*\.(?=[A-Za-z])", "", words)


def _short(value: object) -> str:
    shown = type(value).__name__ + "(...)" if dataclasses.is_dataclass(value) else repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _shown(node: ast.expr) -> str:
    """Return the source of an expression, as short as a sentence can bear."""
    try:
        return _short_text(ast.unparse(node))
    except (RecursionError, ValueError):
        return "this"


def _short_text(text: str) -> str:
    line = " ".join(text.split())
    return f"`{line}`" if len(line) <= 60 else f"`{line[:57]}...`"

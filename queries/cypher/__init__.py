"""The analysts' library: one question of Cypher a file, found by being there.

A file begins with what one row is, the same in Chinese (`// zh:`, for the console), then
`// params:` and `// returns:`, each `name: type`.
Its name is its path: `named("company/holders")`. Every question takes `$as_of` and `$known_on`
and cuts dated edges by both; a name shown beside an id is that of the edition's data day.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from graph.cypher import Statement, check
from graph.days import calendar_day, parse_day
from graph.errors import QueryError, UnknownQuery, WrongParameters
from graph.neo4j import Answer, Server
from queries.words import Words

_LISTED = r"[^\n]*(?:\n//   [^\n]*)*"  # a header's list may go on in indented lines
_HEADER = re.compile(
    rf"// (?P<meaning>[^\n]+(?:\n// (?!zh:)[^\n]+)*)\n// zh: (?P<zh>[^\n]+)\n"
    rf"// params: (?P<params>{_LISTED})\n// returns: (?P<returns>{_LISTED})\n"
)
_FITTING: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "date": date, "int": int, "float": (int, float), "boolean": bool, "list": list,
}  # fmt: skip

Value = str | int | float | date


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """One question of the library.

    Args:
        name: its path without ending.
        meaning: what one row is.
        params: the type of each value it takes.
        returns: the type of each column.
        text: the file, as an analyst reads it.
        statement: the text, checked by the same guard as the console's.
    """

    name: str
    meaning: Words
    params: Mapping[str, str]
    returns: Mapping[str, str]
    text: str
    statement: Statement

    def ask(
        self, server: Server, given: Mapping[str, Value], seconds: float = 60, rows: int = 10_000
    ) -> Answer:
        """Return its answer on a server.

        Raises:
            WrongParameters: a value is missing, unknown or of another type.
        """
        if set(given) != set(self.params):
            takes, was = ", ".join(self.params), ", ".join(given)
            raise WrongParameters(f"{self.name} takes ({takes}); it was given ({was}).")
        values = {name: self._read(name, value) for name, value in given.items()}
        return server.ask(self.statement, values, seconds=seconds, rows=rows)

    def _read(self, name: str, value: Value) -> Value | None:
        """Return a value in its declared type; text as a person types it is read."""
        wanted = self.params[name]
        try:
            if wanted == "date" and isinstance(value, str):
                return calendar_day(parse_day(value))
            if wanted in ("int", "float") and isinstance(value, str):
                return int(value) if wanted == "int" else float(value)
        except (ValueError, QueryError):
            pass
        else:
            if isinstance(value, _FITTING[wanted]):
                return value
        raise WrongParameters(f"{self.name} wants {name} as {wanted}; it was given {value!r}.")


@cache
def library() -> Mapping[str, LibraryQuestion]:
    """Return every question by its name, in order."""
    found = dict(_found(files(__name__), ""))
    return {name: _read(name, found[name]) for name in sorted(found)}


def named(name: str) -> LibraryQuestion:
    """Return one question.

    Raises:
        UnknownQuery: there is none of that name; the error lists those there are.
    """
    if name not in library():
        raise UnknownQuery(f"No query {name!r}. There are: {', '.join(library())}.", name=name)
    return library()[name]


def _found(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _found(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".cypher"):
            yield prefix + entry.name.removesuffix(".cypher"), entry.read_text("utf-8")


def _read(name: str, text: str) -> LibraryQuestion:
    """Return a question from its file.

    Raises:
        QueryError: its header is not as the module says, or does not fit its text.
    """
    header = _HEADER.match(text)
    if header is None:
        raise QueryError(f"queries/cypher/{name}.cypher must begin with its meaning, "
                         "// zh:, // params: and // returns:.")  # fmt: skip
    params, returns = _typed(name, header["params"]), _typed(name, header["returns"])
    statement = check(text)
    if set(params) != set(statement.parameters):
        raise QueryError(f"queries/cypher/{name}.cypher declares ({', '.join(sorted(params))}) "
                         f"and uses ({', '.join(statement.parameters)}).")  # fmt: skip
    meaning = Words(header["zh"], header["meaning"].replace("\n// ", " "))
    return LibraryQuestion(name, meaning, params, returns, text, statement)


def _typed(name: str, words: str) -> dict[str, str]:
    listed = " ".join(words.replace("\n//", " ").split()).split(",")
    pairs = dict(word.strip().partition(": ")[::2] for word in listed if word.strip())
    if odd := {kind for kind in pairs.values() if kind not in _FITTING}:
        raise QueryError(f"queries/cypher/{name}.cypher names the type {odd.pop()!r}; there are: "
                         f"{', '.join(_FITTING)}.")  # fmt: skip
    return pairs

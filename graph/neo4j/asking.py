"""A statement on its way to the server: asked on a thread of its own, ended in time."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import neo4j

from graph.cypher import Statement
from graph.errors import QueryError
from graph.neo4j.values import bare_ends, plain

MOST_COUNTED = 20_000  # rows beyond the limit are counted this far, then "more than"
HELD = "MATCH (e:QijiEdition) RETURN e.id AS id, e.state AS state, e.data_day AS day LIMIT 1"
_ENDS = "MATCH (n:Qiji) WHERE elementId(n) IN $ends RETURN elementId(n) AS bare, n.id AS id"


@dataclass(frozen=True, slots=True)
class Held:
    """What a server says of the edition it holds: `(:QijiEdition {id, state})`."""

    edition: str
    state: str
    data_day: date | None = None

    @property
    def warning(self) -> str:
        """What to tell who asks, or an empty string where the edition is whole."""
        if self.state == "complete":
            return ""
        if not self.edition:
            return "The server holds no edition; `qiji publish` puts one there."
        return (
            f"The edition {self.edition} is not complete on the server; answers may lack rows "
            "until `qiji publish` has ended."
        )


NOTHING_HELD = Held("", "absent")


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a statement.

    Args:
        columns: their names.
        rows: at most as many as were asked for; Python's own values.
        total: how many there are; those beyond the limit are counted up to 20,000.
        counted: whether `total` is exact.
        seconds: how long it took.
        warning: what is wrong with the edition on the server, or an empty string.
    """

    columns: tuple[str, ...]
    rows: list[list[Any]]
    total: int
    counted: bool
    seconds: float
    warning: str = ""

    @property
    def cut(self) -> bool:
        """Whether rows were left out."""
        return self.total > len(self.rows) or not self.counted

    @property
    def extent(self) -> str:
        """How much is shown: `12 rows`, or `300 of 12,431 rows`."""
        if not self.cut:
            return f"{self.total:,} rows"
        more = "" if self.counted else "more than "
        return f"{len(self.rows):,} of {more}{self.total:,} rows"


class Asked(threading.Thread):
    """A statement on its way, on a thread of its own so that it can be left behind."""

    def __init__(
        self,
        driver: neo4j.Driver,
        statement: Statement,
        parameters: Mapping[str, Any],
        seconds: float,
        rows: int,
        token: str,
    ) -> None:
        super().__init__(name="qiji-cypher", daemon=True)
        self._driver = driver
        self._statement = statement
        self._parameters = dict(parameters)
        self._seconds = seconds
        self._rows = rows
        self._done = threading.Event()
        self.token = token
        self.answer: Answer | None = None
        self.failure: Exception | None = None

    def wait(self, seconds: float) -> None:
        """Wait until it is done, at most this long."""
        self._done.wait(seconds)

    def run(self) -> None:
        """Ask, and keep what comes: an answer or a failure."""
        try:
            with self._driver.session(
                default_access_mode="READ", fetch_size=min(self._rows + 1, 1000)
            ) as session:
                self.answer = self._answer(session)
        except Exception as error:
            self.failure = error
        finally:
            self._done.set()

    def _answer(self, session: neo4j.Session) -> Answer:
        began = time.monotonic()
        text = self._statement.rendered
        marks = {"qiji": self.token}
        with session.begin_transaction(metadata=marks, timeout=self._seconds) as transaction:
            plan = transaction.run("EXPLAIN " + text, self._parameters).consume()
            if plan.query_type != "r":
                raise QueryError("The statement would write, and the console only reads.")
            held = transaction.run(HELD).values()
            result = transaction.run(text, self._parameters)
            columns = tuple(result.keys())
            raw = [record.values() for record in result.fetch(self._rows)]
            more = len(result.fetch(MOST_COUNTED)) if len(raw) == self._rows else 0
            ends = sorted(set(bare_ends(raw)))
            keys = dict(transaction.run(_ENDS, ends=ends).values()) if ends else {}
        found = [plain(values, keys) for values in raw]
        warning = (Held(*plain(held[0])) if held else NOTHING_HELD).warning
        took = time.monotonic() - began
        return Answer(columns, found, len(found) + more, more < MOST_COUNTED, took, warning)

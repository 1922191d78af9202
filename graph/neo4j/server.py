"""A Neo4j server: asked in read transactions that can be ended, and written by `publish` alone."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString, Self

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.cypher import Statement, check
from graph.errors import QijiError, QueryError, ServerError, WrongParameters
from graph.neo4j.asking import HELD, NOTHING_HELD, Answer, Asked, Held
from graph.neo4j.failures import explained, require_address, translated
from graph.neo4j.values import plain

GRACE = 5.0  # seconds that a statement may take to end after its time; then it is left behind

_LANE = "MATCH (l:QijiLane {lane: $lane}) RETURN l.at AS at"
# The first SET takes the lock, so that the count is read behind everyone else's.
_COUNT = """
MATCH (l:QijiLane {lane: $lane})
SET l.lane = $lane
WITH l WHERE l.at = $number - 1
SET l.at = $number
RETURN l.at AS at
"""


class Server:
    """One Neo4j server and the account used on it."""

    def __init__(self, driver: neo4j.Driver, uri: str) -> None:
        self._driver = driver
        self.uri = uri

    @classmethod
    def connect(cls, uri: str, user: str, password: str) -> Self:
        """Return a server that answers.

        Raises:
            ServerError: it is no address, nothing answers there, or the account is refused.
        """
        require_address(uri)
        try:
            driver = neo4j.GraphDatabase.driver(
                uri,
                auth=(user, password),
                connection_timeout=10,
                connection_acquisition_timeout=20,
                max_transaction_retry_time=30,
                user_agent="qiji",
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        except (DriverError, ValueError) as error:
            raise translated(error, uri) from error
        try:
            driver.verify_connectivity()
        except (DriverError, Neo4jError, OSError, ValueError) as error:
            driver.close()
            raise translated(error, uri) from error
        return cls(driver, uri)

    def close(self) -> None:
        """Give every connection back."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def holds(self) -> Held:
        """Return which edition the server holds, and whether it is complete."""
        rows = self.read(HELD)
        return Held(rows[0]["id"], rows[0]["state"], rows[0]["day"]) if rows else NOTHING_HELD

    def ask(
        self,
        statement: Statement | str,
        parameters: Mapping[str, Any] | None = None,
        seconds: float = 30,
        rows: int = 1000,
        token: str | None = None,
    ) -> Answer:
        """Return what a statement answers, in a read transaction that ends in time.

        Args:
            statement: as typed, or as `check` returned it.
            parameters: a value for each `$name`, no more and no fewer.
            seconds: after these the server ends it.
            rows: how many rows to bring; the others are counted.
            token: a word by which `cancel` can end it meanwhile; keep it secret.

        Raises:
            QueryError: it is not allowed, cannot be read, ran too long or was cancelled.
            WrongParameters: values are missing, or not asked for.
            ServerError: the server is away.
        """
        checked = check(statement) if isinstance(statement, str) else statement
        given = dict(parameters or {})
        _match_parameters(checked, given)
        asked = Asked(self._driver, checked, given, seconds, rows, token or secrets.token_hex(16))
        asked.start()
        try:
            asked.wait(seconds + GRACE)
        except BaseException:
            self.cancel(asked.token)
            raise
        if asked.failure is not None:
            raise explained(asked.failure, checked, seconds, self.uri) from asked.failure
        if asked.answer is None:
            self.cancel(asked.token)
            raise QueryError(f"The statement ran longer than {seconds:g} seconds and was left.")
        return asked.answer

    def explain(self, statement: Statement) -> str:
        """Return what a statement would do (`r`: read) as the server reads it, without running it.

        Raises:
            QueryError: the server cannot read it.
        """
        try:
            with self._driver.session(default_access_mode="READ") as session:
                plan = session.run("EXPLAIN " + statement.rendered).consume()
        except (DriverError, Neo4jError, OSError) as error:
            raise explained(error, statement, 0, self.uri) from error
        return str(plan.query_type)

    def cancel(self, token: str) -> bool:
        """End the statement asked with this token; return whether there was one."""
        with suppress(QijiError):
            ended = self.read(
                "SHOW TRANSACTIONS YIELD transactionId AS id, metaData "
                "WHERE metaData.qiji = $token "
                "TERMINATE TRANSACTIONS id YIELD message RETURN message",
                token=token,
            )
            return bool(ended)
        return False

    def read(self, text: LiteralString, **parameters: Any) -> list[dict[str, Any]]:
        """Return the rows of a statement of our own, as plain values."""
        with self._translating(), self._driver.session(default_access_mode="READ") as session:
            return [plain(dict(record)) for record in session.run(text, parameters)]

    def write(self, text: LiteralString, **parameters: Any) -> None:
        """Run a statement of our own that writes, again where the server asks for it."""
        with self._translating(), self._driver.session() as session:
            session.execute_write(lambda tx: tx.run(text, parameters).consume())

    def write_once(
        self, text: LiteralString, lane: int, number: int, parameters: dict[str, Any]
    ) -> int:
        """Run a batch of a lane in one transaction with the lane's count, once and for all.

        Args:
            lane: which `(:QijiLane)` counts it.
            number: the batch's place in its lane, from 1.
            parameters: what the statement takes.

        Returns:
            How many nodes and relationships it removed; 0 where it is in already.

        Raises:
            ServerError: another run has taken over the lane.
        """

        def work(transaction: neo4j.ManagedTransaction) -> int:
            if transaction.run(_LANE, lane=lane).value("at") == [number]:
                return 0  # the connection broke while the server committed
            counters = transaction.run(text, parameters).consume().counters
            if not transaction.run(_COUNT, lane=lane, number=number).value("at"):
                raise ServerError(
                    f"Another run of `qiji publish` writes to {self.uri}; wait until it has ended, "
                    "then run this again."
                )
            return counters.nodes_deleted + counters.relationships_deleted

        with self._translating(), self._driver.session() as session:
            return session.execute_write(work)

    def stream(self, text: LiteralString, size: int) -> Iterator[list[list[Any]]]:
        """Yield the rows of a statement of our own, at most `size` at a time."""
        with (
            self._translating(),
            self._driver.session(default_access_mode="READ", fetch_size=size) as session,
        ):
            result = session.run(text)
            while rows := [record.values() for record in result.fetch(size)]:
                yield rows

    def alter(self, text: LiteralString, **parameters: Any) -> int:
        """Run a statement of our own outside of a transaction: schema, or work in batches.

        Returns:
            How many nodes and relationships it removed.
        """
        with self._translating(), self._driver.session() as session:
            counters = session.run(text, parameters).consume().counters
            return counters.nodes_deleted + counters.relationships_deleted

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (DriverError, Neo4jError, OSError) as error:
            raise translated(error, self.uri) from error


def _match_parameters(statement: Statement, given: Mapping[str, Any]) -> None:
    wanted = set(statement.parameters)
    if wanted == set(given):
        return
    takes = ", ".join(sorted(wanted)) or "nothing"
    raise WrongParameters(
        f"The statement takes ({takes}); it was given ({', '.join(sorted(given)) or 'nothing'}).",
        wanted=sorted(wanted),
        given=sorted(given),
    )


def password_from(environment: Mapping[str, str]) -> str | None:
    """Return the password that the environment names, or None where it names none.

    Raises:
        ServerError: QIJI_NEO4J_PASSWORD_FILE cannot be read.
    """
    file = environment.get("QIJI_NEO4J_PASSWORD_FILE")
    if not file:
        return environment.get("QIJI_NEO4J_PASSWORD")
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise ServerError(
            f"The password file {file!r} of QIJI_NEO4J_PASSWORD_FILE cannot be read; "
            "correct the name, or set QIJI_NEO4J_PASSWORD."
        ) from error


def account(environment: Mapping[str, str] = os.environ) -> tuple[str, str | None]:
    """Return user and password as the environment names them."""
    return environment.get("QIJI_NEO4J_USER", "neo4j"), password_from(environment)

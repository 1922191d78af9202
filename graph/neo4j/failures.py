"""Neo4j's errors in our words: the one place; no value of the database is ever repeated."""

import re

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)

from graph.cypher import Statement
from graph.errors import QijiError, QueryError, ServerError, WrongParameters

GET_ONE = (
    "start one with `sh scripts/neo4j start`, or name one: "
    "`qiji cypher --server bolt://HOST:7687 …` or QIJI_NEO4J_URI"
)
_ADDRESS = re.compile(r"(?:bolt|neo4j)(?:\+s|\+ssc)?://[^@/\s]+/?")  # no account in an address
_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: (\d+)\)\)")

_SAME_ENDS = "51N23"  # of a shortest path from a node to itself

# Codes after `Neo.`, by their beginning, and what they mean to the person who asked.
_MEANINGS = (
    ("ClientError.Transaction.TransactionTimedOut", "ran longer than {seconds:g} seconds and was "
     "ended; narrow it, or allow more seconds"),
    ("TransientError.Transaction.Terminated", "was cancelled"),
    ("ClientError.Transaction.Terminated", "was cancelled"),
    ("ClientError.Transaction.TransactionMarkedAsTerminated", "was cancelled"),
    ("TransientError.Transaction.LockClientStopped", "was cancelled"),
    ("TransientError.General.MemoryPoolOutOfMemory", "needs more memory than the server allows; "
     "narrow it, or return less"),
    ("TransientError.General.OutOfMemory", "needs more memory than the server has; narrow it"),
    ("TransientError.General.StackOverFlow", "is nested too deep for the server; simplify it"),
    ("ClientError.Statement.AccessMode", "would write, and the console only reads"),
    ("ClientError.Security.Forbidden", "asks for what this user may not read"),
    ("ClientError.Statement.ArithmeticError", "divides by zero or leaves the range of whole "
     "numbers; guard it with CASE"),
    ("ClientError.Statement.TypeError", "meets a value of another type than it wants; convert it "
     "with toInteger, toFloat or toString"),
    ("ClientError.Statement.ArgumentError", "gives a function a value that it does not take"),
    ("ClientError.Statement.EntityNotFound", "meets a node that was removed while it ran; ask "
     "again"),
    ("ClientError.Procedure", "gives a procedure what it does not take"),
)  # fmt: skip

# What the compiler says of the text itself; the parts it names stand in the text.
_COMPLAINTS = (
    (re.compile(r"Variable `([^`]+)` not defined"), "the variable {0!r} is not defined"),
    (re.compile(r"Variable `([^`]+)` already declared"), "the variable {0!r} stands twice"),
    (re.compile(r"Type mismatch: expected (.+?) but was (.+?) \("), "{0} is wanted, this is {1}"),
    (re.compile(r"Unknown function"), "this function is not known to the server"),
    (re.compile(r"Invalid input"), "this is not expected here"),
    (re.compile(r"In a WITH/RETURN with DISTINCT or an aggregation"), "after an aggregation only "
     "its columns can be used"),
    (re.compile(r"All sub queries in an UNION must have the same return column"), "the parts of a "
     "UNION must return the same columns"),
    (re.compile(r"Query cannot conclude with"), "the statement must end with RETURN"),
    (re.compile(r"Expression in (?:WITH|RETURN) must be aliased"), "this wants a name: AS …"),
)  # fmt: skip


def translated(error: Exception, uri: str) -> QijiError:
    """Return what went wrong with the server itself as one sentence."""
    if isinstance(error, AuthError):
        return ServerError(
            f"Neo4j at {uri} refused the user or the password; set QIJI_NEO4J_USER, and "
            "QIJI_NEO4J_PASSWORD or QIJI_NEO4J_PASSWORD_FILE.",
            uri=uri,
        )
    if isinstance(error, (ServiceUnavailable, OSError)):
        return ServerError(f"No Neo4j answers at {uri}; {GET_ONE}.", uri=uri)
    if isinstance(error, (ConfigurationError, ValueError)):
        return ServerError(
            f"{uri!r} is no address of a Neo4j; write one such as bolt://127.0.0.1:7687.", uri=uri
        )
    if isinstance(error, Neo4jError):
        return ServerError(f"Neo4j at {uri} refused ({error.code}); see its log.", uri=uri)
    kind = type(error).__name__
    return ServerError(f"The connection to Neo4j at {uri} broke ({kind}); try again.", uri=uri)


def require_address(uri: str) -> None:
    """Refuse what is no address of a server, before anybody is asked for a password.

    Raises:
        ServerError: it is none.
    """
    if not _ADDRESS.fullmatch(uri):
        raise translated(ValueError(), uri)


def explained(error: Exception, statement: Statement, seconds: float, uri: str) -> QijiError:
    """Return what went wrong with a statement, at the place where it was typed."""
    if isinstance(error, QijiError):
        return error
    if not isinstance(error, Neo4jError):
        return translated(error, uri)
    code = str(error.code).removeprefix("Neo.")
    if code == "ClientError.Statement.ParameterMissing":
        missing = ", ".join(f"${name}" for name in statement.parameters)
        return WrongParameters(f"The statement takes {missing}; give each of them a value.")
    if code in ("ClientError.Statement.SyntaxError", "ClientError.Statement.SemanticError"):
        return _misread(error, statement)
    if error.gql_status == _SAME_ENDS:
        return QueryError("A shortest path leads from a node to itself; add WHERE a <> b.")
    for beginning, meaning in _MEANINGS:
        if code.startswith(beginning):
            return QueryError(f"The statement {meaning.format(seconds=seconds)}.", code=code)
    if isinstance(error, DriverError) or code.startswith("ClientError.Security"):
        return translated(error, uri)
    return QueryError(f"Neo4j could not answer the statement ({code}); simplify it.", code=code)


def _misread(error: Neo4jError, statement: Statement) -> QueryError:
    message = str(error.message)
    why = "Neo4j cannot read the statement from here on"
    for pattern, sentence in _COMPLAINTS:
        match = pattern.search(message)
        if match:
            why = sentence.format(*match.groups())
            break
    place = _PLACE.search(message)
    if place is None:
        return QueryError("A value in the statement does not fit; check its days and numbers.")
    token = statement.typed_at(max(int(place.group(3)) - len("EXPLAIN "), 0))
    return QueryError(
        f"Line {token.line}, column {token.column}, at {token.text[:40]!r}: {why}.",
        line=token.line,
        column=token.column,
        token=token.text,
    )

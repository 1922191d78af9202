"""Which bracket closes which, and what each one holds."""

from dataclasses import dataclass

from graph.cypher import words
from graph.cypher.lexer import Token, refusal

_CLOSING = {")": "(", "]": "[", "}": "{"}
DEEPEST = 40  # brackets within brackets; deeper ones would exhaust the server's parser


@dataclass(slots=True)
class Bracket:
    """A pair of brackets.

    Args:
        sign: the opening one.
        opens: place of its opening token.
        closes: place of its closing token.
        parent: the pair around it.
        subquery: CALL, EXISTS, COUNT or COLLECT where it holds a subquery.
        walks: whether it walks a list within one expression.
        relationship: whether it is the `[ ]` of a relationship in a pattern.
        holds_path: whether relationships stand directly in it.
    """

    sign: str
    opens: int
    closes: int
    parent: "Bracket | None"
    subquery: str = ""
    walks: bool = False
    relationship: bool = False
    holds_path: bool = False


@dataclass(frozen=True, slots=True)
class Brackets:
    """All pairs of a statement."""

    at: dict[int, Bracket]  # by the place of either token
    within: list[Bracket | None]  # the innermost pair around each place


def pair(tokens: list[Token]) -> Brackets:
    """Return the brackets of a statement.

    Raises:
        QueryError: one is never closed, closed by another, or too deep.
    """
    found: dict[int, Bracket] = {}
    within: list[Bracket | None] = []
    stack: list[Bracket] = []
    for place, token in enumerate(tokens):
        if token.is_sign(*_CLOSING):
            bracket = _closed(stack, token)
            bracket.closes = place
            found[place] = bracket
        within.append(stack[-1] if stack else None)
        if token.is_sign("(", "[", "{"):
            bracket = _opened(tokens, place, stack, found)
            stack.append(bracket)
            found[place] = bracket
        elif stack and _begins_relationship(tokens, place):
            stack[-1].holds_path = True
    if stack:
        raise refusal("this bracket is never closed", tokens[stack[-1].opens])
    return Brackets(found, within)


def _closed(stack: list[Bracket], token: Token) -> Bracket:
    if not stack or stack[-1].sign != _CLOSING[token.text]:
        raise refusal("this closes a bracket that was not opened", token)
    return stack.pop()


def _opened(
    tokens: list[Token], place: int, stack: list[Bracket], found: dict[int, Bracket]
) -> Bracket:
    token = tokens[place]
    if len(stack) >= DEEPEST:
        raise refusal(f"more than {DEEPEST} brackets stand within each other", token)
    bracket = Bracket(token.text, place, -1, stack[-1] if stack else None)
    before = tokens[place - 1] if place else None
    if before is None:
        return bracket
    if token.text == "{":
        bracket.subquery = _subquery(tokens, place, found)
    bracket.relationship = token.text == "[" and before.is_sign("-")
    named = [t.text.upper() for t in tokens[place + 1 : place + 3] if t.kind in ("name", "quoted")]
    comprehends = token.text == "[" and len(named) == 2 and named[1] == "IN"
    calls = token.text == "(" and before.kind in ("name", "quoted")
    bracket.walks = comprehends or (calls and before.text.lower() in words.WALKERS)
    return bracket


def _subquery(tokens: list[Token], place: int, found: dict[int, Bracket]) -> str:
    """Return the word whose subquery opens here: EXISTS {, CALL {, CALL (x) {."""
    before = tokens[place - 1]
    if before.is_word(*words.SUBQUERIES, "CALL"):
        return before.text.upper()
    opens = found[place - 1].opens if before.is_sign(")") else 0
    return "CALL" if opens and tokens[opens - 1].is_word("CALL") else ""


def _begins_relationship(tokens: list[Token], place: int) -> bool:
    """Return whether a relationship begins here: `)-[`, `)--`, `)->`, `)<-`."""
    if place == 0 or not tokens[place - 1].is_sign(")") or place + 1 >= len(tokens):
        return False
    here, after = tokens[place], tokens[place + 1]
    if here.is_sign("<"):
        return after.is_sign("-")
    return here.is_sign("-") and after.is_sign("[", "-", ">")

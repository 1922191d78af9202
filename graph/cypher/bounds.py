"""What a statement may make the server do without an end in sight.

A time limit stops a search between two rows, but neither within one expression nor within
one regular expression (**tried** on Neo4j 5.26.12: `reduce` over two thousand million numbers
ran on for half a minute past a limit of three seconds). So paths have an upper bound, lists
made by `range` are short, and walks over lists are not nested deep.
"""

import re

from graph.cypher.brackets import Bracket, Brackets
from graph.cypher.lexer import Token, refusal

MOST_STEPS = 20  # relationships of a path of variable length
LONGEST_RANGE = 10_000  # numbers of a range() within an expression
DEEPEST_WALK = 2  # list comprehensions, reduce, all, any, none, single within each other

_GIVE_A_BOUND = f"this path has no upper bound; give one up to {MOST_STEPS}, such as"
_REPEATS = re.compile(r"[*+]|\{\d*,\d*\}")


def check_bounds(tokens: list[Token], brackets: Brackets) -> None:
    """Refuse what could run on past every limit.

    Raises:
        QueryError: line, column and token, and what to write instead.
    """
    for place, token in enumerate(tokens):
        if token.is_sign("*"):
            _check_star(tokens, place, brackets)
        elif token.is_sign("+"):
            _check_repetition(tokens, place, brackets)
        elif token.is_sign("{"):
            _check_quantifier(tokens, place, brackets)
        elif token.is_sign("=~"):
            _check_regular_expression(tokens, place)
        elif token.is_sign("(", "["):
            _check_walks(tokens, brackets.at[place])
            if place and tokens[place - 1].text.lower() == "range":
                _check_range(tokens, brackets.at[place])


def _check_star(tokens: list[Token], place: int, brackets: Brackets) -> None:
    around = brackets.within[place]
    if around is None or not around.relationship or _in_a_condition(tokens, around, place):
        _check_repetition(tokens, place, brackets)
        return
    after = [t for t in tokens[place + 1 : place + 4] if t.kind == "number" or t.is_sign("..")]
    bound = after[-1] if after else None
    if bound is None or bound.kind != "number":
        raise refusal(f"{_GIVE_A_BOUND} [:OWNS*1..6]", tokens[place])
    _check_steps(bound)


def _in_a_condition(tokens: list[Token], around: Bracket, place: int) -> bool:
    return any(t.is_word("WHERE") or t.is_sign("{") for t in tokens[around.opens : place])


def _check_steps(bound: Token) -> None:
    if not bound.text.isdecimal() or int(bound.text) > MOST_STEPS:
        raise refusal(f"a path has at most {MOST_STEPS} steps, written as a whole number", bound)


def _check_repetition(tokens: list[Token], place: int, brackets: Brackets) -> None:
    """Refuse `+` and `*` as quantifiers: after `->`, after `--`, after `((a)-->(b))`."""
    before = tokens[place - 1] if place else None
    second = tokens[place - 2] if place > 1 else None
    if before is None:
        return
    quantifies = before.is_sign(")") and brackets.at[place - 1].holds_path
    if second is not None:
        quantifies |= before.is_sign(">") and second.is_sign("-")
        quantifies |= before.is_sign("-") and second.is_sign("-", "]")
    if quantifies:
        raise refusal(f"{_GIVE_A_BOUND} {{1,6}}", tokens[place])


def _check_quantifier(tokens: list[Token], place: int, brackets: Brackets) -> None:
    """Refuse `{2,}` and bounds too high after a relationship or a path in brackets."""
    inside = tokens[place + 1 : brackets.at[place].closes]
    numeric = all(t.kind == "number" or t.is_sign(",") for t in inside)
    if not inside or not numeric:
        return
    if inside[-1].kind != "number":
        raise refusal(f"{_GIVE_A_BOUND} {{1,6}}", tokens[place])
    _check_steps(inside[-1])


def _check_regular_expression(tokens: list[Token], place: int) -> None:
    """Refuse patterns that can take for ever; Neo4j cannot end one that runs."""
    pattern = tokens[place + 1] if place + 1 < len(tokens) else tokens[place]
    if pattern.kind != "string":
        raise refusal("a pattern is written out as a string; or use CONTAINS", pattern)
    repeats = len(_REPEATS.findall(pattern.text))
    if repeats > 3 or re.search(r"\)\s*[*+?{]|\\[1-9k]", pattern.text):
        why = "this pattern may never end: at most three repetitions, none of a group"
        raise refusal(f"{why}; or use CONTAINS", pattern)


def _check_walks(tokens: list[Token], bracket: Bracket) -> None:
    depth, around = 0, bracket if bracket.walks else None
    while around is not None:
        depth += around.walks
        around = around.parent if not around.subquery else None
    if depth > DEEPEST_WALK:
        why = f"more than {DEEPEST_WALK} walks over lists stand within each other"
        raise refusal(f"{why}; use UNWIND or WITH", tokens[bracket.opens])


def _check_range(tokens: list[Token], bracket: Bracket) -> None:
    """Refuse a range() within an expression that is, or may become, long."""
    opens = bracket.opens
    if opens > 1 and tokens[opens - 2].is_word("UNWIND"):
        return
    inside = tokens[opens + 1 : bracket.closes]
    numbers = [t for t in inside if t.kind == "number"]
    long = [t for t in numbers if not t.text.isdecimal() or int(t.text) > LONGEST_RANGE]
    signs = [t for t in inside if t.kind == "sign" and t.text not in "(),.+-"]
    free = [t for n, t in enumerate(inside) if _is_free(inside, n)]
    for token in (*long, *signs, *free):
        why = f"a range in an expression goes to {LONGEST_RANGE:,}, or to size(…) or length(…)"
        raise refusal(f"{why}; or use UNWIND range(…)", token)


def _is_free(inside: list[Token], place: int) -> bool:
    """Return whether a value stands here that is neither a number nor within size(…)."""
    token = inside[place]
    if token.kind not in ("name", "quoted", "parameter", "string"):
        return False
    if token.is_word("SIZE", "LENGTH") and place + 1 < len(inside):
        return not inside[place + 1].is_sign("(")
    depth = 0
    for back in range(place - 1, -1, -1):
        depth += inside[back].is_sign(")") - inside[back].is_sign("(")
        if depth < 0:
            return not (
                back
                and inside[back - 1].is_word(
                    "SIZE", "LENGTH", "NODES", "RELATIONSHIPS", "LABELS", "KEYS"
                )
            )
    return True

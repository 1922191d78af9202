"""Whether a statement may be sent to Neo4j; every word of it must be on an allow-list.

A read transaction alone is not enough: LOAD CSV reads files and calls out, procedures end
other people's transactions, and some expressions run on past any time limit. So a name may
stand only where a name can stand: no unknown clause can begin, whatever it is called.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.cypher import words
from graph.cypher.bounds import check_bounds
from graph.cypher.brackets import Brackets, pair
from graph.cypher.lexer import Token, lex, refusal, render
from graph.errors import QueryError

_LABEL_SIGNS = (":", "|", "&", "!")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that may be sent.

    Args:
        rendered: the text to send, written anew from the tokens.
        parameters: the names it wants values for, sorted.
        tokens: what was typed, comments dropped.
        starts: where in `rendered` each token begins.
    """

    rendered: str
    parameters: tuple[str, ...]
    tokens: tuple[Token, ...]
    starts: tuple[int, ...]

    def typed_at(self, offset: int) -> Token:
        """Return the token as typed that stands at an offset of the rendered text."""
        at = max((n for n, start in enumerate(self.starts) if start <= offset), default=0)
        return self.tokens[at]


def check(text: str) -> Statement:
    """Return the statement to send for a typed one.

    Raises:
        QueryError: it is empty, more than one, or holds what is not allowed; the error
            names line, column and token.
    """
    tokens = _one_statement(lex(text))
    brackets = pair(tokens)
    names = _Names(tokens, brackets)
    quoted = frozenset(names.to_quote())
    check_bounds(tokens, brackets)
    rendered, starts = render(tokens, quoted)
    _refuse_another_reading(tokens, rendered)
    parameters = sorted({token.text for token in tokens if token.kind == "parameter"})
    return Statement(rendered, tuple(parameters), tuple(tokens), tuple(starts))


def _one_statement(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].is_sign(";"):
        tokens = tokens[:-1]
    if not tokens:
        raise QueryError(
            "There is no statement; write one, such as MATCH (c:Company) RETURN c.name."
        )
    for token in tokens:
        if token.is_sign(";"):
            raise refusal("one statement is sent at a time; remove what follows", token)
    if not tokens[0].is_word(*words.CLAUSES):
        why = words.REFUSED.get(tokens[0].text.upper(), "this is no clause of the console")
        raise refusal(f"{why}; a statement begins with {_listed(words.CLAUSES)}", tokens[0])
    return tokens


def _refuse_another_reading(tokens: list[Token], rendered: str) -> None:
    """Assure that the text sent is read as the very tokens that were checked."""
    again = lex(rendered)
    same = [_plain(a) == _plain(b) for a, b in zip(tokens, again, strict=False)]
    if len(again) != len(tokens) or not all(same):
        at = same.index(False) if False in same else min(len(same), len(tokens) - 1)
        raise refusal("this can be read in two ways; put spaces around it", tokens[at])


def _plain(token: Token) -> tuple[str, str]:
    return ("name" if token.kind == "quoted" else token.kind), token.text


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


class _Names:
    """One walk over the tokens that settles what each name is."""

    def __init__(self, tokens: list[Token], brackets: Brackets) -> None:
        self._tokens = tokens
        self._brackets = brackets

    def to_quote(self) -> Iterator[int]:
        """Yield the places of names that must be written in backticks to stay names."""
        complete = False  # whether an operand ended just before
        procedure_until = -1
        for place, token in enumerate(self._tokens):
            if token.kind == "parameter" or token.is_sign("$"):
                self._refuse_dynamic(place)
            if token.kind not in ("name", "quoted"):
                complete = self._completes(place)
                continue
            if self._is_keyword(place):
                self._check_keyword(place)
                procedure_until = max(procedure_until, self._procedure_end(place))
                complete = token.text.upper() in words.COMPLETING
                continue
            if self._is_refused(place):
                raise refusal(self._why_refused(token), token)
            if complete and not self._continues(place):
                raise refusal("no clause or operator of the console has this name", token)
            if place > procedure_until:
                self._check_function(place)
            if token.is_word(*words.REFUSED, *words.KEYWORDS) and not self._calls(place):
                yield place
            complete = True

    def _at(self, place: int) -> Token | None:
        return self._tokens[place] if 0 <= place < len(self._tokens) else None

    def _sign_at(self, place: int, *signs: str) -> bool:
        token = self._at(place)
        return token is not None and token.is_sign(*signs)

    def _word_at(self, place: int, *names: str) -> bool:
        token = self._at(place)
        return token is not None and token.is_word(*names)

    def _completes(self, place: int) -> bool:
        token = self._tokens[place]
        if token.is_sign("*"):
            before = self._word_at(place - 1, "WITH", "RETURN", "DISTINCT", "YIELD")
            return before or self._sign_at(place - 1, "(", "[")
        return token.kind != "sign" or token.text in (")", "]", "}")

    def _continues(self, place: int) -> bool:
        return self._sign_at(place - 1, ".")

    def _is_name_by_place(self, place: int) -> bool:
        """Return whether only a name can stand here: a property, label, map key or alias."""
        token = self._tokens[place]
        if self._sign_at(place - 1, ".") or self._word_at(place - 1, "AS"):
            return True
        if self._sign_at(place + 1, ":") and self._sign_at(place - 1, "{", ",", "(", "["):
            return True
        after_label_sign = self._sign_at(place - 1, *_LABEL_SIGNS)
        return after_label_sign and token.text.upper() not in words.VALUE_WORDS

    def _is_keyword(self, place: int) -> bool:
        token = self._tokens[place]
        if token.kind == "quoted" or not token.is_word(*words.KEYWORDS):
            return False
        if self._is_name_by_place(place):
            return False
        return not (self._calls(place) and token.text.lower() in words.FUNCTIONS)

    def _calls(self, place: int) -> bool:
        return self._sign_at(place + 1, "(")

    def _is_refused(self, place: int) -> bool:
        token = self._tokens[place]
        return token.is_word(*words.REFUSED) and not self._is_name_by_place(place)

    def _why_refused(self, token: Token) -> str:
        why = words.REFUSED[token.text.upper()]
        return f"{why}; where this is a name, write it in backticks"

    def _check_keyword(self, place: int) -> None:
        token = self._tokens[place]
        word = token.text.upper()
        wanted = words.FOLLOWERS.get(word)
        if wanted and not self._word_at(place + 1, *wanted):
            raise refusal(f"this must be followed by {_listed(wanted)}", token)
        in_batches = word == "IN" and self._sign_at(place - 1, "}")
        if in_batches and self._brackets.at[place - 1].subquery == "CALL":
            raise refusal(
                "a subquery in transactions is not allowed; the console only reads", token
            )

    def _refuse_dynamic(self, place: int) -> None:
        token = self._tokens[place]
        in_pattern = self._sign_at(place - 1, ":", "|", "&", "!") and self._innermost(place) != "{"
        if token.is_sign("$") or self._sign_at(place + 1, "(") or in_pattern:
            raise refusal("labels and types are written out, never computed", token)

    def _innermost(self, place: int) -> str:
        around = self._brackets.within[place]
        return around.sign if around else ""

    def _chain(self, place: int) -> str:
        """Return the whole dotted name that ends here."""
        parts = [self._tokens[place].text]
        while self._sign_at(place - 1, "."):
            before = self._at(place - 2)
            parts.append(before.text if before and before.kind in ("name", "quoted") else "")
            place -= 2
        return ".".join(reversed(parts))

    def _check_function(self, place: int) -> None:
        if not self._calls(place):
            return
        token = self._tokens[place]
        name = self._chain(place)
        if name.isascii() and name.lower() in words.FUNCTIONS:
            return
        hint = words.HINTS.get(name.lower(), "see the console's help for those it has")
        raise refusal(f"the function {name[:60]!r} is not one of the console's; {hint}", token)

    def _procedure_end(self, place: int) -> int:
        """Return the last place of a procedure's name after CALL, having checked it."""
        first = self._at(place + 1)
        if not self._word_at(place, "CALL") or first is None or first.kind == "sign":
            return -1
        end = place + 1
        while self._sign_at(end + 1, ".") and self._at(end + 2) is not None:
            end += 2
        name = self._chain(end)
        if name not in words.PROCEDURES:
            allowed = _listed(words.PROCEDURES)
            raise refusal(
                f"the procedure {name[:60]!r} is not allowed; there are: {allowed}", first
            )
        return end

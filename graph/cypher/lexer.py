r"""Cypher as Neo4j reads it: escapes first, then tokens; and tokens as text again.

Neo4j turns every `\uXXXX` into its character before it looks for strings, names or
comments, so that an escape can close any of them. The same is done here, and what is
sent to a server is written anew from tokens: no comment, no escape, one quoting.

**Source:** Neo4j 5.26, Cypher5Lexer; each case was tried against a 5.26.12 server.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.errors import QueryError

LONGEST = 20_000  # characters of one statement

_ESCAPED = re.compile(r"\\\\|\\u([0-9A-Fa-f]{4})?")
_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>//[^\r\n]*|/\*.*?\*/)
    | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<quoted>`(?:[^`]|``)+`)
    | (?P<number>0x[0-9A-Fa-f]+|0o[0-7]+
                |(?:\d+(?:_\d+)*)?\.\d+(?:[eE][+-]?\d+)?|\d+(?:_\d+)*(?:[eE][+-]?\d+)?)
    | (?P<parameter>\$(?:[A-Za-z_]\w*|\d+))
    | (?P<name>[^\W\d]\w*)
    | (?P<sign><=|>=|<>|=~|\.\.|::|\|\||/(?!\*)|[-()\[\]{},.:;|&!%+*^=<>$])
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN_NAME = re.compile(
    r"[A-Za-z_\u3400-\u4dbf\u4e00-\u9fff][A-Za-z0-9_\u3400-\u4dbf\u4e00-\u9fff]*"
)
_LITERAL_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_UNFINISHED = {
    "'": "this string is never closed",
    '"': "this string is never closed",
    "`": "this name in backticks is empty or never closed",
    "/": "this comment is never closed",
    "\\": "a backslash stands outside of a string",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a statement.

    `kind` is name, quoted (a name in backticks), string, number, parameter or sign; `text`
    is what it means (a string without its quotes, a parameter without its `$`).
    """

    kind: str
    text: str
    line: int
    column: int
    spaced: bool  # white space or a comment stood before it

    def is_sign(self, *signs: str) -> bool:
        """Return whether this is one of the given signs."""
        return self.kind == "sign" and self.text in signs

    def is_word(self, *words: str) -> bool:
        """Return whether this is one of the given words (upper case), not in backticks."""
        return self.kind == "name" and self.text.isascii() and self.text.upper() in words


def refusal(why: str, at: Token) -> QueryError:
    """Return the error that names line, column and token, and says `why`."""
    message = f"Line {at.line}, column {at.column}, at {at.text[:40]!r}: {why}."
    return QueryError(message, line=at.line, column=at.column, token=at.text)


def lex(text: str) -> list[Token]:
    """Return the tokens of a statement, comments dropped.

    Raises:
        QueryError: something is not a token; line, column and the character are named.
    """
    if len(text) > LONGEST:
        raise QueryError(f"A statement has at most {LONGEST:,} characters; this has {len(text):,}.")
    decoded, origins = _without_escapes(text)
    tokens: list[Token] = []
    at, spaced = 0, False
    while at < len(decoded):
        here = _place(text, origins[at])
        match = _TOKEN.match(decoded, at)
        if match is None:
            raise _unreadable(decoded[at], here)
        kind, at = str(match.lastgroup), match.end()
        if kind in ("space", "comment"):
            spaced = True
            continue
        tokens.append(Token(kind, _meaning(kind, match.group(), here), *here, spaced))
        _refuse_run_on(tokens[-1], decoded[at : at + 2])
        spaced = False
    return tokens


def render(tokens: list[Token], quoted: frozenset[int] = frozenset()) -> tuple[str, list[int]]:
    """Return the statement written anew, and where in it each token begins.

    Args:
        tokens: what to write.
        quoted: places in `tokens` of names to write in backticks although typed without.
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for place, token in enumerate(tokens):
        gap = " " if token.spaced and place else ""
        written = _written(token, place in quoted)
        starts.append(length + len(gap))
        parts.append(gap + written)
        length += len(parts[-1])
    return "".join(parts), starts


def _written(token: Token, quote: bool) -> str:
    if token.kind == "string":
        text = token.text.replace("\\", "\\\\").replace("'", "\\'")
        for letter, character in _LITERAL_ESCAPES.items():
            text = text.replace(character, "\\" + letter)
        return f"'{text}'"
    if token.kind == "quoted" or quote or (token.kind == "name" and not _is_plain(token.text)):
        return "`" + token.text.replace("`", "``") + "`"
    return "$" + token.text if token.kind == "parameter" else token.text


def _is_plain(name: str) -> bool:
    return _PLAIN_NAME.fullmatch(name) is not None


def _without_escapes(text: str) -> tuple[str, list[int]]:
    """Return the text with each `\\uXXXX` as its character, and where each one stood."""
    parts: list[str] = []
    origins: list[int] = []
    last = 0
    for match in _ESCAPED.finditer(text):
        parts.append(text[last : match.start()])
        origins.extend(range(last, match.start()))
        parts.append(_character(match, text))
        origins.extend([match.start()] * len(parts[-1]))
        last = match.end()
    parts.append(text[last:])
    origins.extend(range(last, len(text)))
    return _joined("".join(parts), origins, text)


def _character(match: re.Match[str], text: str) -> str:
    if match.group() == "\\\\":
        return "\\\\"
    if match.group(1) is None:
        raise refusal(
            "four hexadecimal digits are wanted after \\u",
            Token("sign", match.group(), *_place(text, match.start()), False),
        )
    return chr(int(match.group(1), 16))


def _joined(decoded: str, origins: list[int], text: str) -> tuple[str, list[int]]:
    """Return the text with surrogate pairs as one character; a lone one is refused."""
    if not any("\ud800" <= character <= "\udfff" for character in decoded):
        return decoded, origins
    kept = [at for at, c in enumerate(decoded) if not _follows_a_high_half(decoded, at, c)]
    try:
        joined = decoded.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        lone = next(at for at, c in enumerate(decoded) if "\ud800" <= c <= "\udfff")
        here = _place(text, origins[lone])
        raise refusal("half a character stands alone", Token("sign", "\\u", *here, False)) from None
    return joined, [origins[at] for at in kept]


def _follows_a_high_half(decoded: str, at: int, character: str) -> bool:
    before = decoded[at - 1] if at else ""
    return "\udc00" <= character <= "\udfff" and "\ud800" <= before <= "\udbff"


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _meaning(kind: str, written: str, here: tuple[int, int]) -> str:
    at = Token(kind, written, *here, False)
    if "\x00" in written:
        raise refusal("a NUL character cannot be sent", at)
    if kind == "string":
        return "".join(_unescaped(written[1:-1], at))
    if kind == "quoted" and ("\\" in written or not written.isprintable()):
        raise refusal("a name in backticks may hold no backslash and no control character", at)
    if kind == "quoted":
        return written[1:-1].replace("``", "`")
    return written[1:] if kind == "parameter" else written


def _unescaped(body: str, at: Token) -> Iterator[str]:
    letters = iter(body)
    for letter in letters:
        if letter != "\\":
            yield letter
            continue
        after = next(letters)
        if after not in _LITERAL_ESCAPES and after not in "'\"\\":
            raise refusal(f"'\\{after}' means nothing in a string; a backslash is written \\\\", at)
        yield _LITERAL_ESCAPES.get(after, after)


def _unreadable(character: str, here: tuple[int, int]) -> QueryError:
    at = Token("sign", character, *here, False)
    narrow = chr(ord(character) - 0xFEE0) if "\uff01" <= character <= "\uff5e" else ""
    if narrow:
        return refusal(f"this is a full-width sign; write {narrow!r}", at)
    return refusal(_UNFINISHED.get(character, "this character is no part of Cypher"), at)


def _refuse_run_on(token: Token, rest: str) -> None:
    """Refuse what Neo4j might split elsewhere: `1SET`, `1.SET`, `0x1G`."""
    if token.kind == "number" and (
        rest[:1].isidentifier() or rest[:1].isdigit() or (rest[:1] == "." and rest != "..")
    ):
        raise refusal(f"a number is followed by {rest!r} without a space", token)

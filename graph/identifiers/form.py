"""What every identifier has in common: its spelling, its mask, its refusals."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from graph.errors import IdentifierError

LOOKALIKES = {"I": "1", "O": "0", "S": "5", "Z": "2"}
DIGITS = "0123456789"

_BLANKS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_HYPHENS = re.compile(
    r"[\s\-\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A code or number that was accepted.

    Args:
        kind: what it proved to be; a taxpayer id may be a `uscc` or a `resident_id`.
        value: its canonical form, the one to join on (unless masked).
        warnings: whole sentences, on things that are odd but no ground to refuse.
        masked: some characters are hidden behind `*`; it must never be joined on.
    """

    kind: str
    value: str
    warnings: tuple[str, ...] = ()
    masked: bool = False


def without_blanks(text: str) -> str:
    """Return the text in half width and upper case, without any blank."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def normalise(text: str) -> str:
    """Return the text in half width and upper case, without blanks and hyphens.

    >>> normalise("９１３５０１００-m000100y43 ")
    '91350100M000100Y43'
    """
    return _HYPHENS.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_masked(text: str) -> bool:
    """Return whether some of the code is hidden behind `*`."""
    return "*" in text


def is_day(digits: str) -> bool:
    """Return whether eight digits are a day of some calendar year from 1800 on."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1800
    except ValueError:
        return False


def looks_personal(code: str) -> bool:
    """Return whether a code may be a resident id, right or mistyped: it holds a day of birth."""
    if not code[:14].isdecimal():
        return False
    return is_day(code[6:14]) or (len(code) == 15 and is_day("19" + code[6:12]))


def shown(code: str, kind: str = "") -> str:
    """Return the code as a message may show it; a person's number keeps six characters."""
    if kind == "resident_id" or looks_personal(code):
        return repr(code[:6] + "*" * (len(code) - 6))
    return repr(code)


def require(accepted: bool, sentence: str, kind: str, code: str) -> None:
    """Refuse with the sentence unless the condition holds.

    Raises:
        IdentifierError: the condition does not hold.
    """
    if not accepted:
        raise IdentifierError(sentence, kind=kind, value=shown(code, kind)[1:-1])


def require_characters(
    label: str, code: str, allowed: str, kind: str, *, start: int = 0, end: int | None = None
) -> None:
    """Refuse the first character that is not allowed, naming the digit it may stand for.

    Raises:
        IdentifierError: a character of `code[start:end]` is not in `allowed`.
    """
    for place, letter in enumerate(code[start:end], start + 1):
        if letter not in allowed:
            digit = LOOKALIKES.get(letter)
            hint = f"; the digit {digit} is likely meant" if digit else ""
            sentence = (
                f"{label} {shown(code, kind)} has {letter!r} at place {place}, "
                f"which cannot stand there{hint}."
            )
            require(False, sentence, kind, code)

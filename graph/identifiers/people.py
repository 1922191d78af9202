"""Resident id numbers (公民身份号码). No message shows one in clear.

**Source:** GB 11643-1999: region 6, birth 8, order 3 (odd: male), check by ISO 7064 MOD 11-2.
The region is information only: codes are given at registration, not at birth, which is why
python-stdnum's `cn.ric` (it wants the code to exist in the birth year) is not used.
"""

from graph.identifiers.form import (
    DIGITS,
    Identifier,
    is_day,
    is_masked,
    normalise,
    require,
    require_characters,
    shown,
)
from graph.identifiers.regions import region_warnings

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"

_KIND = "resident_id"
_LABEL = "Resident id"


def resident_check(body: str) -> str:
    """Return the check character of a resident id's first 17 digits.

    >>> resident_check("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(body, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def resident_id(text: str) -> Identifier:
    """Return a resident id of 18 characters; one of 15 digits is made one of 18.

    Raises:
        IdentifierError: the length, a character, the day of birth or the check is wrong.
    """
    code = normalise(text)
    if is_masked(code):
        return Identifier(_KIND, code, masked=True)
    sentence = f"{_LABEL} {shown(code, _KIND)} has {len(code)} characters, wanted 18 (or 15)."
    require(len(code) in (15, 18), sentence, _KIND, code)
    require_characters(_LABEL, code, DIGITS, _KIND, end=17)
    whole = code if len(code) == 18 else _lengthened(code)
    _require_birth(whole)
    _require_check(whole)
    return Identifier(_KIND, whole, region_warnings(_LABEL, whole[:6]))


def _lengthened(old: str) -> str:
    body = old[:6] + "19" + old[6:]
    return body + resident_check(body)


def _require_birth(code: str) -> None:
    sentence = f"{_LABEL} {shown(code, _KIND)} holds a day of birth that no calendar has."
    require(is_day(code[6:14]), sentence, _KIND, code)


def _require_check(code: str) -> None:
    wanted = resident_check(code[:17])
    sentence = f"{_LABEL} {shown(code, _KIND)} ends in {code[17]}, its check wants {wanted}."
    require(code[17] == wanted, sentence, _KIND, code)

"""How a number or name is shown.

**Source:** the forms in use: court lists keep 10, hide 4 (month and day of birth), keep 4 of a
resident id; departments keep 6 and hide 12; phones 3-4-4; USCC 6-6-6.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.identifiers.form import is_masked, normalise
from graph.protection.scrub import scrub

_HIDDEN_ALREADY = r"^[0-9A-Z]*\*[0-9A-Z*]*$"


def mask_resident_id(text: str) -> str:
    """Return a resident id (of 18, of 15, or 18 and two digits) without month and day of birth.

    Anything else keeps six characters; what is masked stays as it is.

    >>> mask_resident_id("11010519491231002X"), mask_resident_id("110105491231002")
    ('1101051949****002X', '11010549****002')
    """
    code = normalise(text)
    if len(code) in (18, 20):
        return _hide(code, 10, 14)
    return _hide(code, 8, 12) if len(code) == 15 else _hide(code, 6, len(code))


def mask_resident_id_for_exchange(text: str) -> str:
    """Return a resident id as departments exchange it: the region, and nothing else.

    >>> mask_resident_id_for_exchange("11010519491231002X")
    '110105************'
    """
    code = normalise(text)
    return _hide(code, 6, len(code))


def mask_phone(text: str) -> str:
    """Return a phone number without the four digits before its last four.

    A shorter one is hidden whole; what is masked stays as it is.

    >>> mask_phone("13012348666"), mask_phone("0531-88881234")
    ('130****8666', '0531-****1234')
    """
    if is_masked(text):
        return text
    digits = [place for place, letter in enumerate(text) if letter.isdecimal()]
    hidden = set(digits[-8:-4] if len(digits) >= 8 else digits)
    return "".join("*" if place in hidden else letter for place, letter in enumerate(text))


def mask_email(text: str) -> str:
    """Return an e-mail address with the first letter of who it is.

    >>> mask_email("wang.wei@example.com")
    'w***@example.com'
    """
    person, at, domain = text.strip().rpartition("@")
    return f"{person[:1]}***{at}{domain}" if at else "***"


def mask_uscc(text: str) -> str:
    """Return a USCC without its middle six characters.

    >>> mask_uscc("91370105MA3C00011T")
    '913701******00011T'
    """
    code = normalise(text)
    return _hide(code, 6, 12) if len(code) == 18 else _hide(code, 6, len(code))


def mask_name(text: str) -> str:
    """Return a person's name by its first character.

    >>> mask_name("王小明")
    '王**'
    """
    name = text.strip()
    return name[:1] + "*" * max(len(name) - 1, 1)


def _hide(code: str, first: int, last: int) -> str:
    """Return the code with the characters from `first` to before `last` hidden."""
    if is_masked(code):
        return code
    if len(code) <= first:
        return "*" * len(code)
    return code[:first] + "*" * (last - first) + code[last:]


MASKS: MappingProxyType[str, Callable[[str], str]] = MappingProxyType(
    {
        "resident_id": mask_resident_id,
        "resident_id_for_exchange": mask_resident_id_for_exchange,
        "phone": mask_phone,
        "email": mask_email,
        "uscc": mask_uscc,
        "name": mask_name,
        "text": scrub,
    }
)


def mask_many(kind: str, values: "pd.Series[Any]") -> "pd.Series[str]":
    """Return each value as it may be shown, by the mask of that name in `MASKS`.

    A missing value stays missing.
    """
    mask = MASKS[kind]
    codes, found = pd.factorize(values.astype("str"))
    distinct = pa.array(found, pa.large_string())
    masked = _plain_residents_hidden(distinct) if kind == "resident_id" else distinct
    left = np.ones(len(found), bool)
    if kind == "resident_id":
        left = ~np.asarray(pc.match_substring_regex(masked, _HIDDEN_ALREADY))
    scalar = [mask(text) for text in masked.filter(pa.array(left)).to_pylist()]
    masked = pc.replace_with_mask(masked, left, pa.array(scalar, pa.large_string()))
    shown = pd.array(masked, dtype="str").take(codes, allow_fill=True)
    return pd.Series(shown, index=values.index, name=values.name)


def _plain_residents_hidden(distinct: pa.LargeStringArray) -> pa.LargeStringArray:
    """Return texts, of which those that are a resident id as it should be are masked."""
    plain = pc.match_substring_regex(distinct, "^[0-9]{17}[0-9X]$")
    first, last = pc.utf8_slice_codeunits(distinct, 0, 10), pc.utf8_slice_codeunits(distinct, 14)
    stars = pa.scalar("****", pa.large_string())
    return pc.if_else(plain, pc.binary_join_element_wise(first, last, stars), distinct)

"""Administrative regions: six digits of province, city and district.

**Source:** GB/T 2260, present and past, as python-stdnum's `cn/loc` holds it; the districts of
Jinan and what became of the old ones are declared here.
"""

import re
from functools import cache

from stdnum import numdb

from graph.identifiers.form import (
    DIGITS,
    Identifier,
    is_masked,
    normalise,
    require,
    require_characters,
)

JINAN = {
    "370100": "济南市",
    "370102": "历下区",
    "370103": "市中区",
    "370104": "槐荫区",
    "370105": "天桥区",
    "370112": "历城区",
    "370113": "长清区",
    "370114": "章丘区",
    "370115": "济阳区",
    "370116": "莱芜区",
    "370117": "钢城区",
    "370124": "平阴县",
    "370126": "商河县",
}

# 371200 was a city, and was divided between two districts.
SUCCESSORS = {
    "370181": ("370114",),
    "370125": ("370115",),
    "371202": ("370116",),
    "371203": ("370117",),
    "371200": ("370116", "370117"),
}

NATIONAL = {"100000": "全国"}

_LABEL = "Region"
_DATED = re.compile(r"^\[[^\]]*\]")


@cache
def region_name(code: str) -> str | None:
    """Return the region's last name in GB/T 2260, or None where the standard never had the code.

    >>> region_name("370105"), region_name("370199")
    ('天桥区', None)
    """
    if code in NATIONAL:
        return NATIONAL[code]
    found = {
        key: value for _, facts in numdb.get("cn/loc").info(code) for key, value in facts.items()
    }
    if "county" not in found:
        return None
    return JINAN.get(code) or _DATED.sub("", str(found["county"]).split(",")[-1])


@cache
def province_name(code: str) -> str | None:
    """Return the province of a region's code, or None where there is none."""
    found = {
        key: value for _, facts in numdb.get("cn/loc").info(code) for key, value in facts.items()
    }
    name = found.get("province")
    return None if name is None else str(name)


def region_successors(code: str) -> tuple[str, ...]:
    """Return the codes that stand for this region today: itself, unless it was renumbered.

    >>> region_successors("370181"), region_successors("371200")
    (('370114',), ('370116', '370117'))
    """
    return SUCCESSORS.get(code, (code,))


def region_warnings(label: str, code: str) -> tuple[str, ...]:
    """Return a warning where GB/T 2260 does not know the code.

    Development zones use such codes in identifiers that are right otherwise.
    """
    if region_name(code) is not None:
        return ()
    return (f"{label} has the region {code}, which GB/T 2260 does not know.",)


def region(text: str) -> Identifier:
    """Return a region's six digits from its code, or from the name of a district of Jinan.

    Nine and twelve digits (town, village) are cut to the district's six.

    Raises:
        IdentifierError: it is neither six, nine or twelve digits nor a name of Jinan.
    """
    code = _named(normalise(text))
    if is_masked(code):
        return Identifier("region", code, masked=True)
    sentence = f"{_LABEL} {code!r} has {len(code)} characters, wanted 6 digits."
    require(len(code) in (6, 9, 12), sentence, "region", code)
    require_characters(_LABEL, code, DIGITS, "region")
    return Identifier("region", code[:6], region_warnings(_LABEL, code[:6]))


def _named(text: str) -> str:
    """Return the code of a name of Jinan; anything else as it is."""
    bare = text.removeprefix("山东省")
    bare = bare.removeprefix("济南市") or bare
    return _codes_by_name().get(bare, text)


@cache
def _codes_by_name() -> dict[str, str]:
    whole = {name: code for code, name in JINAN.items()}
    return whole | {name[:-1]: code for name, code in whole.items() if len(name) > 2}

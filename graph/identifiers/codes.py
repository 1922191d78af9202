"""Codes of organisations: USCC, organisation code, registration number, taxpayer id."""

from stdnum.iso7064 import mod_11_10

from graph.errors import IdentifierError
from graph.identifiers.form import (
    DIGITS,
    Identifier,
    is_masked,
    normalise,
    require,
    require_characters,
    shown,
)
from graph.identifiers.people import resident_id
from graph.identifiers.regions import region_warnings

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORG_CHECKS = "0X987654321"  # by the remainder of the sum by 11

# Registering department and class of entity, by the first two characters.
ENTITY_KINDS = {
    "11": "public_body",
    "12": "public_body",
    "13": "public_body",
    "19": "public_body",
    "51": "social_organisation",
    "52": "social_organisation",
    "53": "social_organisation",
    "59": "social_organisation",
    "81": "social_organisation",
    "91": "company",
    "92": "individual_business",
    "93": "cooperative",
    "N1": "cooperative",
    "N2": "cooperative",
    "N3": "cooperative",
    "N9": "cooperative",
}
DEPARTMENTS = "123456789ANY"

LEGACY = "legacy_unchecked: an older number of 13 or 14 digits has no check."


def uscc_check(body: str) -> str:
    """Return the check character of a USCC's first 17 characters.

    >>> uscc_check("91350100M000100Y4")
    '3'

    **Source:** GB 32100-2015: weights 3**i mod 31, (31 - sum mod 31) mod 31.
    """
    total = sum(USCC_ALPHABET.index(c) * w for c, w in zip(body, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def org_check(body: str) -> str:
    """Return the check character of an organisation code's first 8 characters.

    >>> org_check("MA3C0001")
    '1'

    **Source:** GB 11714-1997: 11 - sum mod 11; 10 is X, 11 is 0.
    """
    total = sum(ORG_ALPHABET.index(c) * w for c, w in zip(body, ORG_WEIGHTS, strict=True))
    return ORG_CHECKS[total % 11]


def registration_check(body: str) -> str:
    """Return the check digit of a registration number's first 14 digits.

    >>> registration_check("37010520000001")
    '7'

    **Source:** GS 15-2006: ISO 7064 MOD 11,10.
    """
    return str(mod_11_10.calc_check_digit(body))


def uscc(text: str) -> Identifier:
    """Return a Unified Social Credit Code (统一社会信用代码) in its 18 characters.

    Unknown departments and regions, and a wrong check of the organisation code within, are
    warnings: codes that are in force have them.

    Raises:
        IdentifierError: the length, the alphabet, the region's digits or the check is wrong.

    **Source:** GB 32100-2015. python-stdnum's `cn.uscc` refuses codes that begin with a letter.
    """
    code = normalise(text)
    if is_masked(code):
        return Identifier("uscc", code, masked=True)
    sentence = f"USCC {shown(code)} has {len(code)} characters, wanted 18."
    require(len(code) == 18, sentence, "uscc", code)
    require_characters("USCC", code, USCC_ALPHABET, "uscc")
    require_characters("USCC", code, DIGITS, "uscc", start=2, end=8)
    wanted = uscc_check(code[:17])
    sentence = f"USCC {shown(code)} ends in {code[17]}, its check wants {wanted}."
    require(code[17] == wanted, sentence, "uscc", code)
    return Identifier("uscc", code, _uscc_warnings(code))


def _uscc_warnings(code: str) -> tuple[str, ...]:
    label = f"USCC {shown(code)}"
    warnings = []
    if code[0] not in DEPARTMENTS:
        warnings.append(f"{label} begins with {code[0]}, which no department has.")
    warnings.extend(region_warnings(label, code[2:8]))
    wanted = org_check(code[8:16])
    if code[16] != wanted:
        warnings.append(f"{label} holds an organisation code whose check wants {wanted}.")
    return tuple(warnings)


def entity_kind(code: str) -> str:
    """Return what a USCC's first two characters say its holder is; `unknown` where nothing.

    >>> entity_kind("92370105MA3D00012D")
    'individual_business'
    """
    return ENTITY_KINDS.get(code[:2], "unknown")


def org_code(text: str) -> Identifier:
    """Return an organisation code (组织机构代码) in nine characters, without its hyphen.

    Raises:
        IdentifierError: the length, a character or the check is wrong.
    """
    code = normalise(text)
    if is_masked(code):
        return Identifier("org_code", code, masked=True)
    label = "Organisation code"
    sentence = f"{label} {shown(code)} has {len(code)} characters, wanted 9."
    require(len(code) == 9, sentence, "org_code", code)
    require_characters(label, code, ORG_ALPHABET, "org_code")
    wanted = org_check(code[:8])
    sentence = f"{label} {shown(code)} ends in {code[8]}, its check wants {wanted}."
    require(code[8] == wanted, sentence, "org_code", code)
    return Identifier("org_code", code)


def registration_number(text: str) -> Identifier:
    """Return a business registration number (工商注册号) of 15 digits, or an older one.

    Raises:
        IdentifierError: the length, a character or the check is wrong.
    """
    code = normalise(text)
    if is_masked(code):
        return Identifier("registration_number", code, masked=True)
    label = "Registration number"
    sentence = f"{label} {shown(code)} has {len(code)} characters, wanted 15 (13 or 14 of old)."
    require(len(code) in (13, 14, 15), sentence, "registration_number", code)
    require_characters(label, code, DIGITS, "registration_number")
    if len(code) < 15:
        return Identifier("registration_number", code, (LEGACY,))
    wanted = registration_check(code[:14])
    sentence = f"{label} {shown(code)} ends in {code[14]}, its check wants {wanted}."
    require(code[14] == wanted, sentence, "registration_number", code)
    warnings = region_warnings(f"{label} {code}", code[:6])
    return Identifier("registration_number", code, warnings)


def taxpayer_id(text: str) -> Identifier:
    """Return a taxpayer id (纳税人识别号); `kind` says which of its four forms it has.

    A USCC (`uscc`); region and organisation code, 15 (`taxpayer_id`); an individual's resident
    id (`resident_id`), which may be followed by two digits (`resident_taxpayer_id`). The last
    two are a person's number and are to be protected as such.

    Raises:
        IdentifierError: it has none of these forms.
    """
    code = normalise(text)
    if is_masked(code):
        return Identifier("taxpayer_id", code, masked=True)
    if len(code) == 20:
        return _with_sequence(code)
    sentence = f"Taxpayer id {shown(code)} has {len(code)} characters, wanted 15, 18 or 20."
    require(len(code) in (15, 18), sentence, "taxpayer_id", code)
    return _old_taxpayer(code) if len(code) == 15 else _long_taxpayer(code)


def _long_taxpayer(code: str) -> Identifier:
    """Return 18 characters as a USCC where they are one, else as a person's number."""
    try:
        return uscc(code)
    except IdentifierError as refused:
        if not code[:17].isdecimal():
            raise refused
    try:
        return resident_id(code)
    except IdentifierError as refused:
        sentence = (
            f"Taxpayer id {shown(code)} is neither a USCC nor a resident id: "
            "its check fits neither."
        )
        hidden = str(refused.facts["value"])
        raise IdentifierError(sentence, kind="taxpayer_id", value=hidden) from refused


def _with_sequence(code: str) -> Identifier:
    require_characters("Taxpayer id", code, DIGITS, "taxpayer_id", start=18)
    person = resident_id(code[:18])
    return Identifier("resident_taxpayer_id", person.value + code[18:], person.warnings)


def _old_taxpayer(code: str) -> Identifier:
    """Return 15 characters as region and organisation code."""
    require_characters("Taxpayer id", code, DIGITS, "taxpayer_id", end=6)
    require_characters("Taxpayer id", code, ORG_ALPHABET, "taxpayer_id", start=6)
    wanted = org_check(code[6:14])
    sentence = (
        f"Taxpayer id {shown(code)} ends in {code[14]}, "
        f"the check of its organisation code wants {wanted}."
    )
    require(code[14] == wanted, sentence, "taxpayer_id", code)
    return Identifier("taxpayer_id", code, region_warnings("Taxpayer id", code[:6]))


def org_code_of(code: str) -> str:
    """Return the organisation code within a USCC, or within a taxpayer id of 15 characters.

    >>> org_code_of("91370105MA3C00011T"), org_code_of("370105MA3C00011")
    ('MA3C00011', 'MA3C00011')

    Raises:
        IdentifierError: the code has neither 18 nor 15 characters.
    """
    sentence = f"Code {shown(code)} has {len(code)} characters, wanted 18 or 15."
    require(len(code) in (15, 18), sentence, "org_code", code)
    return code[8:17] if len(code) == 18 else code[6:15]

"""Codes and numbers: parse, or refuse with one sentence that says what is wrong.

`parse(kind, text)` reads one cell, `parse_many(kind, column)` a city's column; both agree.
Spelling is evened out first (width, spaces, hyphens, case); a letter that looks like a digit
is named, never mended. A masked code is recognised as such and is no key.
"""

from graph.identifiers.arrays import org_codes_of, parse_many
from graph.identifiers.cases import case_number
from graph.identifiers.codes import (
    entity_kind,
    org_check,
    org_code,
    org_code_of,
    registration_check,
    registration_number,
    taxpayer_id,
    uscc,
    uscc_check,
)
from graph.identifiers.form import Identifier, normalise
from graph.identifiers.kinds import KINDS, parse
from graph.identifiers.people import resident_check, resident_id
from graph.identifiers.regions import (
    JINAN,
    province_name,
    region,
    region_name,
    region_successors,
)

__all__ = [
    "JINAN",
    "KINDS",
    "Identifier",
    "case_number",
    "entity_kind",
    "normalise",
    "org_check",
    "org_code",
    "org_code_of",
    "org_codes_of",
    "parse",
    "parse_many",
    "province_name",
    "region",
    "region_name",
    "region_successors",
    "registration_check",
    "registration_number",
    "resident_check",
    "resident_id",
    "taxpayer_id",
    "uscc",
    "uscc_check",
]

"""Identifiers: what is accepted, warned about and refused, one cell or a city at a time."""

import random

import pandas as pd
import pytest

from graph import identifiers
from graph.errors import IdentifierError

VALID = {
    "uscc": (
        "91350100M000100Y43",
        "91110000600037341L",
        "91370105MA3C00011T",
        "91370105MA3C0002XJ",
        "91370105MAC1QX7Y4G",
        "92370105MA3D00012D",
        "93370105MA3E000130",
        "12370105004180002N",
        "11370105004180010L",
        "51370105MJE000013T",
        "52370105MJF0000154",
        "91370100163000013E",
        "91370125MA3F00014T",
        "N2370105MF00000139",
    ),
    "org_code": ("600037341", "MA6U3N7RX", "742183213", "MA3C00011"),
    "registration_number": (
        "110108000000016",
        "370105200000017",
        "370105600000013",
        "370105400000011",
        "370105000000012",
    ),
    "resident_id": (
        "11010519491231002X",
        "370105190001010018",
        "370105200802290028",
        "370105194901010011",
    ),
    "region": ("370105", "370181", "371200", "110105", "100000"),
    "case_number": (
        "(2022)豫0724执恢54号",
        "(2024)鲁0105民初123号",
        "(2023)最高法民申7号",
        "(2021)鲁01破申3号之一",
        "(2020)京73行初1号",
        "(2015)阜执字第690号",
        "(2014)天商初字第123号",
    ),
}

REFUSED = (
    ("uscc", "91350100M000100Y4Z", "the digit 2 is likely meant"),
    ("uscc", "91370105MA3C000110", "ends in 0, its check wants T"),
    ("uscc", "91370105MA3C00011", "has 17 characters, wanted 18"),
    ("uscc", "9137O105MA3C00011T", "has 'O' at place 5, which cannot stand there; the digit 0"),
    ("uscc", "91370105MA3C0001IT", "the digit 1 is likely meant"),
    ("uscc", "91370105MA3S00011T", "the digit 5 is likely meant"),
    ("uscc", "91370105MV3C00011T", "'V' at place 10, which cannot stand there."),
    ("uscc", "91A70105MA3C00011T", "'A' at place 3"),
    ("uscc", "", "has 0 characters"),
    ("org_code", "05825277-1", "its check wants X"),
    ("org_code", "MA3C0001", "has 8 characters"),
    ("org_code", "MA3C_0011", "'_' at place 5"),
    ("registration_number", "370105200000018", "ends in 8, its check wants 7"),
    ("registration_number", "37010520000001", None),
    ("registration_number", "37O105200000017", "the digit 0 is likely meant"),
    ("registration_number", "企股鲁济总字第001号", "characters"),
    ("taxpayer_id", "370105MA3C00012", "its organisation code wants 1"),
    ("taxpayer_id", "37010519000101001", "has 17 characters"),
    ("taxpayer_id", "370105190001010019", "neither a USCC nor a resident id"),
    ("taxpayer_id", "37010519000101001801A", "has 21 characters"),
    ("resident_id", "370105199902290011", "a day of birth that no calendar has"),
    ("resident_id", "110105194912310021", "ends in 1, its check wants X"),
    ("resident_id", "11010519491231O02X", "the digit 0 is likely meant"),
    ("resident_id", "1101051949123100", "has 16 characters"),
    ("case_number", "2022豫0724执恢54号", "cannot be read"),
    ("case_number", "(2022)豫0724执恢号", "cannot be read"),
    ("case_number", "(1022)豫0724执恢54号", "of the year 1022"),
    ("region", "37010", "has 5 characters"),
    ("region", "3701O5", "the digit 0 is likely meant"),
    ("region", "某某区", "has 3 characters"),
)

WARNED = (
    ("uscc", "91370105MA3C00012X", "holds an organisation code whose check wants 1"),
    ("registration_number", "3701052000000", "legacy_unchecked"),
    ("registration_number", "37010520000001", "legacy_unchecked"),
    ("region", "370199", "GB/T 2260 does not know"),
    ("case_number", "(2022)豫0724某某54号", "not listed"),
)

NORMALISED = (
    ("uscc", "91350100m000100y43", "91350100M000100Y43"),
    ("uscc", "９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43"),
    ("uscc", " 91350100-M000100Y-43\u200b", "91350100M000100Y43"),
    ("uscc", "9137 0105\u3000MA3C 0001\u20131T", "91370105MA3C00011T"),
    ("org_code", "74218321-3", "742183213"),
    ("org_code", "ma6u3n7r－x", "MA6U3N7RX"),
    ("resident_id", "370105490101001", "370105194901010011"),
    ("resident_id", "11010519491231002ｘ", "11010519491231002X"),
    ("taxpayer_id", "370105ma3c0001-1", "370105MA3C00011"),
    ("case_number", "（2022）豫0724执恢54号", "(2022)豫0724执恢54号"),
    ("case_number", "〔2015〕阜执字第 00690 号", "(2015)阜执字第690号"),
    ("case_number", "【２０２４】鲁０１０５民初０１２号", "(2024)鲁0105民初12号"),
    ("region", "天桥区", "370105"),
    ("region", "济南市天桥区", "370105"),
    ("region", "山东省济南市", "370100"),
    ("region", "平阴", "370124"),
    ("region", "370105001002", "370105"),
)

MASKED = (
    ("uscc", "913302******1J283L"),
    ("resident_id", "330222************"),
    ("resident_id", "1101051949＊＊＊＊002X"),
    ("taxpayer_id", "370105*********"),
    ("org_code", "742183**-3"),
    ("case_number", "(2022)豫0724执**号"),
)

ALL_VALID = [(kind, text) for kind, texts in VALID.items() for text in texts]
TAXPAYERS = (
    ("91370105MA3C00011T", "uscc"),
    ("370105MA3C00011", "taxpayer_id"),
    ("370105190001010018", "resident_id"),
    ("37010519000101001801", "resident_taxpayer_id"),
)


@pytest.mark.parametrize(("kind", "text"), ALL_VALID)
def test_well_formed_values_are_taken_as_they_stand(kind: str, text: str) -> None:
    found = identifiers.parse(kind, text)
    assert (found.kind, found.value, found.masked, found.warnings) == (kind, text, False, ())


@pytest.mark.parametrize(("kind", "text", "words"), [case for case in REFUSED if case[2]])
def test_a_refusal_is_one_sentence_that_says_what_is_wrong(
    kind: str, text: str, words: str
) -> None:
    with pytest.raises(IdentifierError) as refused:
        identifiers.parse(kind, text)
    sentence = str(refused.value)
    assert words in sentence
    assert sentence.endswith(".")
    assert refused.value.facts["kind"]


@pytest.mark.parametrize(("kind", "text", "words"), WARNED)
def test_odd_values_are_taken_with_a_warning(kind: str, text: str, words: str) -> None:
    found = identifiers.parse(kind, text)
    assert found.value == text
    assert words in found.warnings[0]


@pytest.mark.parametrize(("kind", "text", "wanted"), NORMALISED)
def test_spelling_is_evened_out(kind: str, text: str, wanted: str) -> None:
    assert identifiers.parse(kind, text).value == wanted


@pytest.mark.parametrize(("kind", "text"), MASKED)
def test_masked_values_are_neither_refused_nor_keys(kind: str, text: str) -> None:
    assert identifiers.parse(kind, text).masked
    row = identifiers.parse_many(kind, pd.Series([text])).iloc[0]
    assert row["masked"]
    assert pd.isna(row["value"])
    assert pd.isna(row["reason"])


def test_an_unknown_region_in_a_uscc_is_only_a_warning() -> None:
    body = "91610133MA3C00011"
    found = identifiers.uscc(body + identifiers.uscc_check(body))
    assert len(found.warnings) == 1
    assert "610133" in found.warnings[0]


@pytest.mark.parametrize(("text", "kind"), TAXPAYERS)
def test_a_taxpayer_id_says_which_form_it_has(text: str, kind: str) -> None:
    found = identifiers.taxpayer_id(text)
    assert (found.kind, found.value) == (kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("resident_id", "110105194912310021"),
        ("resident_id", "11010519491231002"),
        ("resident_id", "37010519990229001X"),
        ("resident_id", "1101051949123100OX"),
        ("taxpayer_id", "370105190001010019"),
        ("uscc", "110105194912310021"),
        ("registration_number", "110105491231003"),
    ],
)
def test_no_refusal_shows_a_persons_number(kind: str, text: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        identifiers.parse(kind, text)
    told = f"{refused.value} {refused.value.facts}"
    assert text[6:] not in told
    assert text[:6] + "*" * len(text[6:]) in told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("91370105MA3C00011T", "company"),
        ("92370105MA3D00012D", "individual_business"),
        ("93370105MA3E000130", "cooperative"),
        ("12370105004180002N", "public_body"),
        ("11370105004180010L", "public_body"),
        ("51370105MJE000013T", "social_organisation"),
        ("52370105MJF0000154", "social_organisation"),
        ("Y1370105MJF0000154", "unknown"),
    ],
)
def test_a_uscc_says_what_its_holder_is(text: str, kind: str) -> None:
    assert identifiers.entity_kind(text) == kind


def test_the_organisation_code_is_found_within_both_codes() -> None:
    codes = pd.Series(["91370105MA3C00011T", "370105MA3C00011", None, "x"], index=list("abcd"))
    found = identifiers.org_codes_of(codes)
    assert found.index.tolist() == list("abcd")
    assert found.fillna("").tolist() == ["MA3C00011", "MA3C00011", "", ""]
    assert identifiers.org_code_of(codes["a"]) == "MA3C00011"
    with pytest.raises(IdentifierError, match="wanted 18 or 15"):
        identifiers.org_code_of("x")


def test_old_regions_lead_to_the_present_ones() -> None:
    assert identifiers.region_successors("370125") == ("370115",)
    assert identifiers.region_successors("371200") == ("370116", "370117")
    assert identifiers.region_name("370115") == "济阳区"
    assert identifiers.region_name("440305") == "南山区"
    assert identifiers.province_name("440305") == "广东省"
    assert identifiers.province_name("990000") is None


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(IdentifierError, match="No identifier is called 'passport'"):
        identifiers.parse_many("passport", pd.Series(["x"]))


def _spoilt(text: str, chance: random.Random) -> str:
    """Return the text with up to two characters changed, dropped, doubled or spaced."""
    letters = list(text)
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        place = chance.randrange(len(letters))
        letters[place] = chance.choice(
            ("", " ", "-", letters[place] * 2, *"0123456789AIOSVXZabz*（号")
        )
    return "".join(letters)


def _sworn(kind: str, chance: random.Random) -> str:
    """Return random characters with the right check where the kind has one."""
    digits = "".join(chance.choices("0123456789", k=17))
    if kind == "uscc":
        region = chance.choice(("370105", "370199", "110108", "610133"))
        org = "".join(chance.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=8))
        check = chance.choice((identifiers.org_check(org), "0"))
        body = chance.choice(("91", "92", "N1", "M1", "01")) + region + org + check
        return body + identifiers.uscc_check(body)
    if kind == "registration_number":
        body = chance.choice(("370105", "370199")) + digits[:8]
        return body + identifiers.registration_check(body)
    if kind == "resident_id":
        year, month, day = chance.randrange(1780, 2030), chance.randrange(14), chance.randrange(33)
        body = chance.choice(("370105", "370199")) + f"{year:04d}{month:02d}{day:02d}{digits[:3]}"
        return body + identifiers.resident_check(body)
    if kind == "org_code":
        return digits[:8] + identifiers.org_check(digits[:8])
    return digits[: chance.choice((6, 15))]


@pytest.mark.parametrize("kind", list(identifiers.KINDS))
def test_both_forms_say_the_same_of_every_value(kind: str) -> None:
    chance = random.Random(f"agree:{kind}")
    texts = [text for _, text in ALL_VALID] + [case[1] for case in REFUSED + WARNED + NORMALISED]
    texts += [text for _, text in MASKED] + [text for text, _ in TAXPAYERS]
    texts += [_spoilt(text, chance) for text in texts if text for _ in range(20)]
    texts += [_sworn(kind, chance) for _ in range(2000)]
    column = pd.Series([*texts, None, texts[0]], dtype="str")
    column.index = pd.Index(range(7, 7 + len(column)))
    table = identifiers.parse_many(kind, column)
    assert table.index.equals(column.index)
    assert table.iloc[-2].isna().drop("masked").all()
    taken = 0
    for text, row in zip(texts, table.itertuples(), strict=False):
        try:
            found = identifiers.parse(kind, text)
        except IdentifierError as refused:
            wanted: tuple[object, ...] = (None, str(refused), None, False, None)
        else:
            taken += not found.masked
            value = None if found.masked else found.value
            wanted = (value, None, " ".join(found.warnings) or None, found.masked, found.kind)
        got = [None if pd.isna(cell) else cell for cell in row[1:]]
        assert tuple(got) == wanted, text
    assert taken > len(VALID.get(kind, ()))


@pytest.mark.parametrize("cells", [[], [None, None]])
def test_a_column_that_says_nothing_gives_a_table_that_says_nothing(cells: list[None]) -> None:
    table = identifiers.parse_many("uscc", pd.Series(cells, dtype="str"))
    assert list(table.columns) == ["value", "reason", "warning", "masked", "kind"]
    assert len(table) == len(cells)
    assert not table["masked"].any()
    assert table.drop(columns="masked").isna().all(axis=None)

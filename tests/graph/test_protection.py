"""Protection: the key, the hashes, the masks, and free text that hides a number in any spelling."""

import os
import random
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from graph import identifiers, protection
from graph.errors import HomeError
from graph.home import Home
from graph.protection import Key

PERSON = "11010519491231002X"
PLAIN = "370105200802290028"
OLD = "370105490101001"
PHONE = "13012348666"


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    old = os.umask(0)
    try:
        key = Key.load_or_create(path)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes()) == 32
    assert Key.load_or_create(path) == key
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)


def test_all_who_make_a_key_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: Key.load_or_create(tmp_path / "key"), range(40)))
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (b"x" * 32, 0o644, "has mode 644"),
        (b"x" * 32, 0o400, "has mode 400"),
        (b"x" * 31, 0o600, "has 31 bytes, wanted 32"),
        (b"", 0o600, "has 0 bytes"),
    ],
)
def test_a_key_that_is_not_ours_is_refused(
    tmp_path: Path, content: bytes, mode: int, words: str
) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(HomeError, match=words):
        Key.load_or_create(path)
    assert path.read_bytes() == content


def test_a_home_that_was_loaded_gets_no_second_key(tmp_path: Path) -> None:
    """Under another key nobody of the earlier deliveries would be known again."""
    home = Home.at(tmp_path / "home").make()
    (home.deliveries / ".half-written").mkdir()
    key = Key.of(home)
    (home.deliveries / "2024-03-01-0a1b2c3d4e5f").mkdir()
    assert Key.of(home) == key
    home.key_file.unlink()
    with pytest.raises(HomeError, match="is missing, and the deliveries of this home"):
        Key.of(home)
    assert not home.key_file.exists()


def test_a_key_that_was_swapped_for_another_is_noticed(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home").make()
    own = Key.of(home)
    (home.deliveries / "2024-03-01-0a1b2c3d4e5f").mkdir()
    home.key_file.write_bytes(b"x" * 32)
    with pytest.raises(HomeError, match="is not the one that the deliveries of this home"):
        Key.of(home)
    home.key_file.write_bytes(own.secret)
    assert Key.of(home) == own
    assert stat.S_IMODE(home.key_fingerprint.stat().st_mode) == 0o600
    assert own.secret.hex()[:32] != home.key_fingerprint.read_text("ascii")


def test_a_home_of_before_has_its_keys_fingerprint_taken(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home").make()
    own = Key.load_or_create(home.key_file)
    (home.deliveries / "2024-03-01-0a1b2c3d4e5f").mkdir()
    assert Key.of(home) == own
    home.key_file.write_bytes(b"x" * 32)
    with pytest.raises(HomeError, match="put that one back from a copy"):
        Key.of(home)


def test_a_home_without_deliveries_takes_any_key(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home").make()
    first = Key.of(home)
    home.key_file.unlink()
    second = Key.of(home)
    assert first != second
    assert Key.of(home) == second


def test_a_link_or_folder_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"x" * 32)
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")
    for path in (tmp_path / "link", tmp_path):
        with pytest.raises(HomeError, match="not a regular file"):
            Key.load_or_create(path)


def test_hashes_join_within_a_home_and_not_between_two() -> None:
    one, other = Key(b"1" * 32), Key(b"2" * 32)
    column = pd.Series([PERSON, None, PLAIN, PERSON], index=[3, 5, 7, 9], name="id")
    hashed = protection.digest_many(one, column)
    assert hashed.index.tolist() == [3, 5, 7, 9]
    assert hashed[3] == hashed[9] == one.digest(PERSON)
    assert pd.isna(hashed[5])
    assert hashed[3] != hashed[7]
    assert hashed.dropna().str.fullmatch("[0-9a-f]{32}").all()
    assert not set(hashed.dropna()) & set(protection.digest_many(other, column).dropna())


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("resident_id", PERSON, "1101051949****002X"),
        ("resident_id", "１１０１０５１９４９１２３１００２ｘ", "1101051949****002X"),
        ("resident_id", OLD, "37010549****001"),
        ("resident_id", PLAIN + "01", "3701052008****002801"),
        ("resident_id", "3701052008", "370105****"),
        ("resident_id", "3701", "****"),
        ("resident_id", "1101051949****002X", "1101051949****002X"),
        ("resident_id_for_exchange", PERSON, "110105************"),
        ("phone", PHONE, "130****8666"),
        ("phone", "+86 130-1234-8666", "+86 130-****-8666"),
        ("phone", "0531-88881234", "0531-****1234"),
        ("phone", "12345", "*****"),
        ("phone", "130****8666", "130****8666"),
        ("email", "wang.wei@example.com", "w***@example.com"),
        ("email", "not an address", "***"),
        ("uscc", "91370105MA3C00011T", "913701******00011T"),
        ("name", "王小明", "王**"),
        ("name", "王", "王*"),
        ("text", f"证件{PERSON}", "证件1101051949****002X"),
    ],
)
def test_masks_show_what_they_may(kind: str, text: str, wanted: str) -> None:
    assert protection.MASKS[kind](text) == wanted
    column = pd.Series([text, None, text], index=[2, 4, 6], dtype="str")
    masked = protection.mask_many(kind, column)
    assert masked.fillna("none").to_dict() == {2: wanted, 4: "none", 6: wanted}


HIDDEN = [
    pytest.param(f"身份证号{PERSON}，", "身份证号1101051949****002X，", id="in a sentence"),
    pytest.param("身份证:11010519491231002x.", "身份证:1101051949****002x.", id="small x"),
    pytest.param(f"ID{PLAIN}号", "ID3701052008****0028号", id="after letters"),
    pytest.param(
        "１１０１０５１９４９１２３１００２Ｘ", "１１０１０５１９４９****００２Ｘ", id="full width"
    ),
    pytest.param("110105 19491231 002X", "110105 1949**** 002X", id="blanks"),
    pytest.param("110105-1949-1231-002X", "110105-1949-****-002X", id="hyphens"),
    pytest.param("110105—1949—1231—002X", "110105—1949—****—002X", id="dashes"),
    pytest.param(
        "110105\u200b19491231\u200b002X", "110105\u200b1949****\u200b002X", id="zero width"
    ),
    pytest.param(
        "110105\u3000 \t19491231\n002X", "110105\u3000 \t1949****\n002X", id="many blanks"
    ),
    pytest.param("110105.19491231.002X", "110105.1949****.002X", id="points"),
    pytest.param("110105/1949/12/31/002X", "110105/1949/**/**/002X", id="slashes"),
    pytest.param(
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        "1 1 0 1 0 5 1 9 4 9 * * * * 0 0 2 X",
        id="each apart",
    ),
    pytest.param("110105194912310021", "1101051949****0021", id="wrong check"),
    pytest.param(f"99{PLAIN}01", "993701052008****002801", id="within a longer number"),
    pytest.param(f"{PLAIN}{PHONE}", "3701052008****0028130****8666", id="grown together"),
    pytest.param(f"{PERSON}{PHONE}", "1101051949****002X130****8666", id="grown together after X"),
    pytest.param(
        f"{PLAIN}{PERSON}", "3701052008****00281101051949****002X", id="two grown together"
    ),
    pytest.param(f"{PLAIN},{PERSON}", "3701052008****0028,1101051949****002X", id="two in a list"),
    pytest.param("旧证370105490101001。", "旧证37010549****001。", id="fifteen digits"),
    pytest.param("370105 490101 001", "370105 49**** 001", id="fifteen digits and blanks"),
    pytest.param(f"{OLD} {PHONE}", "37010549****001 130****8666", id="fifteen digits and a phone"),
    pytest.param(f"电话{PHONE}", "电话130****8666", id="phone"),
    pytest.param("130-1234-8666", "130-****-8666", id="phone and hyphens"),
    pytest.param("130 1234 8666", "130 **** 8666", id="phone and blanks"),
    pytest.param("130.1234.8666", "130.****.8666", id="phone and points"),
    pytest.param("1301234 8666", "130**** 8666", id="phone in two"),
    pytest.param("1 3 0 1 2 3 4 8 6 6 6", "1 3 0 * * * * 8 6 6 6", id="phone, each apart"),
    pytest.param("１３０１２３４８６６６", "１３０****８６６６", id="phone in full width"),
    pytest.param("+8613012348666", "+86130****8666", id="phone with its country"),
    pytest.param("+86 130 1234 8666", "+86 130 **** 8666", id="phone with its country apart"),
    pytest.param("008613012348666", "0086130****8666", id="phone dialled from abroad"),
    pytest.param("013012348666转8", "0130****8666转8", id="phone with a nought"),
    pytest.param("13012348666-801", "130****8666-801", id="phone with an extension"),
    pytest.param("13012348666/13112348667", "130****8666/131****8667", id="two phones"),
]


@pytest.mark.parametrize(("text", "wanted"), HIDDEN)
def test_a_persons_number_is_hidden_however_it_is_spelt(text: str, wanted: str) -> None:
    assert protection.scrub(text) == wanted
    assert protection.scrub_many(pd.Series([text], dtype="str")).tolist() == [wanted]
    assert protection.scrub(wanted) == wanted


LEFT = [
    "91370105MA3C00011T",
    "９１３７０１０５ＭＡ３Ｃ０００１１Ｔ",
    "91370105-MA3C-0001-1T",
    "91110000600037341L",
    "12370105004180002N",
    "91370100163000013E",
    "统一社会信用代码91370105MA3C00011T，注册号370105200000017",
    "74218321-3",
    "2019-12-31 23:59:59",
    "2019-01-01 2020-02-02 2021-03-03",
    "150 2023-01-05",
    "(2024)鲁0105民初13012号",
    "注册资本2,000万元，1.325976586E7",
    "10113701050000012345",
    "6222021602001234567",
    "1101051949****002X 130****8666",
    "110105************",
    "370105, 2019-01-01, 1000",
    "",
]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_persons_number_is_left_alone(text: str) -> None:
    assert protection.scrub(text) == text


def _resident(chance: random.Random) -> str:
    year, month, day = (
        chance.randrange(1930, 2010),
        chance.randrange(1, 13),
        chance.randrange(1, 29),
    )
    body = f"37{chance.randrange(10000):04d}{year}{month:02d}{day:02d}{chance.randrange(1000):03d}"
    return body + identifiers.resident_check(body)


def _digits(text: str) -> str:
    return "".join(identifiers.normalise(letter) for letter in text if letter.isalnum())


def test_no_number_comes_through_a_column_of_free_text() -> None:
    chance = random.Random("scrub")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    numbers, texts = [], []
    for _ in range(2000):
        number = chance.choice(
            (_resident(chance), f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09d}")
        )
        spelt = number.translate(wide) if chance.random() < 0.3 else number
        spelt = chance.choice(("", "", "", " ", "-", "\u3000")).join(spelt)
        around = chance.choice((("证件", "号"), ("", ""), ("(", ")"), ("A：", "，甲")))
        numbers.append(number)
        texts.append(around[0] + spelt + around[1])
    shown = protection.scrub_many(pd.Series([*texts, None, "甲"], dtype="str"))
    assert pd.isna(shown.iloc[-2])
    assert shown.iloc[-1] == "甲"
    for number, text, safe in zip(numbers, texts, shown.iloc[:-2], strict=True):
        assert number not in _digits(safe), text
        assert len(safe) == len(text)
        assert safe.count("*") == 4


def test_no_uscc_is_mangled() -> None:
    chance = random.Random("uscc")
    codes = []
    for _ in range(3000):
        digits = f"{chance.randrange(10**8):08d}"
        body = f"{chance.choice((91, 92, 12, 51))}{chance.choice((370105, 370119, 110120))}{digits}"
        body += identifiers.org_check(digits)
        codes.append(body + identifiers.uscc_check(body))
    column = pd.Series(codes, dtype="str")
    shown = protection.scrub_many(column)
    changed = column[shown != column]
    assert all(identifiers.parse_many("resident_id", changed)["value"].notna())
    assert len(changed) < 5

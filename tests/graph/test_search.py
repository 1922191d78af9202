"""Search: what is found by which text, in which order, as known when, and how honestly counted."""

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from graph.days import EARLIEST, LATEST
from graph.errors import EditionError, WrongParameters
from graph.names import fold
from graph.search import COLUMNS, NameIndex, build, index, streams

Record = tuple[str, str, str, str, int, int, int, int, int]

ALWAYS = (EARLIEST, LATEST, EARLIEST, LATEST)
RECORDS: list[Record] = [
    ("C1", "Company", "华瑞(济南)科技有限公司", "name", *ALWAYS, 0),
    ("C1", "Company", "91370105MA3C00011T", "identifier:uscc", *ALWAYS, 0),
    ("C1", "Company", "370105200000017", "identifier:registration_number", *ALWAYS, 0),
    ("C2", "Company", "济南瑞济商贸有限公司", "name", 4000, LATEST, 4010, LATEST, 1),
    ("C2", "Company", "济南老泉商贸有限公司", "name", 100, LATEST, 110, 4010, 1),
    ("C2", "Company", "济南老泉商贸有限公司", "name", 100, 4000, 4010, LATEST, 1),
    ("C7", "Company", "济南老泉商贸有限公司", "name", 4000, LATEST, 4010, LATEST, 1),
    ("C2", "Company", "91370105MA3C0002XJ", "identifier:uscc", *ALWAYS, 1),
    ("C3", "Company", "瑞济", "name", *ALWAYS, 2),
    ("C4", "Company", "瑞济建材", "name", *ALWAYS, 3),
    ("C5", "Company", "瑞济贸易", "name", *ALWAYS, 1),
    ("C6", "Company", "（—）", "name", *ALWAYS, 4),
    ("P1", "Person", "王瑞济", "name", *ALWAYS, 0),
    ("P2", "Person", "王瑞", "name", *ALWAYS, 0),
]


def _write(path: Path, records: list[Record]) -> NameIndex:
    numbers = dict.fromkeys(("valid_from", "valid_to", "known_from", "known_to", "rank"), "int32")
    build(path, pd.DataFrame(records, columns=list(COLUMNS)).astype(numbers))
    return NameIndex(path)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NameIndex]:
    with _write(tmp_path_factory.mktemp("search") / "names.sqlite", RECORDS) as names:
        yield names


def _ids(names: NameIndex, text: str, known_on: int) -> list[str]:
    return [hit.node_id for hit in names.find(text, known_on=known_on).hits]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("瑞济", ["C3", "C5", "C4", "P1", "C1", "C2"], id="exact, prefix, middle"),
        pytest.param("华瑞(济南)科技有限公司", ["C1"], id="whole name"),
        pytest.param("華瑞（濟南）", ["C1"], id="traditional and full width"),
        pytest.param("91370105MA3C00011T", ["C1"], id="whole code"),
        pytest.param(" 91370105-ma3c0001-1t", ["C1"], id="code as typed"),
        pytest.param("９１３７０１０５ＭＡ３Ｃ", ["C1", "C2"], id="beginning of codes"),
        pytest.param("370105", ["C1"], id="beginning, not middle, of a code"),
        pytest.param("MA3C0001", [], id="middle of a code"),
        pytest.param("科技", ["C1"], id="middle of a name"),
        pytest.param("王", ["P2", "P1"], id="one character"),
        pytest.param(
            "济", ["C2", "C7", "C3", "P1", "C5", "C4", "C1"], id="one character, in the middle"
        ),
        pytest.param("商贸 瑞济", ["C2"], id="words in any order"),
        pytest.param("老泉", ["C2", "C7"], id="former name"),
        pytest.param(
            "济南老泉商贸有限公司", ["C7", "C2"], id="who bears the very name comes first"
        ),
        pytest.param("瑞科技", [], id="not next to each other"),
        pytest.param("（—）", [], id="nothing but punctuation"),
        pytest.param("", [], id="nothing"),
        pytest.param('" OR NOT * NEAR(', [], id="words of the engine"),
    ],
)
def test_a_text_finds_its_nodes_in_our_order(
    small: NameIndex, text: str, wanted: list[str]
) -> None:
    answer = small.find(text)
    assert [hit.node_id for hit in answer.hits] == wanted
    assert (answer.total, answer.complete) == (len(wanted), True)


def test_a_label_restricts_what_is_found(small: NameIndex) -> None:
    assert [hit.node_id for hit in small.find("瑞济", label="Person").hits] == ["P1"]
    assert small.find("瑞济", label="Event").hits == ()


def test_a_former_name_finds_its_company_and_is_said_to_be_former(small: NameIndex) -> None:
    hit = small.find("老泉").hits[0]
    assert (hit.kind, hit.standing, hit.valid_to) == ("former_name", "former", 4000)
    assert small.find("老泉", as_of=200).hits[0].standing == "current"
    assert small.find("济南瑞济", as_of=4000).hits[0].standing == "current"
    assert small.find("济南瑞济", as_of=200).hits[0].standing == "later"


def test_only_what_was_known_is_found(small: NameIndex) -> None:
    assert _ids(small, "济南瑞济", known_on=4009) == []
    assert _ids(small, "济南瑞济", known_on=4010) == ["C2"]
    assert _ids(small, "老泉", known_on=109) == []
    early = small.find("老泉", as_of=200, known_on=200).hits[0]
    assert (early.kind, early.standing, early.valid_to) == ("name", "current", LATEST)
    assert small.find("老泉", known_on=4010).hits[0].kind == "former_name"
    assert small.find("老泉", as_of=3999, known_on=4010).hits[0].kind == "name"


def test_a_name_borne_twice_is_current_again(tmp_path: Path) -> None:
    """Of several periods of one name, the one that holds on the day is answered."""
    name = ("C1", "Company", "济南老泉商贸有限公司", "name")
    periods = [(100, 200), (300, 400), (500, 600)]
    records = [(*name, *period, EARLIEST, LATEST, 1) for period in periods]
    with _write(tmp_path / "names.sqlite", records) as names:
        days = (50, 150, 250, 350, 450, 550, 650)
        told = [names.find("老泉", as_of=day).hits[0].standing for day in days]
    assert told == ["later", "current", "former", "current", "former", "current", "former"]


@pytest.mark.parametrize(
    ("text", "node", "marked"),
    [
        ("瑞济", "C1", ["瑞", "济"]),
        ("瑞济", "C2", ["瑞济"]),
        ("商贸 瑞济", "C2", ["瑞济商贸"]),
        ("ma3c", None, []),
        ("91370105ma", "C1", ["91370105MA"]),
    ],
)
def test_a_hit_says_which_characters_matched(
    small: NameIndex, text: str, node: str | None, marked: list[str]
) -> None:
    hits = [hit for hit in small.find(text).hits if hit.node_id == node]
    assert [hit.text[first:last] for hit in hits for first, last in hit.spans] == marked


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (-1, 0), (5, -1)])
def test_a_page_that_cannot_be_is_refused(small: NameIndex, limit: int, offset: int) -> None:
    with pytest.raises(WrongParameters, match="1 or more from 0 on"):
        small.find("瑞济", limit=limit, offset=offset)


def _city(count: int) -> list[Record]:
    """Return invented names and codes, few enough characters that they often meet."""
    chance = random.Random("city")
    records: list[Record] = []
    for number in range(count):
        label = chance.choice(("Company", "Company", "Person"))
        node = f"{label[0]}{chance.randrange(count // 2):05d}"
        text = "".join(chance.choices("华瑞济南科（）A1", k=chance.randrange(1, 7)))
        kind = "name"
        if number % 3 == 0:
            label, node = "Company", f"C{node[1:]}"
            text, kind = "91" + "".join(chance.choices("0137", k=6)), "identifier:uscc"
        known = chance.randrange(5)
        days = (EARLIEST, LATEST, known, chance.choice((LATEST, known + 2)))
        records.append((node, label, text, kind, *days, chance.randrange(4)))
    return records


def _plainly(records: list[Record], text: str, label: str | None, known_on: int) -> list[str]:
    """Return the nodes that match, by looking at every record."""
    whole, words = fold(text), [word for word in map(fold, text.split()) if word]
    ranked: list[tuple[int, int, int, str]] = []
    for node, of, name, kind, _, _, known_from, known_to, rank in records:
        folded = fold(name)
        if not known_from <= known_on < known_to or label not in (None, of) or not whole:
            continue
        if folded == whole:
            way = 0
        elif folded.startswith(whole):
            way = 1
        elif kind.startswith("identifier"):
            continue
        elif whole in folded:
            way = 2
        elif len(words) > 1 and all(word in folded for word in words):
            way = 3
        else:
            continue
        ranked.append((way, len(folded), rank, node))
    return list(dict.fromkeys(node for *_, node in sorted(ranked)))


@pytest.mark.parametrize("few", [0, 2000], ids=["by grams", "by alphabet"])
def test_every_text_finds_what_looking_at_every_name_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(streams, "_FEW", few)
    records = _city(3000)
    chance = random.Random("texts")
    texts = ["".join(chance.choices("华瑞济南科A1 ", k=chance.randrange(1, 5))) for _ in range(150)]
    texts += [record[2] for record in records[:60]]
    texts += [record[2][: chance.randrange(1, 8)] for record in records[:120:3]]
    found_any = 0
    with _write(tmp_path / "names.sqlite", records) as names:
        for text in texts:
            label = chance.choice((None, "Company", "Person"))
            known_on = chance.choice((None, 1, 3, 6))
            day = LATEST - 1 if known_on is None else known_on
            wanted = _plainly(records, text, label, day)
            answer = names.find(text, label=label, known_on=known_on, limit=5000)
            assert [hit.node_id for hit in answer.hits] == wanted, text
            found_any += bool(wanted)
            page = names.find(text, label=label, known_on=known_on, limit=7, offset=3)
            assert [hit.node_id for hit in page.hits] == wanted[3:10]
    assert found_any > 100


def test_a_count_that_was_cut_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "COUNTED", 10)
    records: list[Record] = [
        (f"C{number:02d}", "Company", f"华瑞{number}", "name", *ALWAYS, 0) for number in range(30)
    ]
    with _write(tmp_path / "names.sqlite", records) as names:
        cut = names.find("华瑞", limit=5)
        assert (len(cut.hits), cut.total, cut.complete) == (5, 10, False)
        further = names.find("华瑞", limit=5, offset=20)
        assert (len(further.hits), further.total, further.complete) == (5, 25, False)
        whole = names.find("华瑞", limit=30)
        assert (len(whole.hits), whole.total, whole.complete) == (30, 30, True)
        beyond = names.find("华瑞", limit=5, offset=40)
        assert (beyond.hits, beyond.total, beyond.complete) == ((), 30, True)


_BUILDING = """
import sys
from pathlib import Path
import pandas as pd
from graph.search import COLUMNS, build
records = pd.read_json(sys.argv[1], dtype=False)
records.columns = list(COLUMNS)
build(Path(sys.argv[2]), records.sample(frac=1, random_state=int(sys.argv[3])))
"""


def test_equal_names_give_equal_bytes_whatever_their_order(tmp_path: Path) -> None:
    pd.DataFrame(_city(2000)).to_json(tmp_path / "records.json", orient="values")
    made = []
    for seed in ("1", "2"):
        path = tmp_path / f"names{seed}.sqlite"
        command = [sys.executable, "-c", _BUILDING, str(tmp_path / "records.json"), str(path), seed]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.getcwd()}
        subprocess.run(command, check=True, env=environment)
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_threads_share_an_index(tmp_path: Path) -> None:
    records = _city(2000)
    texts = [record[2] for record in records[:200]]
    with _write(tmp_path / "names.sqlite", records) as names:
        alone = [names.find(text) for text in texts]
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(names.find, texts)) == alone


def test_the_file_is_never_written_by_asking(tmp_path: Path) -> None:
    with _write(tmp_path / "names.sqlite", RECORDS) as names:
        names.find("瑞济")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            names._store.execute("DELETE FROM entry")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["names.sqlite"]


def test_an_index_without_a_name_answers_nothing(tmp_path: Path) -> None:
    with _write(tmp_path / "names.sqlite", []) as names:
        assert names.find("瑞济").total == 0


@pytest.mark.parametrize("content", [None, b"", b"not a database at all" * 99])
def test_a_file_that_is_no_index_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "names.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EditionError, match="run `qiji build`"):
        NameIndex(path)


def test_an_index_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.sqlite"
    _write(path, RECORDS).close()
    store = sqlite3.connect(path)
    store.execute("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(EditionError, match="of format 99"):
        NameIndex(path)

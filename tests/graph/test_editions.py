"""Editions on disk: equal content gives equal bytes, what does not fit is never sealed."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from click.testing import CliRunner

from graph import sealing, shelf, tables
from graph.days import EARLIEST, LATEST, Moment, day_number, parse_day
from graph.drafted import Draft
from graph.edition import FORMAT, LABELS, Edition, month_end
from graph.errors import EditionError, UnknownParty
from graph.home import Home
from graph.schema import Column, Layout, layouts
from graph.search import COLUMNS
from graph.verifying import verify

Rows = Mapping[str, list[dict[str, Any]]]
TODAY = "2024-12-31"


def dated(since: str = "2020-01-01", until: str = "", known: str = "") -> dict[str, Any]:
    return {
        "valid_from": parse_day(since) if since else EARLIEST,
        "valid_to": parse_day(until) if until else LATEST,
        "known_from": parse_day(known or since or "2020-06-01"),
        "known_to": LATEST,
        "precision": "day",
        "source": "strange",
        "record": 0,
    }


def frames(rows: Rows) -> dict[str, pd.DataFrame]:
    """Return rows as frames with every column of their layout."""
    found = {}
    for name, several in rows.items():
        columns = [c.name for c in layouts()[name].columns]
        frame = pd.DataFrame(several, columns=columns)
        found[name] = frame if several else frame.astype("object")
    return found


def town() -> dict[str, list[dict[str, Any]]]:
    """Return a small graph: two firms, three people, an event, months."""
    firms = ["C000000001", "C000000002"]
    people = ["P000000001", "P000000002", "P000000003"]
    case = {"id": "E01", "kind": "EXEC", "day": parse_day("2022-05-01"), "until": LATEST}
    return {
        "nodes/Company": [
            {"id": i, "name": f"济南{n}号公司", "kind": "company"} for n, i in enumerate(firms)
        ],
        "nodes/Person": [{"id": i, "name": "王小明"} for i in people],
        "nodes/Event": [{**dated(), **case, "amount": 5.0}],
        "edges/OWNS": [
            {"src": people[0], "dst": firms[0], "share": 0.5, "amount": None, **dated()},
            {"src": firms[0], "dst": firms[1], "share": None, "amount": 7.0, **dated()},
        ],
        "edges/PARTY_TO": [{"src": firms[0], "dst": "E01", "role": "subject", **dated()}],
        "properties": [
            {"node": firms[0], "property": "name", "value": "旧名", **dated(until="2021-01-01")},
            {"node": firms[0], "property": "name", "value": "新名", **dated("2021-01-01")},
            {"node": firms[0], "property": "fact", "value": "a=1", **dated("")},
            {"node": firms[0], "property": "fact", "value": "b=2", **dated("")},
            {"node": firms[1], "property": "name", "value": "另名", **dated("")},
        ],
        "series": [
            {
                "node": firms[1],
                "measure": "headcount",
                "month": 2022 * 12 + month,
                "value": float(month),
                "known_from": parse_day("2022-06-30"),
                "known_to": LATEST,
                "record": 1,
            }
            for month in range(5)
        ],
        "records": [
            {"table": "strange", "delivery": "d1", "file": "a.csv", "line": n + 2, "row": n}
            for n in range(2)
        ],
    }


def draft(rows: Rows, **more: Any) -> Draft:
    names = pd.DataFrame(
        {
            "node_id": [row["id"] for row in rows["nodes/Company"]],
            "label": "Company",
            "text": [row["name"] for row in rows["nodes/Company"]],
            "kind": "name",
            "valid_from": EARLIEST,
            "valid_to": LATEST,
            "known_from": EARLIEST,
            "known_to": LATEST,
            "rank": 0,
        },
        columns=list(COLUMNS),
    )
    return Draft(frames(rows), names, date.fromisoformat(TODAY), **more)


def built(home: Home, rows: Rows, **more: Any) -> Edition:
    """Build and seal an edition of rows, and make it the one in use."""
    with home.lock("build"), sealing.beside(home) as path:
        sealing.write_base(path, draft(rows, **more))
        return Edition.open(home.edition_path(sealing.seal(home, path)))


def prints(edition: Edition) -> dict[str, bytes]:
    """Return every file's bytes but the manifest's."""
    return {
        str(p.relative_to(edition.path)): p.read_bytes()
        for p in sorted(edition.path.rglob("*"))
        if p.is_file() and p.name != "manifest.json"
    }


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without an edition."""
    return Home.at(tmp_path / "home").make()


# --- bytes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_a_draft_s_rows_leaves_no_trace(home: Home, seed: int) -> None:
    first = built(home, town())
    rows, rng = town(), random.Random(seed)
    places = list(range(len(rows["records"])))
    rng.shuffle(places)
    rows["records"] = [rows["records"][place] for place in places]
    for name, several in rows.items():
        if name != "records":
            rng.shuffle(several)
            for row in several:
                if "record" in row:
                    row["record"] = places.index(row["record"])
    other = built(Home.at(home.path / "other").make(), rows)
    assert other.edition_id == first.edition_id
    assert prints(other) == prints(first)


def test_an_edition_is_named_by_its_data_day_and_its_content(home: Home) -> None:
    one = built(home, town())
    rows = town()
    rows["edges/OWNS"][0]["share"] = 0.6
    two = built(home, rows)
    assert one.edition_id.startswith(f"{TODAY}-")
    assert two.edition_id.startswith(f"{TODAY}-")
    assert one.edition_id != two.edition_id
    assert home.edition_ids() == sorted([one.edition_id, two.edition_id])
    assert home.current_id() == two.edition_id


COLUMNS_OF = [
    pytest.param("day", [5, None, EARLIEST, LATEST], [5, None, None, None], id="day"),
    pytest.param("float", [1.5, None, np.nan], [1.5, None, None], id="float"),
    pytest.param("text", ["b", None, "a"], ["b", None, "a"], id="text"),
    pytest.param("word", ["b", None, "a", "b"], ["b", None, "a", "b"], id="word"),
    pytest.param("int", [3, None], [3, -1], id="int"),
    pytest.param("flag", [True, None], [True, False], id="flag"),
]


@pytest.mark.parametrize(("kind", "given", "expected"), COLUMNS_OF)
def test_a_column_has_nulls_where_nothing_is_said_and_noughts_beneath_them(
    kind: Any, given: list[Any], expected: list[Any]
) -> None:
    made = tables.arrow_column(pd.Series(given, dtype="object"), Column("c", kind, "m"))
    plain = made.cast(pa.int32()) if kind == "day" else made
    assert plain.to_pylist() == expected
    values = made.indices if kind == "word" else made
    if kind in ("day", "float", "word"):
        width = {"day": np.int32, "float": np.float64, "word": np.int32}[kind]
        beneath = np.frombuffer(values.buffers()[1], width)[: len(made)]
        assert not beneath[np.asarray(values.is_null())].any()


def test_words_stand_in_their_order_whoever_came_first() -> None:
    words = [tables.sorted_dictionary(pa.array(list(text))) for text in ("cab", "bca", "abc")]
    assert [w.dictionary.to_pylist() for w in words] == [["a", "b", "c"]] * 3


def test_rows_that_agree_on_the_order_are_ordered_by_all_the_rest() -> None:
    layout = Layout("t", (Column("a", "int", "m"), Column("b", "text", "m")), ("a",))
    rows = [(1, "y"), (0, "z"), (1, None), (1, "x")]
    written = []
    for seed in range(6):
        random.Random(seed).shuffle(rows)
        made = tables.arrow_table(pd.DataFrame(rows, columns=["a", "b"]), layout)
        written.append(made.to_pylist())
    assert all(made == written[0] for made in written)
    assert [row["a"] for row in written[0]] == [0, 1, 1, 1]


# --- what does not fit ---------------------------------------------------------------------


def _lost(rows: dict[str, list[dict[str, Any]]]) -> None:
    rows["edges/OWNS"][0]["dst"] = "C999999999"


def _nobody(rows: dict[str, list[dict[str, Any]]]) -> None:
    rows["properties"][0]["node"] = None


def _twice(rows: dict[str, list[dict[str, Any]]]) -> None:
    rows["nodes/Person"].append(rows["nodes/Person"][0])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [(_lost, "'C999999999', which is no node"), (_nobody, "None"), (_twice, "twice")],
)
def test_a_draft_that_names_nobody_or_somebody_twice_is_refused(
    home: Home, spoil: Callable[[dict[str, list[dict[str, Any]]]], None], words: str
) -> None:
    kept = built(home, town()).edition_id
    rows = town()
    spoil(rows)
    with pytest.raises(EditionError, match=words):
        built(home, rows)
    assert home.current_id() == kept
    assert home.edition_ids() == [kept]
    assert not list(home.editions.glob(".*"))


def test_a_draft_that_lacks_a_column_is_refused(home: Home) -> None:
    made = draft(town())
    made.frames["edges/OWNS"] = made.frames["edges/OWNS"].drop(columns="share")
    with (
        home.lock("build"),
        sealing.beside(home) as path,
        pytest.raises(EditionError, match="edges/OWNS has no column share"),
    ):
        sealing.write_base(path, made)


def _table(name: str, change: Callable[[pa.Table], pa.Table]) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with pa.memory_map(str(path / f"{name}.arrow")) as source:
            table = pa.ipc.open_file(source).read_all()
            made = change(table)
            tables.write_table(made, path / "made.arrow")
        os.replace(path / "made.arrow", path / f"{name}.arrow")

    return spoil


def _array(name: str, change: Callable[[Any], Any]) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        np.save(path / name, change(np.load(path / name)))

    return spoil


def _set(table: pa.Table, column: str, value: int) -> pa.Table:
    place = table.column_names.index(column)
    changed = pc.replace_with_mask(
        table.column(column).combine_chunks(),
        pa.array([True] + [False] * (table.num_rows - 1)),
        pa.array([value], table.schema.types[place]),
    )
    return table.set_column(place, column, changed)


def _manifest(path: Path) -> None:
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    manifest["rows"]["edges/OWNS"] += 1
    sealing.write_manifest(path, manifest)


def _offsets(path: Path) -> None:
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    manifest["offsets"]["Person"] += 1
    sealing.write_manifest(path, manifest)


SPOILT = [
    pytest.param(_table("edges/OWNS", lambda t: _set(t, "dst", 99)), id="an end too high"),
    pytest.param(_table("edges/OWNS", lambda t: _set(t, "src", -1)), id="an end below nought"),
    pytest.param(_table("properties", lambda t: _set(t, "node", 99)), id="a property of nobody"),
    pytest.param(_table("properties", lambda t: _set(t, "node", 1)), id="a property of another"),
    pytest.param(_table("series", lambda t: _set(t, "node", 0)), id="a month of another"),
    pytest.param(_table("edges/OWNS", lambda t: _set(t, "record", 9)), id="a row of nowhere"),
    pytest.param(_table("edges/OWNS", lambda t: t.slice(1)), id="a row is missing"),
    pytest.param(_table("nodes/Person", lambda t: t.slice(1)), id="a person is missing"),
    pytest.param(_manifest, id="the count is another"),
    pytest.param(_offsets, id="people begin elsewhere"),
    pytest.param(_array("adjacency/offsets.npy", lambda a: a + 1), id="offsets begin late"),
    pytest.param(_array("adjacency/offsets.npy", lambda a: a[:-1]), id="an offset is missing"),
    pytest.param(_array("adjacency/other.npy", lambda a: a + 50), id="a neighbour of nowhere"),
    pytest.param(_array("adjacency/properties.npy", lambda a: a[::-1]), id="offsets fall"),
    pytest.param(_array("adjacency/series.npy", lambda a: a * 0), id="offsets of nothing"),
    pytest.param(_array("nodes/Company.ids.npy", lambda a: a[::-1]), id="ids out of order"),
    pytest.param(_array("nodes/Company.ids.npy", lambda a: a[:1]), id="an id is missing"),
    pytest.param(lambda p: (p / "names.sqlite").write_bytes(b"SQLite"), id="no name index"),
    pytest.param(lambda p: (p / "adjacency/edge.npy").unlink(), id="a file is missing"),
    pytest.param(lambda p: (p / "edges/OWNS.arrow").unlink(), id="a frame is missing"),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_does_not_fit_is_never_sealed(home: Home, spoil: Callable[[Path], None]) -> None:
    kept = built(home, town()).edition_id
    rows = town()
    rows["nodes/Company"][0]["region"] = "370105"
    with home.lock("build"), sealing.beside(home) as path:
        sealing.write_base(path, draft(rows))
        verify(path)
        spoil(path)
        with pytest.raises(EditionError, match=r"build again|run `qiji build`"):
            sealing.seal(home, path)
    assert home.current_id() == kept
    assert home.edition_ids() == [kept]


# --- opening -------------------------------------------------------------------------------


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _older(path: Path) -> None:
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(manifest | {"format": FORMAT - 1}), "utf-8")


def _unfinished(path: Path) -> None:
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["id"]
    path.write_text(json.dumps(manifest), "utf-8")


DAMAGE: list[Any] = [
    pytest.param("manifest.json", Path.unlink, id="no manifest"),
    pytest.param("manifest.json", _half, id="half a manifest"),
    pytest.param("manifest.json", lambda p: p.write_text("[]", "utf-8"), id="a list"),
    pytest.param("manifest.json", _older, id="an older format"),
    pytest.param("manifest.json", _unfinished, id="never finished"),
    pytest.param("edges/OWNS.arrow", _half, id="half a frame"),
    pytest.param("edges/OWNS.arrow", Path.unlink, id="no frame"),
    pytest.param("nodes/Company.ids.npy", _half, id="half the ids"),
    pytest.param("adjacency/offsets.npy", _half, id="half the offsets"),
    pytest.param("adjacency/properties.npy", Path.unlink, id="no offsets of properties"),
    pytest.param("names.sqlite", Path.unlink, id="no names"),
    pytest.param("names.sqlite", _half, id="half the names"),
]


@pytest.mark.parametrize(("name", "spoil"), DAMAGE)
def test_an_edition_that_cannot_be_read_says_so_and_building_again_mends_it(
    home: Home, name: str, spoil: Callable[[Path], None]
) -> None:
    whole = built(home, town())
    expected = prints(whole)
    spoil(home.edition_path() / name)

    def look() -> None:
        edition = Edition.current(home)
        edition.table("edges/OWNS")
        edition.number("C000000001")
        edition.properties(0)
        edition.network.verify()
        edition.names.find("济南")

    with pytest.raises(EditionError) as refused:
        look()
    assert str(refused.value).endswith("run `qiji build`.")
    again = built(home, town())
    assert again.edition_id == whole.edition_id
    assert prints(again) == expected
    verify(again.path)


def test_a_number_and_an_id_are_one_another(home: Home) -> None:
    edition = built(home, town(), merged={"C000000009": "C000000002"})
    for number in range(edition.size):
        assert edition.number(edition.id(number)) == number
        assert number in edition.span(edition.label_of(number))
    assert [len(edition.span(label)) for label in LABELS] == [2, 3, 1, 0, 0, 0, 0]
    assert edition.id_list([0, 2]) == ["C000000001", "P000000001"]
    assert edition.number("C000000009") == edition.number("C000000002")


@pytest.mark.parametrize("wanted", ["C000000003", "X1", "", "C", "济南", "C0000000010", "\0"])
def test_an_id_that_is_not_there_is_named(home: Home, wanted: str) -> None:
    with pytest.raises(UnknownParty, match="qiji ask search"):
        built(home, town()).number(wanted)


def at(as_of: str, known_on: str = TODAY) -> Moment:
    return Moment(parse_day(as_of), parse_day(known_on))


def test_without_days_the_moment_is_the_last_delivery_never_the_clock(home: Home) -> None:
    edition = built(home, town())
    assert edition.moment() == at(TODAY, TODAY)
    assert edition.moment(as_of=7) == Moment(7, parse_day(TODAY))


NAMES = [("2020-12-31", ["旧名"]), ("2021-01-01", ["新名"]), ("2019-12-31", [])]


@pytest.mark.parametrize(("day", "expected"), NAMES)
def test_of_a_single_property_the_one_that_started_last_holds(
    home: Home, day: str, expected: list[str]
) -> None:
    rows = built(home, town()).properties(0, at(day))
    assert rows.loc[rows["property"] == "name", "value"].tolist() == expected


def test_properties_that_may_be_several_all_hold_and_all_times_are_shown(home: Home) -> None:
    edition = built(home, town())
    rows = edition.properties(0, at(TODAY))
    assert rows.loc[rows["property"] == "fact", "value"].tolist() == ["a=1", "b=2"]
    assert len(edition.properties(0)) == 4
    assert edition.properties(1)["value"].tolist() == ["另名"]
    assert edition.properties(2).empty


def test_a_month_shows_once_it_is_over_and_known(home: Home) -> None:
    edition = built(home, town())
    seen = {
        ("2022-03-30", TODAY): [0.0, 1.0],
        ("2022-03-31", TODAY): [0.0, 1.0, 2.0],
        (TODAY, "2022-06-29"): [],
        (TODAY, "2022-06-30"): [0.0, 1.0, 2.0, 3.0, 4.0],
    }
    for (as_of, known_on), values in seen.items():
        assert edition.series(1, at(as_of, known_on))["value"].tolist() == values
    assert len(edition.series(1)) == 5
    assert edition.series(0).empty


def test_the_last_day_of_a_month_is_known_in_leap_years() -> None:
    months = np.array([2024 * 12 + 1, 2023 * 12 + 1, 1969 * 12 + 11, 2022 * 12 + 11])
    days = [date(2024, 2, 29), date(2023, 2, 28), date(1969, 12, 31), date(2022, 12, 31)]
    assert month_end(months).tolist() == [day_number(day) for day in days]


def test_days_and_nothing_come_as_arrays(home: Home) -> None:
    edition = built(home, town())
    owns = edition.rows("edges/OWNS", slice(None))
    assert owns["valid_to"].tolist() == [LATEST, LATEST]
    assert np.isnan(owns["share"].to_numpy(np.float64)).sum() == 1
    assert edition.column("properties", "valid_from").min() == EARLIEST
    assert edition.node(0)["uscc"] is None
    assert edition.event_rows(np.array(edition.span("Event")))["amount"].tolist() == [5.0]
    assert edition.has("edges/OWNS")
    assert not edition.has("derived/grades")


# --- side by side --------------------------------------------------------------------------


def test_a_reader_keeps_its_edition_while_another_is_taken_into_use_and_it_is_pruned(
    home: Home,
) -> None:
    old = built(home, town())
    assert old.network.degree(0) == 3
    assert old.properties(0)["value"].tolist() == ["a=1", "b=2", "旧名", "新名"]
    rows = town()
    rows["edges/OWNS"][1]["share"] = 0.9
    new = built(home, rows)
    assert Edition.current(home).edition_id == new.edition_id
    # All of the old one may still be read, what was not looked at before too.
    assert old.series(1)["value"].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert [h.node_id for h in old.names.find("济南1号").hits] == ["C000000002"]
    shares = old.column("edges/OWNS", "share")
    assert shelf.prune(home, 1) == [old.edition_id]
    # What it holds stays; what it has yet to open is gone, in a sentence.
    assert np.isnan(shares).sum() == 1
    assert old.network.degree(0) == 3
    assert old.properties(0)["value"].tolist() == ["a=1", "b=2", "旧名", "新名"]
    with pytest.raises(EditionError, match="run `qiji build`"):
        old.table("edges/PARTY_TO")


def test_pruning_keeps_the_newest_and_the_one_in_use(home: Home) -> None:
    names = []
    for share in (0.1, 0.2, 0.3, 0.4):
        rows = town()
        rows["edges/OWNS"][0]["share"] = share
        names.append(built(home, rows).edition_id)
    home.use(names[0])
    assert shelf.prune(home, 2) == [names[1]]
    assert set(home.edition_ids()) == {names[0], names[2], names[3]}
    assert home.current_id() == names[0]


def test_an_edition_of_an_older_format_is_listed_and_pruned_first(home: Home) -> None:
    old = built(home, town()).edition_id
    _older(home.editions / old / "manifest.json")
    rows = town()
    rows["edges/OWNS"][0]["share"] = 0.9
    new = built(home, rows).edition_id
    listed = shelf.listed(home).set_index("edition")
    assert listed["in_use"].to_dict() == {old: False, new: True}
    assert listed["companies"].isna().to_dict() == {old: True, new: False}
    assert listed["companies"].dropna().tolist() == [2]
    assert shelf.prune(home, 1) == [old]


def test_two_editions_are_compared_by_counts_and_by_who_came_and_went(home: Home) -> None:
    one = built(home, town())
    rows = town()
    rows["nodes/Person"][2]["id"] = "P000000004"
    rows["nodes/Person"].append({"id": "P000000005", "name": "李红"})
    rows["edges/OWNS"].append({**rows["edges/OWNS"][0], "src": "P000000005"})
    two = built(home, rows)
    found = shelf.compared(home, one.edition_id, two.edition_id).set_index("what")["change"]
    assert found["edges/OWNS"] == 1
    assert found["nodes/Person"] == 1
    assert found["Person ids gone"] == -1
    assert found["Person ids new"] == 2


def _flip(path: Path) -> None:
    """Alter one byte, so that the file is still of its format and size."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _relabel(path: Path) -> None:
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(manifest | {"merged": {"C000000009": "C000000001"}}), "utf-8")


ALTERED: list[Any] = [
    pytest.param("edges/OWNS.arrow", _flip, "is not as it was sealed.", id="a byte"),
    pytest.param("names.sqlite", _flip, "is not as it was sealed.", id="a name"),
    pytest.param("edges/OWNS.arrow", Path.unlink, "is missing.", id="a frame is gone"),
    pytest.param("more.arrow", Path.touch, "was not there when it was sealed.", id="a file more"),
    pytest.param("manifest.json", _relabel, "is not as it was sealed.", id="who was merged"),
]


@pytest.mark.parametrize(("name", "alter", "sentence"), ALTERED)
def test_a_file_that_was_altered_since_is_named_when_one_checks(
    home: Home, name: str, alter: Callable[[Path], None], sentence: str
) -> None:
    edition = built(home, town())
    asked = ["--home", str(home.path), "check"]
    whole = CliRunner().invoke(shelf.editions, asked)
    assert whole.stdout.startswith(f"The edition {edition.edition_id} is as it was sealed: ")
    alter(edition.path / name)
    told = CliRunner().invoke(shelf.editions, [*asked, edition.edition_id])
    assert told.stdout == f"{name} {sentence}\n"
    assert isinstance(told.exception, EditionError)
    assert str(told.exception).endswith("(1 of its files); run `qiji build`.")


def test_an_edition_that_is_still_sound_is_not_written_again(home: Home) -> None:
    edition = built(home, town())
    before = {p: p.stat().st_ino for p in edition.path.rglob("*")}
    assert built(home, town()).path == edition.path
    assert {p: p.stat().st_ino for p in edition.path.rglob("*")} == before
    shutil.rmtree(edition.path / "edges")
    assert (built(home, town()).path / "edges/OWNS.arrow").exists()
    home.sweep()
    assert not list(home.editions.glob(".*"))

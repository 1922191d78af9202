"""A text read in pieces gives the very rows that it gives when it is read whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from graph.errors import UnreadableFile
from loaders.reading import Header, LargeText, find, headed, large, open_source
from loaders.reading.lines import AFTER_QUOTE, NEVER_CLOSED

NAMES = ["name", "amount", "note", "day"]
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "utf-32-le")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a text of more than 4 KB read in pieces of 2 KB."""
    monkeypatch.setattr(large, "WHOLE", 4 << 10)
    monkeypatch.setattr(large, "PIECE", 2 << 10)
    monkeypatch.setattr(large, "_HEAD", 1 << 10)
    monkeypatch.setattr(large, "_SAMPLE", 1 << 9)
    monkeypatch.setattr(large, "_WINDOWS", (1 << 9, 1 << 11, 1 << 14))


def opened(path: Path) -> tuple[LargeText, Header]:
    [grid] = open_source(path)
    assert isinstance(grid, LargeText)
    for reading in grid.readings():
        header = find(reading, lambda said: "amount" in said)
        if header is not None:
            assert isinstance(reading, LargeText)
            return reading, header
    raise AssertionError("no reading has the header")


def pieces(grid: LargeText, header: Header) -> Iterator[pd.DataFrame]:
    spans = [*grid.spans(len(header.names))]
    assert len(spans) > 1
    assert [s.end for s in spans[:-1]] == [s.start for s in spans[1:]]
    for number, span in enumerate(spans):
        here = header.above() if number else header
        last = number + 1 == len(spans)
        part = headed(grid.piece(span), here, last=last)
        ragged = part.ragged.assign(name=part.ragged["raw"], frame=False)
        whole = part.frame.assign(line=part.lines, frame=True)
        yield pd.concat([whole, ragged], ignore_index=True).sort_values("line", kind="stable")


def same(path: Path) -> int:
    """Hold a file's pieces to the file; return how many rows it has."""
    grid, header = opened(path)
    one = headed(grid.whole, header)
    ragged = one.ragged.assign(name=one.ragged["raw"], frame=False)
    both = [one.frame.assign(line=one.lines, frame=True), ragged]
    whole = pd.concat(both, ignore_index=True).sort_values("line", kind="stable")
    parts = pd.concat([*pieces(grid, header)], ignore_index=True)
    for found in (parts, whole):  # which of the two a stray quote is depends on what follows it
        if "reason" in found:
            found["reason"] = found["reason"].replace(AFTER_QUOTE, NEVER_CLOSED)
    pd.testing.assert_frame_equal(parts[whole.columns], whole.reset_index(drop=True))
    return len(whole)


def rows(dice: Random, count: int) -> list[list[str]]:
    words = ["", "济南", "a,b", "第一\n第二", 'so "said"', "泉", "x;y", "，"]
    found = [[f"n{n}", str(n), dice.choice(words), "2024-01-02"] for n in range(count)]
    return [NAMES, *found]


def written(table: list[list[str]], end: str = "\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(table)
    return out.getvalue()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"], ids=["feed", "both", "twice"])
def test_pieces_are_the_whole_in_every_encoding(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(written(rows(Random(encoding + end), 700), end).encode(encoding))
    assert same(path) == 700


@pytest.mark.usefixtures("small")
def test_pieces_are_the_whole_where_returns_end_lines(tmp_path: Path) -> None:
    table = [[cell.replace("\n", " ") for cell in row] for row in rows(Random(1), 500)]
    path = tmp_path / "large.csv"
    path.write_bytes(written(table, "\r").encode())
    assert same(path) == 500


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("seed", range(25))
def test_pieces_are_the_whole_when_it_is_damaged(tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    table = [[cell.replace("\n", " ") for cell in row] for row in rows(dice, 600)]
    lines = written(table).split("\n")
    for place in dice.sample(range(1, 600), 8):
        at = dice.randrange(len(lines[place]))
        junk = dice.choice(['"', ",", "\x00", ',"', '""', "\r", "\ufffd"])
        lines[place] = lines[place][:at] + junk + lines[place][at:]
    path = tmp_path / "large.csv"
    path.write_bytes("\n".join(lines).encode())
    assert same(path) >= 600


@pytest.mark.usefixtures("small")
def test_cells_of_many_lines_are_never_cut(tmp_path: Path) -> None:
    long = "\n".join(f"第{n}条，事由如下" for n in range(60))
    table = [NAMES, *([f"n{n}", str(n), long, "2024-01-02"] for n in range(80))]
    path = tmp_path / "large.csv"
    path.write_bytes(written(table).encode())
    assert same(path) == 80


@pytest.mark.usefixtures("small")
def test_a_cut_character_is_refused_where_it_stands(tmp_path: Path) -> None:
    raw = written([[c.replace("\n", "") for c in r] for r in rows(Random(3), 600)]).encode()
    at = raw.rindex("济南".encode()) + 1
    path = tmp_path / "large.csv"
    path.write_bytes(raw[:at] + raw[at + 1 :])
    grid, header = opened(path)
    bad = pd.concat([*pieces(grid, header)])
    bad = bad[~bad["frame"].astype(bool)]
    assert bad["line"].tolist() == [raw[:at].count(b"\n") + 1]
    assert "cannot be read" in bad["reason"].iloc[0]


@pytest.mark.usefixtures("small")
def test_a_line_that_never_ends_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(written(rows(Random(4), 200)).encode() + b"x" * 40_000)
    grid, header = opened(path)
    with pytest.raises(UnreadableFile, match="a line of more than"):
        list(grid.spans(len(header.names)))


@pytest.mark.usefixtures("small")
def test_notes_below_a_large_table_are_notes_and_those_within_are_not(tmp_path: Path) -> None:
    table = written([[c.replace("\n", "") for c in r] for r in rows(Random(5), 600)])
    half = table.index("n300")
    path = tmp_path / "large.csv"
    path.write_bytes((table[:half] + "注：上半年\n" + table[half:] + "注：下半年\n").encode())
    grid, header = opened(path)
    spans = [*grid.spans(4)]
    last = headed(grid.piece(spans[-1]), header.above(), last=True)
    assert last.skipped["note"] == 1
    assert sum(len(part[~part["frame"].astype(bool)]) for part in pieces(grid, header)) == 1

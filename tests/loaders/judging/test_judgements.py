"""The file of judgements: kept for ever, read whole, and never half-written."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from graph.errors import HomeBusy, HomeError, HomeFull, WrongParameters
from graph.home import Home
from loaders.judging.judgements import Judgement, Part, Side, add, file_of, judgements

A = Side(
    "C000000001", "济南泉明商贸有限公司", ("uscc:91370105MA3C00011T", "name:济南泉明商贸有限公司")
)
B = Side("C000000002", "济南泉明商贸", ("name:济南泉明商贸",))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home").make()


def same(home: Home, **more: Any) -> Judgement:
    given: dict[str, Any] = {"a": A, "b": B, "by": "王登记", "why": "同一印章"}
    return add(home, "same", **(given | more))


def test_a_judgement_comes_back_as_it_was_given(home: Home) -> None:
    shown = {"probability": 0.61, "evidence": "names alike", "edition": "2024-12-31-0"}
    made = same(home, evidence=shown, why=" 同一印章\n ,两份\t档案 ")
    add(home, "split", a=A, parts=[Part("table", "tax_arrears")], by="李核", why="欠税另有其人")
    add(home, "undo", undoes=1, by="李核", why="印章是假的")
    first, second, third = judgements(home)
    assert (first.number, first.a, first.b, first.evidence) == (1, A, B, shown)
    assert (first.why, first.by) == ("同一印章 ,两份 档案", "王登记")
    assert (made.undone_by, first.undone_by, first.stands) == (0, 3, False)
    assert (second.parts, second.stands) == ((Part("table", "tax_arrears"),), True)
    assert (third.undoes, third.stands) == (1, False)
    assert first.at.endswith("Z")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"why": "  \n"}, "needs a reason; give it with --why"),
    ({"by": ""}, "needs who judges; give it with --by"),
    ({"b": A}, "given twice"),
    ({"why": "很" * 2001}, "2,001 characters"),
]


@pytest.mark.parametrize(("given", "words"), WRONG)
def test_what_is_no_judgement_is_refused_and_nothing_is_written(
    home: Home, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(WrongParameters, match=words):
        same(home, **given)
    assert not file_of(home).exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [(9, "no judgement 9"), (0, "no judgement 0"), (2, "judge it anew"), (1, "taken back")],
)
def test_only_what_stands_can_be_taken_back(home: Home, number: int, words: str) -> None:
    same(home)
    add(home, "undo", undoes=1, by="李核", why="错了")
    with pytest.raises(WrongParameters, match=words):
        add(home, "undo", undoes=number, by="李核", why="又错了")
    assert len(judgements(home)) == 2


def lines(home: Home) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file_of(home).read_bytes().splitlines()]


def write(home: Home, rows: list[Any], end: str = "\n") -> None:
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    file_of(home).write_text(text + end, "utf-8")


DAMAGE: list[tuple[str, Any, int, str]] = [
    ("garbage", "\x00\x00", 2, "line 2 is no judgement"),
    ("half a line", '{"number": 2, "verdict": "sa', 2, "line 2 is no judgement"),
    ("a list", "[1]", 2, "line 2 is no judgement"),
    ("a blank line", "", 2, "line 2 is no judgement"),
    ("a wrong verdict", {"verdict": "maybe"}, 2, "line 2 is no judgement that this program knows"),
    ("nobody", {"b": None}, 2, "line 2 is 'same' and does not say of whom"),
    ("a later undo", {"verdict": "undo", "undoes": 7}, 2, "line 2 is no judgement that this"),
    ("a lost line", {"number": 3}, 2, "line 2 should be judgement 2 and is 3"),
    ("odd keys", {"a": {"id": "C1"}}, 2, "line 2 is no judgement"),
]


@pytest.mark.parametrize(("what", "damage", "line", "words"), DAMAGE, ids=[d[0] for d in DAMAGE])
def test_a_damaged_line_is_named_and_nothing_is_written_after_it(
    home: Home, what: str, damage: Any, line: int, words: str
) -> None:
    for _ in range(3):
        same(home)
    rows: list[Any] = lines(home)
    rows[1] = rows[1] | damage if isinstance(damage, dict) else damage
    write(home, rows)
    before = file_of(home).read_bytes()
    with pytest.raises(HomeError, match=words) as refused:
        judgements(home)
    assert refused.value.facts["line"] == line
    with pytest.raises(HomeError):
        same(home)
    assert file_of(home).read_bytes() == before


def test_what_a_killed_command_left_of_a_last_line_is_no_line(home: Home) -> None:
    same(home)
    same(home)
    whole = file_of(home).read_bytes()
    for cut in range(1, len(whole) // 2, 37):
        file_of(home).write_bytes(whole[:-cut])
        assert [j.number for j in judgements(home)] == [1]
    assert same(home).number == 2
    assert [j.number for j in judgements(home)] == [1, 2]


@pytest.mark.parametrize("short", [True, False])
def test_a_full_disk_is_one_sentence_and_leaves_no_part_of_a_line(
    home: Home, monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    same(home)
    before = file_of(home).read_bytes()
    write_whole = os.write

    def full(handle: int, data: bytes) -> int:
        if b'"verdict"' not in data:
            return write_whole(handle, data)
        written = write_whole(handle, data[:40])
        if short:
            return written
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(HomeFull, match="is full"):
            same(home)
    assert file_of(home).read_bytes() == before
    assert same(home).number == 2


def test_nobody_judges_while_another_command_writes_the_home(home: Home) -> None:
    with home.lock("build"), pytest.raises(HomeBusy, match="`qiji build`"):
        same(home)
    assert judgements(home) == []


MANY = textwrap.dedent(
    """
    import sys
    from graph.errors import HomeBusy
    from graph.home import Home
    from loaders.judging.judgements import Side, add

    a, b = (Side(f"C00000000{n}", "泉明", ()) for n in (1, 2))
    kept = 0
    while kept < 20:
        try:
            add(Home.at(sys.argv[1]), "unsure", a=a, b=b, by=sys.argv[2], why="x")
            kept += 1
        except HomeBusy:
            pass
    """
)


def test_many_who_judge_at_once_lose_nothing(home: Home) -> None:
    command = [sys.executable, "-c", MANY, str(home.path)]
    with subprocess.Popen([*command, "甲"]) as one, subprocess.Popen([*command, "乙"]) as two:
        assert (one.wait(), two.wait()) == (0, 0)
    found = judgements(home)
    assert [j.number for j in found] == [*range(1, 41)]
    assert sorted(j.by for j in found) == ["乙"] * 20 + ["甲"] * 20

"""What the program says in English is known in Chinese, sentence by sentence, from its source.

The sentences are read out of the code: a new error that a page can meet, or a changed one, fails
here until `graph/chinese.toml` has it.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from graph.chinese import chinese, sayings
from graph.cypher import words
from graph.errors import IdentifierError, QijiError
from graph.identifiers import parse
from graph.neo4j import failures
from loaders.cells.dates import WANTED_DAY, WANTED_HOUR, WANTED_MONTH
from loaders.cells.money import WANTED

ROOT = Path(__file__).parents[2]
# Whose errors a reader of pages can meet.
MET = (
    "graph/edition.py", "graph/days.py", "graph/home.py", "graph/network.py",
    "graph/search/index.py", "graph/cypher", "graph/neo4j/failures.py", "graph/neo4j/server.py",
    "graph/neo4j/asking.py", "queries/party.py", "queries/related.py", "queries/records.py",
    "queries/ownership.py", "queries/rulebooks/__init__.py", "loaders/judging/judgements.py",
    "loaders/judging/sides.py", "webapp",
)  # fmt: skip
ELSEWHERE = ("webapp/commands.py",)  # the command line's own
KINDS = QijiError.__subclasses__()
KINDS += [narrow for kind in KINDS for narrow in kind.__subclasses__()]
RAISED = {"refusal", "abort", "QijiError"} | {kind.__name__ for kind in KINDS}
MANY = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,} [a-z]{2,}")  # English running on


def said(node: ast.AST, assigned: Mapping[str, list[ast.expr]]) -> Iterator[str]:
    """Yield what an argument may say, a value `x1`, `x2` ... for each of its values.

    Args:
        assigned: by name, what the file assigns to it.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [[*said(part, assigned)] or [f"x{n}"] for n, part in enumerate(node.values)]
        yield from map("".join, product(*parts))
    elif isinstance(node, ast.IfExp):
        yield from (*said(node.body, assigned), *said(node.orelse, assigned))
    elif isinstance(node, ast.FormattedValue):
        yield from said(node.value, assigned)
    elif isinstance(node, ast.Name):
        rest = {name: found for name, found in assigned.items() if name != node.id}
        texts = (text for found in assigned.get(node.id, ()) for text in said(found, rest))
        yield from filter(None, texts)


def assigned(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """Return what is assigned to each name among statements."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def raising(node: ast.AST) -> list[ast.expr]:
    """Return the arguments of a call that makes an error; none for another node."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
        return node.args
    return []


def sources() -> list[Path]:
    """Return the files that `MET` names."""
    found = [ROOT / name for name in MET]
    files = [f for p in found for f in (sorted(p.rglob("*.py")) if p.is_dir() else [p])]
    return [f for f in files if str(f.relative_to(ROOT)) not in ELSEWHERE]


def sentences() -> list[tuple[str, str]]:
    """Return (where, sentence) of every error that is raised there."""
    found = []
    for file in sources():
        tree = ast.parse(file.read_text("utf-8"))
        constants = assigned(tree.body)
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                known = constants | assigned(ast.walk(function))
                for node in ast.walk(function):
                    where = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
                    texts = (text for a in raising(node) for text in said(a, known))
                    found += [(where, text) for text in texts]
    return [(where, text) for where, text in found if " " in text]


def test_the_sentences_are_found() -> None:
    told = dict(sentences())
    assert len(told) > 80
    assert any("is not a day" in text for text in told.values())
    assert any("this bracket is never closed" in text for text in told.values())


def test_every_error_that_a_page_can_meet_is_known_in_chinese() -> None:
    lost = [f"{where}: {text}" for where, text in sentences() if chinese(text) is None]
    assert lost == []


def test_what_is_chinese_holds_no_english_that_runs_on() -> None:
    told = [(text, chinese(text) or "") for _, text in sentences()]
    assert [pair for pair in told if MANY.search(pair[1])] == []


@pytest.mark.parametrize(
    "text",
    [
        *sorted(set(words.REFUSED.values())),
        *words.HINTS.values(),
        *(meaning.format(seconds=30.0) for _, meaning in failures._MEANINGS),
        *(sentence.format("x1", "x2") for _, sentence in failures._COMPLAINTS),
        failures.GET_ONE,
        WANTED, WANTED_DAY, WANTED_HOUR, WANTED_MONTH,
    ],
)  # fmt: skip
def test_parts_of_sentences_are_known_as_well(text: str) -> None:
    assert chinese(text)


def test_a_sentence_within_a_sentence_is_put_in_chinese_too() -> None:
    english = "Line 1, column 1, at 'MERGE': the console only reads; a statement begins with CALL."
    assert chinese(english) == (
        "第 1 行第 1 列 'MERGE':这会写入数据,查询台只读;语句须以 CALL 之一开头。"
    )
    two = "wanted a day such as 2024-03-01; is required, but empty"
    assert chinese(two) == "不是日期,应如 2024-03-01;必填项为空"


def test_what_is_not_known_is_said_to_be_so() -> None:
    assert chinese("The moon is made of cheese.") is None
    assert chinese("is required, but empty; the moon is made of cheese") is None


def test_both_sides_name_the_same_values_and_none_holds_another() -> None:
    for saying in sayings():
        named = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (saying.english, saying.chinese)
        ]
        assert named[1] <= named[0], saying.english


@pytest.mark.parametrize(
    ("kind", "code"),
    [("uscc", "91370105MA9T000180"), ("resident_id", "110105194912310021"), ("org_code", "1")],
)
def test_why_a_code_is_refused_is_known(kind: str, code: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        parse(kind, code)
    told = chinese(str(refused.value))
    assert told
    assert not MANY.search(told)

"""One damaged case loaded twice, and what must hold of it whatever was damaged."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from graph.days import calendar_day, parse_day
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Report
from loaders.keeping.stock import as_json, as_table
from loaders.table import Table
from loaders.taking.load import load
from tests.damage.cases import DECLARATION, Case, Fact

DAY = parse_day("2024-03-05")


class Bureau:
    """The one declared table that damaged files are of."""

    def __init__(self, folder: Path) -> None:
        path = folder / "bureau" / "damaged.py"
        path.parent.mkdir(parents=True)
        path.write_text(DECLARATION, "utf-8")
        self.tables: dict[str, Table] = {"damaged": declared(extra=folder)["damaged"]}
        self.texts = {"damaged": declaration_texts(extra=folder)["damaged"]}

    def check(self, case: Case, folder: Path) -> None:
        """Load a case twice and hold it to its answer."""
        drop, home = folder / "in", Home.at(folder / "home").make()
        write(case, drop)
        before = snapshot(drop)
        report = load(home, drop, self.tables, self.texts, DAY)
        as_json(report).encode("utf-8")
        told = as_table(report, home) + str([figure.notes for figure in report.figures])
        assert tuple(sorted(f.state for f in report.figures)) == case.states, told
        for words in case.says:
            assert words in told, told
        _check_sum(case, report)
        _check_rows(case, loaded_facts(home))
        _check_rejects(case, home)
        assert snapshot(drop) == before, "the files that were given have changed"
        assert {p.name for p in folder.iterdir()} <= {"in", "home"}, "written outside the home"
        kept = snapshot(home.path)
        again = load(home, drop, self.tables, self.texts, DAY)
        assert not again.deliveries
        assert snapshot(home.path) == kept, "a second load changed the home"


def write(case: Case, folder: Path) -> None:
    """Write the files of a case into a folder."""
    folder.mkdir()
    for name, content in case.files.items():
        path = folder / os.fsdecode(name)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)


def snapshot(folder: Path) -> dict[str, str]:
    """Return what stands under a folder: name -> hash, or what it is."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = os.fsencode(path.relative_to(folder)).hex()
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_file() and os.access(path, os.R_OK):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            found[name] = str(path.lstat().st_mode)
    return found


def loaded_facts(home: Home) -> Counter[Fact]:
    """Return what a home's rows say."""
    found: Counter[Fact] = Counter()
    for delivery in deliveries(home):
        rows = delivery.rows("damaged").to_pandas()
        for row in rows[["number", "company", "uscc", "fine", "punished_on", "cause"]].to_numpy(
            object
        ):
            cells: list[Any] = [None if pd.isna(cell) else cell for cell in row]
            number, company, code, fine, day, cause = cells
            found[Fact(number, company, code, fine, str(calendar_day(int(day))), cause)] += 1
    return found


def _check_sum(case: Case, report: Report) -> None:
    """Rows in = loaded + rejected + superseded + skipped, file by file, and each as it should."""
    skipped: Counter[str] = Counter()
    for figure in report.figures:
        counted = figure.loaded + figure.rejected + figure.superseded
        if figure.state == "loaded":
            assert figure.rows == counted + sum(figure.skipped.values())
            skipped.update({k: n for k, n in figure.skipped.items() if n})
        else:
            assert counted == 0
    assert sum(f.superseded for f in report.figures) == case.superseded
    if case.skipped is not None:
        assert dict(skipped) == dict(case.skipped)
    extra = sum(f.loaded for f in report.figures) - len(case.facts)
    assert 0 <= extra <= case.free


def _check_rows(case: Case, said: Counter[Fact]) -> None:
    wanted = Counter(case.facts)
    missing, extra = wanted - said, said - wanted
    assert not missing, f"not loaded: {list(missing)[:2]}; instead: {list(extra)[:2]}"
    assert extra.total() <= case.free, f"loaded, but never said: {list(extra)[:2]}"


def _check_rejects(case: Case, home: Home) -> None:
    reasons: dict[int, str] = {}
    for path in home.rejects.rglob("*.csv"):
        frame: Any = pd.read_csv(path, dtype=str, keep_default_na=False)
        reasons |= {
            int(line): why for line, why in zip(frame["_line"], frame["_reason"], strict=True)
        }
    assert case.free or sorted(reasons) == sorted(case.rejected), reasons
    for line, words in case.rejected.items():
        assert words in reasons[line], reasons[line]

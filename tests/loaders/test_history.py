"""Deliveries late, early, repeated and overlapping: one history, whatever order they came in.

A table of each kind; small deliveries made at random, with rows refused among them. What an
edition knows of a day is what is drafted of the deliveries up to that day.
"""

from __future__ import annotations

import os
import random
import shutil
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graph.days import Moment, calendar_day, effective_start, holds, parse_day
from graph.home import Home
from graph.identifiers.codes import org_check, uscc_check
from loaders.declaring.declaration import read_text
from loaders.draft import Drafted, draft
from loaders.keeping.withdrawing import standing, withdraw
from loaders.taking.load import load
from loaders.taking.rows import known_tables
from tests.loaders.drafts import ids_by_code

FORM = """
    from loaders.table import (
        Choice, Code, Company, Date, Event, Name, Number, Person, Property, Relation, Table, Uscc,
    )

    TABLE = Table(
        name="NAME", title="表", files=("*NAME*",), kind="KIND", KEY
        columns={
            "代码": Uscc("uscc"), "企业": Name("company"), "姓名": Name("name"),
            "任职": Date("since", required=False), "状态": Name("status", required=False),
            "编号": Code("number"), "日期": Date("day"), "数": Number("count", required=False),
            "操作": Choice(
                "mark", words={"新增": "insert", "变更": "update", "删除": "delete"}, required=False
            ),
            "变更日": Date("changed_on", required=False),
        },
        parties={
            "company": Company(uscc="uscc", name="company"),
            "person": Person(name="name", of="company"),
        },
        facts=(FACTS),
        max_rejects=1.0,
    )
"""
LASTING = (
    'Relation("SERVES_AS", "person", "company", since="since"), '
    'Property("company", "status", field="status"),'
)
EVENT = 'Event("QC_PASS", day="day", amount=None, number="status", parties={"company": "subject"}),'
KINDS = {
    "register": ("full", 'key=("uscc", "name"),', LASTING),
    "marked": (
        "changes",
        'key=("uscc", "name"), mark="mark", marked_on="changed_on",',
        LASTING,
    ),
    "notices": ("append", 'key=("number",),', EVENT),
    "visits": ("append", "", EVENT),
}


def _texts() -> dict[str, str]:
    made = {}
    for name, (kind, key, facts) in KINDS.items():
        text = textwrap.dedent(FORM).replace("NAME", name).replace("KIND", kind)
        made[name] = text.replace("KEY", key).replace("FACTS", facts)
    return made


TEXTS = _texts()
TABLES = {name: read_text(text, f"{name}.py", "bureau") for name, text in TEXTS.items()}
DAYS = ("2021-01-31", "2021-03-31", "2021-05-31", "2021-07-31", "2021-09-30", "2021-11-30")


def uscc(number: int) -> str:
    """Return an invented code that passes its checks."""
    body = f"MAT{number:05d}"
    code = f"91370105{body}{org_check(body)}"
    return code + uscc_check(code)


def row(rng: random.Random, name: str) -> dict[str, Any]:
    lasting = name in ("register", "marked")
    first = {"register": 1, "marked": 5}.get(name, 1)
    number = rng.randint(first, first + 3) if lasting else 1
    return {
        "代码": uscc(number),
        "企业": f"济南泉明{number}号商贸有限公司",
        "姓名": rng.choice(["王小明", "李红"]) if lasting else "王小明",
        "任职": rng.choice(["", "2019-01-01", "2020-06-01", "某日"]) if lasting else "",
        "状态": rng.choice(["甲", "乙"]),
        "编号": f"N{rng.randint(1, 2)}",
        "日期": "2020-12-01",
        "数": "",
        "操作": rng.choice(["新增", "变更", "删除"]) if name == "marked" else "",
        "变更日": rng.choice(["", "2021-02-15", "2021-06-15"]) if name == "marked" else "",
    }


Deliveries = dict[str, dict[str, str]]  # day -> file -> text


def told(rng: random.Random) -> Deliveries:
    """Return deliveries by day; a few repeat an earlier one's bytes."""
    made: Deliveries = {}
    before: dict[str, list[str]] = {name: [] for name in KINDS}
    for day in DAYS:
        files = {}
        for name in KINDS:
            if rng.random() < 0.25:
                continue
            rows = [row(rng, name) for _ in range(rng.randint(1, 4))]
            text = pd.DataFrame(rows).to_csv(index=False)
            if before[name] and rng.random() < 0.25:
                text = rng.choice(before[name])
            before[name].append(text)
            files[f"{name}.csv"] = text
        made[day] = files
    return made


def deliver(home: Home, folder: Path, day: str, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    if files:
        assert load(home, folder, TABLES, TEXTS, parse_day(day)).whole


def believed(drafted: Drafted, moment: Moment) -> set[tuple[str, ...]]:
    """Return all that a draft says at a moment, in ids."""
    made, found = drafted.draft, set[tuple[str, ...]]()
    codes = ids_by_code(made)
    for name, frame in made.frames.items():
        if not len(frame) or not (name.startswith("edges/") or name in ("properties", _EVENTS)):
            continue
        if name == "edges/POSSIBLY_SAME_AS":
            continue
        days = {c: frame[c].to_numpy(np.int64) for c in _DAYS if c in frame}
        known = (days["known_from"] <= moment.known_on) & (moment.known_on < days["known_to"])
        if name == _EVENTS:
            held = frame[known & (frame["day"] <= moment.as_of).to_numpy()]
            columns = [held[c].to_numpy(object) for c in ("kind", "day", "number")]
        else:
            start = effective_start(days["valid_from"], days["valid_to"], days["known_from"])
            at = holds(moment, start, days["valid_to"], days["known_from"], days["known_to"])
            held = frame.assign(start=start)[at]
            if name == "properties":
                held = held.sort_values(["node", "property", "start", "known_from", "record"])
                held = held[~held.duplicated(["node", "property"], keep="last")]
                own = [codes[held["node"].to_numpy()], held["property"], held["value"]]
            else:
                events = pd.Series(codes[held["dst"].to_numpy()], dtype="str").str.split(".")
                own = [codes[held["src"].to_numpy()], events.str[0]]
            columns = [np.asarray(c, object) for c in own]
        found |= {(name, *map(str, one)) for one in zip(*columns, strict=True)}
    return found


_DAYS = ("valid_from", "valid_to", "known_from", "known_to")
_EVENTS = "nodes/Event"
AS_OF = [parse_day(day) + step for day in (*DAYS, "2021-02-15", "2021-06-15") for step in (-1, 0)]


SEEDS = range(int(os.environ.get("QIJI_SEEDS", "3")))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_history_whatever_the_order_and_as_known_on_any_day(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    deliveries, days = told(rng), list(DAYS)
    drafts: list[Drafted] = []
    for place, name in enumerate(("in order", "in any")):
        home = Home.at(tmp_path / name / "home").make()
        if place:
            shutil.copy(tmp_path / "in order" / "home" / "key", home.key_file)
            rng.shuffle(days)
        for day in days:
            deliver(home, tmp_path / name / day, day, deliveries[day])
        drafts.append(draft(home, known_tables(home)))
        drafts[-1].keep_ids()
    first, now = drafts
    all_known = Moment(parse_day(DAYS[-1]), parse_day(DAYS[-1]))
    kinds = {fact[0] for fact in believed(now, all_known)}
    assert kinds == {"edges/SERVES_AS", "edges/PARTY_TO", "properties", _EVENTS}
    for known_on in map(parse_day, DAYS):
        for as_of in AS_OF:
            moment = Moment(as_of, known_on)
            assert believed(now, moment) == believed(first, moment), calendar_day(as_of)
    for day in reversed(DAYS[1:]):
        for late in [d for d in standing(home) if d.received >= parse_day(day)]:
            withdraw(home, late.id, "it had not come yet")
        then, known_on = draft(home, known_tables(home)), parse_day(day) - 1
        for as_of in AS_OF:
            moment = Moment(as_of, known_on)
            assert believed(now, moment) == believed(then, moment), (day, calendar_day(as_of))

"""Who is who among a million companies and two million people: time, memory, precision, recall.

python -m benchmarks.resolution [COMPANIES] [SHARE OF RECORDS WITHOUT A CODE]

Names are drawn as the invented city draws them. Every company is in the register under its code;
three more records of each speak of it, and a share of all records tell no code: of these some
are misspelt, or write the name as another table does. Processor time, in one process.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np
import numpy.typing as npt
import pandas as pd

from fixtures.city.dirt import _misspelt
from fixtures.city.naming import FirmNames
from fixtures.city.words import DISTRICTS, TRADES
from graph.days import LATEST
from graph.naming.parts import without_notes
from loaders.resolving import companies
from loaders.resolving.companies import LEVELS
from loaders.resolving.enterprises.known import Known
from loaders.resolving.enterprises.matching import match

SPEAK = 3  # records of a company besides the register's
MISSPELT, WRITTEN = 0.015, 0.03
NOTES = ("（已注销）", "(白名单)", "-天猫旗舰店")

Ints = npt.NDArray[np.int64]


def drawn(count: int, share: float) -> tuple[pd.DataFrame, Ints]:
    """Return mentions of companies as `companies.resolve` takes them, and who each means."""
    chance = np.random.default_rng(7)
    shops = (chance.random(count) < 0.25).astype(np.int64)
    names = FirmNames(chance, (0, 1), 7).draw(
        chance.integers(0, len(TRADES), count), shops, chance.integers(0, len(DISTRICTS), count)
    )
    shown = pd.Series(np.where(np.array(names) == "", "无名", names), dtype="str")
    shown = shown + pd.Series(np.where(shown.duplicated(), "二店", ""), dtype="str")
    firm = np.r_[np.arange(count), chance.integers(0, count, SPEAK * count)]
    hidden = (chance.random(len(firm)) < share) & (np.arange(len(firm)) >= count)
    text = shown.to_numpy(object)[firm]
    rows = np.flatnonzero(hidden & (chance.random(len(firm)) < MISSPELT))
    text[rows] = [_misspelt(name) for name in text[rows]]
    rows = np.flatnonzero(hidden & (chance.random(len(firm)) < WRITTEN))
    text[rows] = text[rows] + np.array(NOTES, object)[rows % len(NOTES)]
    code = np.char.add("9137", np.char.zfill(firm.astype(str), 14)).astype(object)
    code[hidden] = None
    frame = pd.DataFrame({"shown": text, "uscc": code, "by_hand": hidden, "firm": firm})
    frame = frame.drop_duplicates(["shown", "uscc"]).reset_index(drop=True)
    meant = frame.pop("firm").to_numpy(np.int64)
    nothing = {level: None for level in LEVELS if level != "uscc"}
    return frame.assign(day=0, **nothing), meant


def stage(name: str, began: float, **facts: object) -> float:
    """Print what a stage took, and return when the next begins."""
    now = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    told = {"stage": name, "cpu": round(now - began, 1), "GB": round(memory, 2), **facts}
    print(json.dumps(told, ensure_ascii=False), flush=True)
    return now


def main(count: int, share: float) -> None:
    """Resolve and match, and print each stage."""
    mentions, meant = drawn(count, share)
    began = stage("drawn", 0.0, mentions=len(mentions))
    mentions["name"] = without_notes(mentions["shown"])
    began = stage("notes cut", began)
    spans = pd.DataFrame({c: [] for c in ("mention", "folded", "start", "end")})
    found = companies.resolve(mentions, spans)
    began = stage("identifiers and names", began, companies=found.count)
    names = pd.DataFrame({"entity": found.entity, "name": mentions["shown"]}).drop_duplicates()
    by_hand = np.ones(found.count, bool)
    by_hand[found.entity[~mentions["by_hand"].to_numpy()]] = False
    keys = found.keys[~found.keys["entity"].duplicated()].set_index("entity")["key"]
    known = Known(
        found.count,
        names.assign(end=LATEST),
        found.named_only,
        by_hand,
        keys.reindex(np.arange(found.count)).to_numpy(object),
    )
    began = stage("gathered", began, loose=int(found.named_only.sum()), names=len(names))
    matched = match(known)
    began = stage("matched", began, pairs=len(matched.pairs), likely=len(matched.likely))
    loose = np.flatnonzero(found.named_only[found.entity])
    group = matched.group[found.entity]
    of_group = np.zeros(found.count, np.int64)
    coded = ~found.named_only[found.entity]
    of_group[group[coded]] = meant[coded] + 1
    told = of_group[group[loose]]
    merged = int((told > 0).sum())
    right = int((told == meant[loose] + 1).sum())
    stage("judged", began, merged=merged, right=right, of=len(loose))


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["1000000"])[0]), float((sys.argv[2:] or ["0.4"])[0]))

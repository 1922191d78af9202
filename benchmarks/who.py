"""Who is who among companies and people in one process, as a build resolves them: time and memory.

    python -m benchmarks.who [COMPANIES] [SHARE OF RECORDS WITHOUT A CODE]

The companies of `benchmarks.resolution` and the people of `benchmarks.people` are drawn by another
process and written down; this one reads them as a build holds its rows (Arrow text), so that its
memory is that of resolving. Companies are matched on the other core while people are compared.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import people as people_drawn
from benchmarks.resolution import drawn
from graph.days import LATEST
from graph.memory import give_back_memory
from graph.naming.parts import without_notes
from loaders.resolving import companies
from loaders.resolving.companies import LEVELS
from loaders.resolving.enterprises.known import Known
from loaders.resolving.enterprises.matching import match
from loaders.resolving.people import Around, coded, compare, resolve_inside

KINDS = ("companies", "mentions")


def draw(folder: Path, count: int, share: float) -> None:
    """Write the records of companies, and the mentions and surroundings of people."""
    firms, meant = drawn(count, share)
    kept = firms[["shown", "uscc", "by_hand"]].assign(meant=meant)
    kept.to_feather(folder / "firms.arrow")
    made = people_drawn.city(count, 1)
    made.mentions.assign(meant=made.meant).to_feather(folder / "people.arrow")
    for name, told in zip(KINDS, (made.around.companies, made.around.mentions), strict=True):
        for kind, frame in told.items():
            whole = frame.drop(columns="kind").reset_index(drop=True)
            whole.assign(value=whole["value"].astype("str")).to_feather(
                folder / f"{name}.{kind}.arrow"
            )


def stage(name: str, began: tuple[float, float], **facts: object) -> None:
    """Print what has been used up to now, in seconds since the beginning and in GB."""
    told = {
        "stage": name,
        "cpu": round(time.process_time() - began[0], 1),
        "wall": round(time.monotonic() - began[1], 1),
        "GB_now": round(_resident(), 2),
        "GB_peak": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
        **facts,
    }
    print(json.dumps(told, ensure_ascii=False), flush=True)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e9


def read(path: Path) -> pd.DataFrame:
    """Return a frame whose text is Arrow's, as the rows of a build."""
    frame = pd.read_feather(path)
    for column in frame:
        if frame[column].dtype == object:
            frame[column] = frame[column].astype("str")
    return frame


def firms_known(folder: Path) -> Known:
    """Return companies told apart by codes and exact names."""
    frame = read(folder / "firms.arrow")
    by_hand_rows, shown = frame["by_hand"].to_numpy(), frame["shown"]
    mentions = frame[["uscc"]].assign(name=without_notes(shown), day=0)
    mentions = mentions.assign(**dict.fromkeys(set(LEVELS) - {"uscc"}))
    del frame
    spans = pd.DataFrame({c: [] for c in ("mention", "folded", "start", "end")})
    found = companies.resolve(mentions, spans)
    del mentions
    names = pd.DataFrame({"entity": found.entity, "name": shown}).drop_duplicates()
    by_hand = np.ones(found.count, bool)
    by_hand[found.entity[~by_hand_rows]] = False
    keys = found.keys[~found.keys["entity"].duplicated()].set_index("entity")["key"]
    ordered = keys.reindex(np.arange(found.count)).to_numpy(object)
    return Known(found.count, names.assign(end=LATEST), found.named_only, by_hand, ordered)


def main(count: int, share: float) -> None:
    """Draw in another process, resolve in this one, and print each stage."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        words = [sys.executable, "-m", "benchmarks.who", str(count), str(share), place]
        subprocess.run(words, check=True)
        measure(folder)


def measure(folder: Path) -> None:
    """Resolve what was drawn, and print each stage."""
    began = time.process_time(), time.monotonic()
    stage("begun", began)
    known = firms_known(folder)
    stage("companies by codes and names", began, companies=known.count)
    with ThreadPoolExecutor(1) as beside:
        matching = beside.submit(match, known)
        del known
        frame = read(folder / "people.arrow")
        days = frame["day"].to_numpy(np.int64)
        stage("people read", began, mentions=len(frame))
        said, rows = coded(frame), frame["row"]
        del frame
        inside = resolve_inside(said, rows)
        del said, rows
        stage("people by ids and inside companies", began, persons=inside.count)
        around = Around(
            *({p.name.split(".")[1]: read(p) for p in folder.glob(f"{n}.*.arrow")} for n in KINDS)
        )
        compared = compare(inside, around, days)
        del around
        give_back_memory()  # as a build does
        stage("people compared", began, pairs=len(compared.pairs))
        matched = matching.result()
        stage("companies matched", began, pairs=len(matched.pairs))
    joined = compared.joined()
    stage("people joined", began, groups=int(joined.group.max()) + 1)


if __name__ == "__main__":
    given = sys.argv[1:]
    size, hidden = int((given or ["1000000"])[0]), float((given[1:] or ["0.4"])[0])
    if len(given) > 2:
        draw(Path(given[2]), size, hidden)
    else:
        main(size, hidden)

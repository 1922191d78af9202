"""Search at a city's size: an invented million of names, and the time of each kind of query.

python benchmarks/search.py --names 1000000
"""

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from graph.days import EARLIEST, LATEST
from graph.search import COLUMNS, NameIndex, build

EARLY = 12_000  # the day by which a twentieth of the names was known
COMMON = ("公司", "有限", "有限公司", "济南", "科技", "贸易", "商贸", "工程", "山东", "天桥")
PLACES = ("济南", "济南市天桥区", "山东", "山东省", "济南市历下区", "")
TRADES = (
    "科技",
    "贸易",
    "商贸",
    "建材",
    "工程",
    "信息技术",
    "物流",
    "装饰工程",
    "机械设备",
    "咨询",
)
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "商行")
SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
USED = tuple(chr(code) for code in range(0x4E00, 0x4E00 + 2500))


def invented(count: int, chance: random.Random) -> pd.DataFrame:
    """Return so many names: half of companies, a tenth former, each company's USCC, people."""
    companies, people = count // 2, count // 10
    weights = [1 / place for place in range(1, len(USED) + 1)]
    cores = chance.choices(USED, weights, k=companies * 3)
    names = [
        _name("".join(cores[3 * number : 3 * number + chance.choice((2, 2, 3))]), chance)
        for number in range(companies)
    ]
    given = chance.choices(USED[:400], k=people * 2)
    persons = [
        chance.choice(SURNAMES) + given[number] + given[-number] * (number % 2)
        for number in range(people)
    ]
    nodes = [f"C{number:09d}" for number in range(companies)]
    codes = [
        f"91{chance.choice((370105, 370100, 370102, 370112))}MA3{number:07d}"
        for number in range(companies)
    ]
    former = count - 2 * companies - people if count > 2 * companies + people else 0
    kinds = [
        _frame(nodes, "Company", names, "name"),
        _frame(nodes, "Company", codes, "identifier:uscc"),
        _frame([f"P{number:09d}" for number in range(people)], "Person", persons, "name"),
        _frame(nodes[: former or count // 10], "Company", names[::-1], "former_name"),
    ]
    table = pd.concat(kinds, ignore_index=True)
    table.loc[table["kind"] == "former_name", "valid_to"] = 15_000
    known = np.random.default_rng(2).choice([EARLY, 16_000], len(table), p=[0.05, 0.95])
    table["known_from"] = known
    table["rank"] = np.random.default_rng(1).integers(0, 50, len(table))
    return table[list(COLUMNS)]


def _name(core: str, chance: random.Random) -> str:
    place, trade, form = chance.choice(PLACES), chance.choice(TRADES), chance.choice(FORMS)
    if place == "济南" and chance.random() < 0.3:
        return f"{core}(济南){trade}{form}"
    return f"{place}{core}{trade}{form}"


def _frame(nodes: list[str], label: str, texts: list[str], kind: str) -> pd.DataFrame:
    days = {"valid_from": EARLIEST, "valid_to": LATEST, "known_from": EARLIEST, "known_to": LATEST}
    held = {"node_id": nodes, "text": texts[: len(nodes)]}
    return pd.DataFrame(held).assign(label=label, kind=kind, **days)


def queries(table: pd.DataFrame, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of query with its texts."""
    companies = table.loc[
        (table["label"] == "Company") & (table["kind"] == "name"), "text"
    ].tolist()
    codes = table.loc[table["kind"] == "identifier:uscc", "text"].tolist()
    persons = table.loc[table["label"] == "Person", "text"].tolist()
    some = chance.sample(companies, 300)
    yield "ten commonest words", list(COMMON) * 10
    yield "whole name", some
    yield "beginning of a name", [name[: chance.randrange(1, 8)] for name in some]
    yield "middle of a name", [name[chance.randrange(1, 5) :][:3] for name in some]
    yield "one character", [chance.choice(name) for name in some]
    yield "two common words", [f"{one} {two}" for one in COMMON for two in COMMON]
    yield (
        "common words that never meet",
        ["商行 有限公司", "科技 贸易", "山东 济南", "责任股份"] * 25,
    )
    yield "nothing like it", ["龘" + name[:2] for name in some]
    yield "whole code", chance.sample(codes, 300)
    yield (
        "beginning of a code",
        [code[: chance.randrange(1, 18)] for code in chance.sample(codes, 300)],
    )
    yield "name of a person", chance.sample(persons, 300)


def timed(ask: Callable[[str], object], texts: list[str]) -> np.ndarray:
    """Return the milliseconds each text took."""
    taken = []
    for text in texts:
        start = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - start) * 1000)
    return np.array(taken)


def main() -> None:
    """Make the names, write the index, ask, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--names", type=int, default=1_000_000)
    count = options.parse_args().names
    chance = random.Random(1)
    table = invented(count, chance)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.sqlite"
        start = time.perf_counter()
        build(path, table)
        seconds, size = time.perf_counter() - start, path.stat().st_size / 1e6
        print(f"{len(table):,} rows written in {seconds:.1f} s, {size:.0f} MB")
        print(f"{'query':32} {'asked':>6} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8}")
        gc.freeze()  # a million names in lists would make each collection of garbage slow
        with NameIndex(path) as names:
            for label, day in ((None, None), ("Company", None), ("Person", None), (None, EARLY)):
                print(f"-- label: {label or 'all'}, known on: {day or 'the last day'}")
                find = partial(names.find, label=label, known_on=day)
                for kind, texts in queries(table, random.Random(2)):
                    taken = timed(find, texts)
                    half, most = np.percentile(taken, [50, 95])
                    print(f"{kind:32} {len(texts):6} {half:8.2f} {most:8.2f} {taken.max():8.2f}")


if __name__ == "__main__":
    main()

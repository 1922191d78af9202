"""Who is who among a city's people: time, memory, and how right, on invented names.

    python -m benchmarks.people --companies 1000000
    python -m benchmarks.people --companies 200000 --train   # writes the model anew

Names are drawn as Chinese names are: a few surnames for most, a long tail, popular given names.
Some firms belong together and share crews, telephones and addresses; others share agents' numbers
and addresses of many, or happen to be neighbours. It is known who everybody is.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.resolving.people import Around, resolve
from loaders.resolving.people.across import measured, weighed
from loaders.resolving.people.features import FEATURES, MODEL, person_model
from loaders.resolving.people.inside import coded, resolve_inside
from loaders.resolving.people.rarity import expected
from loaders.resolving.people.resolving import gathered
from loaders.resolving.training import learn

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]

SLOTS = 2  # people in a firm, on average
GROUPED = 0.3  # firms that belong to another
KEPT = 0.7  # of a crew, in the group's next firm
SERIAL = 0.08  # people of a firm who have another one somewhere
KNOWN = 0.6  # people in a firm whose id is known there
MASKED = 0.5  # of the others, those whose masked id is
SUREST = 0.995  # [param] the most that is said of a pair: no city is as orderly as an invented one
VILLAGERS = 0.08  # firms in villages of one surname, where kin of one name live side by side
VILLAGE = 30  # firms of a village


@dataclass(frozen=True)
class Invented:
    """Mentions and surroundings as `people.resolve` takes them, and who is meant."""

    mentions: pd.DataFrame
    around: Around
    meant: Ints


def zipf(rng: np.random.Generator, choices: int, count: int, flat: float) -> Ints:
    """Return places of which the first are drawn the oftenest."""
    weights = 1.0 / (np.arange(choices) + flat)
    found: Ints = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(count))
    return np.minimum(found, choices - 1)


def names(rng: np.random.Generator, count: int) -> Words:
    """Return names by the law of Chinese names."""
    told = expected().surnames
    shares = np.array(list(told.values()))
    tail = np.array([chr(0x5200 + 3 * n) for n in range(400)], object)
    listed = np.array(list(told), object)
    place = np.searchsorted(np.cumsum(shares), rng.random(count))
    rare = place >= len(listed)
    surname = listed[np.minimum(place, len(listed) - 1)]
    surname[rare] = tail[zipf(rng, 400, int(rare.sum()), 3)]
    letters = np.array([chr(0x6600 + n) for n in range(900)], object)
    first, second = letters[zipf(rng, 450, count, 12)], letters[450 + zipf(rng, 450, count, 15)]
    popular = rng.random(count) < 0.3
    which = zipf(rng, 600, int(popular.sum()), 20)
    first[popular], second[popular] = letters[(which * 7) % 200], letters[450 + (which * 11) % 200]
    single = rng.random(count) < 0.14
    first[single], second[single] = letters[zipf(rng, 250, int(single.sum()), 10)], ""
    return np.asarray(surname + first + second, object)


def masks(rng: np.random.Generator, count: int) -> Words:
    """Return ids without month and day of birth."""
    region = 370100 + zipf(rng, 300, count, 4)
    year = rng.integers(1945, 2004, count)
    last = rng.integers(0, 10_000, count)
    text = pd.Series(region).astype(str) + pd.Series(year).astype(str) + "****"
    return (text + pd.Series(last).astype(str).str.zfill(4)).to_numpy(object)


def city(companies: int, seed: int) -> Invented:
    """Return the people of an invented city."""
    rng = np.random.default_rng(seed)
    parent = np.where(
        rng.random(companies) < GROUPED, rng.integers(0, companies * 7 // 10, companies), -1
    )
    parent[: companies * 7 // 10] = -1
    firm, person = _crews(rng, companies, parent)
    founded = rng.integers(10_000, 20_000, companies)
    founded = np.where(parent >= 0, np.minimum(founded[parent] + 900, 20_400), founded)
    people = int(person.max()) + 1
    village = _villages(rng, companies)
    home = np.full(people, -1, np.int64)
    home[person] = village[firm]
    name, mask = _kin(rng, names(rng, people), masks(rng, people), home)
    mobile = rng.permutation(people)
    mentions = _mentions(rng, firm, person, name, mask, founded)
    own = np.flatnonzero(rng.random(len(firm)) < 0.5)
    changed = np.where(rng.random(len(own)) < 0.3, people + own, mobile[person[own]])
    court, cases, who = _courts(rng, firm, person, name, mask, len(firm))
    beside = pd.DataFrame({"mention": own, "kind": "contact", "value": changed + (1 << 40)})
    around = Around.of(
        _surroundings(rng, companies, parent, village),
        pd.concat([beside, cases], ignore_index=True),
    )
    both = pd.concat([mentions, court], ignore_index=True)
    return Invented(both, around, np.r_[person, who])


def _villages(rng: np.random.Generator, companies: int) -> Ints:
    """Return the village of each firm; -1: it is in town."""
    count = max(int(companies * VILLAGERS) // VILLAGE, 1)
    inside = rng.random(companies) < VILLAGERS
    return np.where(inside, rng.integers(0, count, companies), -1)


def _kin(rng: np.random.Generator, name: Words, mask: Words, home: Ints) -> tuple[Words, Words]:
    """Return names and masked ids in which those of a village are alike."""
    kin = np.flatnonzero((home >= 0) & (rng.random(len(home)) < 0.7))
    village = home[kin]
    letters = np.array([chr(0x6600 + n) for n in range(900)], object)
    surname = np.array([text[:1] for text in name[rng.integers(0, len(name), village.max() + 1)]])
    generation = letters[(village * 5 + rng.integers(0, 5, len(kin))) % 450]
    last = letters[450 + zipf(rng, 150, len(kin), 20)]
    name, mask = name.copy(), mask.copy()
    name[kin] = surname.astype(object)[village] + generation + last
    mask[kin] = [
        f"{370100 + v % 300}{text[6:]}" for v, text in zip(village, mask[kin], strict=True)
    ]
    return name, mask


def _crews(rng: np.random.Generator, companies: int, parent: Ints) -> tuple[Ints, Ints]:
    """Return firm and person of each place in a crew."""
    size = rng.poisson(SLOTS - 1, companies) + 1
    firm = np.repeat(np.arange(companies), size)
    person = np.arange(len(firm))
    start = np.cumsum(size) - size
    place = person - start[firm]
    above = parent[firm]
    kept = (above >= 0) & (rng.random(len(firm)) < KEPT)
    kept[kept] = place[kept] < size[above[kept]]
    person[kept] = start[above[kept]] + place[kept]
    serial = np.flatnonzero(~kept & (rng.random(len(firm)) < SERIAL))
    person[serial] = person[rng.integers(0, len(firm), len(serial))]
    codes = np.unique(person, return_inverse=True)[1].astype(np.int64)
    pair = np.unique(firm * (int(codes.max()) + 1) + codes, return_index=True)[1]
    return firm[pair], codes[pair]


def _mentions(
    rng: np.random.Generator, firm: Ints, person: Ints, name: Words, mask: Words, founded: Ints
) -> pd.DataFrame:
    known = rng.random(len(firm)) < KNOWN
    shows = known | (rng.random(len(firm)) < MASKED)
    short = ~known & (rng.random(len(firm)) < 0.1)
    digest = np.array([f"{n:032x}" for n in range(len(name))], object)
    shown = mask[person].copy()
    shown[short] = [text[:6] + "*" * 12 for text in shown[short]]
    ids = np.array([f"C{n:09d}" for n in range(int(firm.max()) + 1)], object)
    return pd.DataFrame(
        {
            "name": name[person],
            "id": pd.Series(digest[person]).where(known, None),
            "masked": pd.Series(shown).where(shows, None),
            "company": ids[firm],
            "row": np.array([f"r{n}" for n in range(len(firm))], object),
            "day": founded[firm],
        }
    )


def _courts(
    rng: np.random.Generator, firm: Ints, person: Ints, name: Words, mask: Words, start: int
) -> tuple[pd.DataFrame, pd.DataFrame, Ints]:
    """Return rows of courts, without a firm: mentions, their cases, and who is meant."""
    sued = rng.integers(0, len(firm), len(firm) // 20)
    times = rng.integers(1, 3, len(sued))
    row = np.repeat(np.arange(len(sued)), times)
    who = person[sued][row]
    shows = rng.random(len(row)) < 0.7
    mentions = pd.DataFrame(
        {
            "name": name[who],
            "id": None,
            "masked": pd.Series(mask[who]).where(shows, None),
            "company": None,
            "row": np.array([f"court {n}" for n in range(len(row))], object),
            "day": rng.integers(14_000, 20_400, len(sued))[row],
        }
    )
    place = start + np.arange(len(row))
    cases = pd.DataFrame({"mention": place, "kind": "case", "value": row + (1 << 50)})
    beside = rng.random(len(row)) < 0.3
    ids = [f"C{n:09d}" for n in firm[sued][row][beside]]
    tied = pd.DataFrame({"mention": place[beside], "kind": "company", "value": ids})
    return mentions, pd.concat([cases.astype({"value": object}), tied]), who


def _surroundings(
    rng: np.random.Generator, companies: int, parent: Ints, village: Ints
) -> pd.DataFrame:
    """Return contacts, addresses and districts of firms."""
    ids = np.array([f"C{n:09d}" for n in range(companies)], object)
    own = np.arange(companies)
    child = parent >= 0
    parts = []
    for kind, together, agents, hubs in (("contact", 0.5, 0.10, 40), ("address", 0.3, 0.10, 25)):
        value = np.where(child & (rng.random(companies) < together), parent, own)
        beside = rng.random(companies)
        # Numbers of agents and addresses of many; and neighbours who have nothing in common.
        agent = beside < agents
        value[agent] = companies + zipf(rng, max(companies // hubs, 1), int(agent.sum()), 3)
        near = (beside >= agents) & (beside < agents + 0.05)
        value[near] = 3 * companies + rng.integers(0, max(companies // 60, 1), int(near.sum()))
        # A village has one address for half of its firms, and a few numbers.
        shared = (village >= 0) & (rng.random(companies) < 0.5)
        spread = 1 if kind == "address" else 5
        number = village * spread + rng.integers(0, spread, companies)
        value = np.where(shared, 6 * companies + number, value)
        parts.append(pd.DataFrame({"company": ids, "kind": kind, "value": value}))
    region = zipf(rng, 12, companies, 3)
    region = np.where(child & (rng.random(companies) < 0.9), region[parent], region)
    parts.append(pd.DataFrame({"company": ids, "kind": "region", "value": region}))
    return pd.concat(parts, ignore_index=True)


def pairs_of(made: Invented) -> tuple[pd.DataFrame, npt.NDArray[np.bool_], Ints]:
    """Return the pairs that are compared, which of them are one, and who the persons inside are."""
    inside = resolve_inside(coded(made.mentions), made.mentions["row"])
    meant = np.full(inside.count, -1, np.int64)
    meant[inside.entity[::-1]] = made.meant[::-1]
    days = made.mentions["day"].to_numpy(np.int64)
    people, limits = gathered(inside, made.around, days)
    found = weighed(people, person_model())
    one, two = found["one"].to_numpy(), found["two"].to_numpy()
    allowed = ~limits.forbid(one, two)
    found, one, two = found[allowed], one[allowed], two[allowed]
    names = found.assign(group=people.name[one]).reset_index(drop=True)
    return names, meant[one] == meant[two], meant


def train(companies: int) -> None:
    """Learn the points from two cities and write the model."""
    parts = [pairs_of(city(companies, seed))[:2] for seed in (11, 12)]
    found = pd.concat([p for p, _ in parts], ignore_index=True)
    same = np.concatenate([s for _, s in parts])
    groups = found["group"].to_numpy(np.int64) * 2 + np.repeat([0, 1], [len(p) for p, _ in parts])
    told = f"learnt from {len(found):,} pairs of invented cities, {int(same.sum()):,} of one"
    model = learn("person", FEATURES, found, same, groups=groups, learnt_from=told)
    surest = np.log(SUREST / (1 - SUREST))
    said = tuple(min(number, surest) for number in model.calibration.log_odds)
    calibration = replace(model.calibration, log_odds=said)
    MODEL.write_text(replace(model, calibration=calibration).to_toml(), "utf-8")


def show(companies: int, seed: int) -> None:
    """Resolve a city's people and print what it took and how right it was."""
    made = city(companies, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    found = resolve(made.mentions, made.around)
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pairs, same, meant = pairs_of(made)
    lines = [
        f"{len(made.mentions):,} mentions of {made.meant.max() + 1:,} people "
        f"in {companies:,} companies: {spent:.1f} CPU s, peak {peak / 1e6:.2f} GB "
        f"({before / 1e6:.2f} before)",
        "",
        measured(pairs, same).round(4).to_string(index=False),
        "",
        scored(found.group, meant),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def scored(group: Ints, meant: npt.NDArray[np.generic]) -> str:
    """Return in words how right the merging of persons inside companies was."""
    true = pd.factorize(meant)[0].astype(np.int64)
    merged, right, so = (
        pairs_in(codes) for codes in (group, group * (true.max() + 1) + true, true)
    )
    return (
        f"merged {merged:,} pairs, {right:,} rightly: precision {right / max(merged, 1):.4f}, "
        f"recall {right / max(so, 1):.4f} of {so:,} pairs that no id tells"
    )


def pairs_in(codes: Ints) -> int:
    """Return how many pairs of rows have one code."""
    size = np.unique(codes, return_counts=True)[1].astype(np.int64)
    return int((size * (size - 1) // 2).sum())


def main() -> None:
    """Measure, or train."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--companies", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--train", action="store_true")
    given = asked.parse_args()
    if given.train:
        train(given.companies)
    else:
        show(given.companies, given.seed)


if __name__ == "__main__":
    main()

"""Why two people of a home are one, or not, as the next build would have it.

All deliveries are read and everybody is told apart anew, since an edition no longer shows what
each of two was that it has joined.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import UnknownParty, WrongParameters
from graph.home import Home
from loaders.draft import sources_of
from loaders.judging.obeying import Obeyed
from loaders.meant.resolving import Told, told_apart
from loaders.resolving.enterprises.evaluation import Evaluation
from loaders.resolving.model import Part, PointModel
from loaders.resolving.people import masks
from loaders.resolving.people.evaluation import evaluate_pairs, learnt, levels_of
from loaders.resolving.people.features import FEATURES, PROOF
from loaders.resolving.people.lists import PeopleList
from loaders.taking.rows import known_tables

Ints = npt.NDArray[np.int64]
SHOWN = 3  # companies that are named of a person


@dataclass(frozen=True)
class World:
    """The people of a home, before anybody is joined.

    Attributes:
        told: who is who.
        ids: by person.
        seconds: processor time that it took.
    """

    told: Told
    ids: pd.Index
    seconds: float

    @classmethod
    def of(cls, home: Home) -> World:
        """Return the people of what a home holds.

        Raises:
            MissingFile: nothing was loaded yet.
        """
        began = time.process_time()
        sources, records, _ = sources_of(home, known_tables(home))
        told = told_apart(
            home,
            {name: source.table for name, source in sources.items()},
            {name: source.versions for name, source in sources.items()},
            Obeyed.of(home, records),
        )
        start = told.who.starts["Person"]
        ids = pd.Index(told.who.ids[start : start + told.people.count])
        return cls(told, ids, time.process_time() - began)

    def numbers(self, texts: Sequence[str]) -> Ints:
        """Return the persons of ids; one given up for another is the other.

        Raises:
            UnknownParty: an id that no row means.
        """
        merged = self.told.who.merged
        found = self.ids.get_indexer(pd.Index([merged.get(text, text) for text in texts]))
        if (found < 0).any():
            lost = texts[int(np.argmax(found < 0))]
            raise UnknownParty(
                f"No row of the home means a person {lost}; give ids such as P000000001."
            )
        return np.asarray(found, np.int64)


@dataclass(frozen=True)
class ExplainedPeople:
    """Two people beside each other.

    Attributes:
        people: id, name, masked id, whether told by an id, companies: a row each.
        parts: what each feature adds; nothing where the two were not compared.
        intercept, score: where the sum begins, and where it ends.
        probability: how likely they are one.
        forbids: what forbids it; "" where nothing does.
        verdict: one sentence.
    """

    people: pd.DataFrame
    parts: list[Part]
    intercept: float
    score: float
    probability: float
    forbids: str
    verdict: str


def explain(world: World, a: str, b: str) -> ExplainedPeople:
    """Return why two people, given by id, are one or not.

    Raises:
        UnknownParty: an id that no row means.
        WrongParameters: both are one id.
    """
    one, two = world.numbers([a, b])
    compared, people = world.told.compared, world.told.people
    if one == two:
        raise WrongParameters(
            f"{a} and {b} are one person by an id, or by name inside one company."
        )
    shown = pd.DataFrame([_shown(world, int(n)) for n in (one, two)])
    forbids = _forbids(world, int(one), int(two))
    levels, _ = levels_of(compared, np.array([one]), np.array([two]))
    model = compared.model
    together = bool(people.group[one] == people.group[two])
    if levels.empty:
        return ExplainedPeople(shown, [], 0.0, 0.0, 0.0, forbids, _bare(forbids, together))
    codes = {f.name: int(levels[f.name].iloc[0]) for f in FEATURES}
    chance = float(model.probability(levels)[0])
    proven = any(codes[name] for name in PROOF)
    return ExplainedPeople(
        shown,
        model.parts(codes),
        model.intercept,
        float(model.score(levels)[0]),
        chance,
        forbids,
        _verdict(model, chance, proven=proven, together=together, forbids=forbids),
    )


def _shown(world: World, number: int) -> dict[str, object]:
    who, said = world.told.who, world.told.compared.told.said
    rows = np.flatnonzero(world.told.people.entity == number)
    at = np.unique(said.company[rows])
    firms = said.companies[at[at >= 0]].tolist()
    more = f" and {len(firms) - SHOWN} more" if len(firms) > SHOWN else ""
    row = who.people.iloc[number]
    return {
        "id": world.ids[number],
        "name": row["name"],
        "masked": row["masked"],
        "by_id": "yes" if row["identified"] else "no",
        "companies": ", ".join(firms[:SHOWN]) + more,
    }


def _forbids(world: World, one: int, two: int) -> str:
    """Return what forbids that two are one, in words; "" where nothing does."""
    compared, ruling = world.told.compared, world.told.persons
    limits, name = compared.limits, compared.people.name
    two_are = np.sort(ruling.group[[one, two]])
    if len(ruling.apart) and (ruling.apart == two_are).all(axis=1).any():
        return "people judged them to be two"
    if ruling.group[one] == ruling.group[two]:
        return ""
    if limits.identity[one] >= 0 and limits.identity[two] >= 0:
        return "two resident ids"
    if masks.contradict(limits.shown[[one]], limits.shown[[two]])[0]:
        return "masked ids that differ in a place"
    if name[one] != name[two]:
        return "two names"
    if limits.forbid(np.array([one]), np.array([two]))[0]:
        return "one company knows both, as two of one name"
    return ""


def _bare(forbids: str, together: bool) -> str:
    if together:
        return "Joined, as people judged, or since their companies are one."
    return f"Never joined: {forbids}."


def _verdict(
    model: PointModel, chance: float, *, proven: bool, together: bool, forbids: str
) -> str:
    if together:
        return f"Joined: a probability of {chance:.3f}, wanted is {model.merge_at}, or a judgement."
    if forbids:
        return f"Never joined: {forbids}."
    if chance < model.show_at:
        return f"Two ({chance:.3f})."
    if chance < model.merge_at:
        return f"Possibly the same ({chance:.3f}); joined from {model.merge_at} on."
    why = (
        "one of them could as well be another, or the groups as a whole are less likely one"
        if proven
        else "a name and a masked id prove nothing, and nothing else is shared"
    )
    return f"Possibly the same ({chance:.3f}); not joined: {why}."


def evaluate(world: World, given: PeopleList) -> Evaluation:
    """Return how right the people of a home are told, on given pairs of ids."""
    one, two = world.numbers(given.one), world.numbers(given.two)
    group = world.told.people.group
    return evaluate_pairs(world.told.compared, group, one, two, given.same, world.seconds)


def train(world: World, given: PeopleList, shipped: PointModel) -> PointModel:
    """Return a model learnt from pairs of ids of the people of a home."""
    one, two = world.numbers(given.one), world.numbers(given.two)
    levels, rows = levels_of(world.told.compared, one, two)
    return learnt(levels, given.same[rows], shipped)

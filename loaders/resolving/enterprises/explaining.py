"""Why two companies are one, or not: their names taken apart, points by feature, what forbids."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from graph.days import LATEST
from graph.edition import Edition
from graph.errors import AmbiguousParty, EditionError, UnknownParty
from graph.home import Home
from graph.naming.parts import split_names
from loaders.resolving.companies import LEVELS, OWN_KEYS
from loaders.resolving.enterprises.comparing import compared
from loaders.resolving.enterprises.features import FEATURES, level
from loaders.resolving.enterprises.known import Known, nothing
from loaders.resolving.enterprises.matching import reason
from loaders.resolving.enterprises.rules import NONE, forbidden_codes, forbidden_names
from loaders.resolving.model import Part, PointModel

PARTS = ("place", "core", "trade", "form", "branch")


@dataclass(frozen=True)
class Explained:
    """Two companies beside each other.

    Attributes:
        names: the two names compared, taken apart: a row each.
        parts: what each feature adds.
        intercept, score: where the sum begins, and where it ends.
        probability: how likely they are one.
        forbids: what forbids it; "" where nothing does.
        verdict: one sentence.
    """

    names: pd.DataFrame
    parts: list[Part]
    intercept: float
    score: float
    probability: float
    forbids: str
    verdict: str


def explain(home: Home, a: str, b: str, model: PointModel, *, by_hand: bool) -> Explained:
    """Return why two companies, given by id, code or name, are one or not.

    A name that the edition in use does not know is compared as a company without a code, among
    the edition's own; without an edition the two are alone in the world.

    Raises:
        UnknownParty: an id or a code that the edition does not know.
        AmbiguousParty: a name that several companies bear.
    """
    world = _World.of(home)
    ends = [world.number(text) for text in (a, b)]
    count = world.count + ends.count(-1)
    extra = [text for text, end in zip((a, b), ends, strict=True) if end < 0]
    numbers = iter(range(world.count, count))
    one, two = (end if end >= 0 else next(numbers) for end in ends)
    names = pd.concat(
        [
            world.names,
            pd.DataFrame({"entity": np.arange(world.count, count), "name": extra, "end": LATEST}),
        ],
        ignore_index=True,
    )
    # Both are asked about: only these two are taken to lack a code, so that nobody else is.
    loose = np.zeros(count, bool)
    loose[[one, two]] = True
    typed = np.zeros(count, bool)
    typed[[one, two]] = by_hand
    known = Known(count, names, loose, typed, np.arange(count).astype(object), world.codes)
    return _told(known, one, two, model)


def _told(known: Known, one: int, two: int, model: PointModel) -> Explained:
    names = known.table
    left, right = np.flatnonzero(names.entity == one), np.flatnonzero(names.entity == two)
    if not len(left) or not len(right):
        raise UnknownParty("One of the two has no name; there is nothing to compare.")
    rows = np.repeat(left, len(right)), np.tile(right, len(left))
    levels = compared(known, *rows)
    forbidden = forbidden_names(names, *rows)
    order = np.lexsort((-model.score(levels), forbidden != NONE))
    best = int(order[0])
    pair = levels.iloc[[best]]
    clash = forbidden_codes(known, np.array([one]), np.array([two]))[0]
    why = reason(0 if clash else int(forbidden[best]))
    chance = float(model.probability(pair)[0])
    whole = names.words["whole"]
    texts = [str(whole[1][whole[0][end[best]]]) for end in rows]
    shown = [_written(known, entity, text) for entity, text in zip((one, two), texts, strict=True)]
    codes = {f.name: int(pair[f.name].iloc[0]) for f in FEATURES}
    return Explained(
        split_names(shown).frame[list(PARTS)].assign(name=shown)[["name", *PARTS]],
        model.parts(codes),
        model.intercept,
        float(model.score(pair)[0]),
        chance,
        why,
        _verdict(why, codes["core"] == level("core", "exact"), chance, model),
    )


def _written(known: Known, entity: int, whole: str) -> str:
    """Return how a company's name was written that is folded so."""
    own = known.names[known.names["entity"] == entity]["name"]
    wholes = split_names(own.to_numpy(object)).frame["whole"].to_numpy(object)
    return str(own.to_numpy(object)[np.flatnonzero(wholes == whole)[0]])


def _verdict(why: str, exact: bool, chance: float, model: PointModel) -> str:
    if why:
        return f"Never merged: {why}."
    if exact:
        return "The very same name: one, where it is one company's alone; else a person judges."
    if chance >= model.merge_at:
        return f"Merged: expected right in {chance:.3f} of cases, wanted {model.merge_at}."
    if chance >= model.show_at:
        return f"Possibly the same ({chance:.3f}); merged from {model.merge_at} on."
    return f"Two ({chance:.3f})."


@dataclass(frozen=True)
class _World:
    """The companies of the edition in use."""

    edition: Edition | None
    names: pd.DataFrame
    codes: pd.DataFrame
    count: int

    @classmethod
    def of(cls, home: Home) -> _World:
        none = pd.DataFrame({"entity": [], "name": [], "end": []})
        none = none.astype({"entity": "int64", "name": "object", "end": "int64"})
        try:
            edition = Edition.current(home)
        except EditionError:
            return cls(None, none, nothing("entity", "level", "value"), 0)
        count = len(edition.span("Company"))
        told = edition.rows("properties", slice(None))
        told = told[told["node"].to_numpy() < count]
        named = told[told["property"].to_numpy() == "name"]
        names = pd.DataFrame(
            {
                "entity": named["node"].to_numpy(np.int64),
                "name": named["value"].astype("object"),
                "end": named["valid_to"].to_numpy(np.int64),
            }
        )
        parts = [nothing("entity", "level", "value")]
        for place, kind in enumerate(LEVELS):
            own = told[told["property"].to_numpy() == kind]
            entity, text = own["node"].to_numpy(np.int64), own["value"].to_numpy(object)
            if kind == "uscc":
                code = edition.column("nodes/Company", kind)
                known = np.flatnonzero([bool(value) for value in code])
                entity, text = np.r_[entity, known], np.r_[text, code[known]]
            if kind not in OWN_KEYS and len(entity):
                value = pd.factorize(text)[0]
                parts.append(pd.DataFrame({"entity": entity, "level": place, "value": value}))
        return cls(edition, names, pd.concat(parts, ignore_index=True), count)

    def number(self, text: str) -> int:
        """Return the number of a company; -1 for a name that nobody bears."""
        if self.edition is None:
            return -1
        codes = self.edition.column("nodes/Company", "uscc")
        by_code = np.flatnonzero(codes == text)
        if len(by_code):
            return int(by_code[0])
        ids = self.edition.id_list(np.arange(self.count))
        if text in ids:
            return list(ids).index(text)
        if text[:1] == "C" and text[1:].isdigit():
            raise UnknownParty(f"No company {text} in the edition in use.")
        bearers = np.unique(self.names["entity"][(self.names["name"] == text).to_numpy()])
        if len(bearers) > 1:
            some = ", ".join(str(ids[n]) for n in bearers[:5])
            raise AmbiguousParty(f"{text!r} is the name of several companies: {some}; give an id.")
        return int(bearers[0]) if len(bearers) else -1


def model_path(home: Home, own: str) -> Path:
    """Return where a home keeps a model of its own, with its folder made."""
    path = home.path / own
    path.parent.mkdir(parents=True, exist_ok=True)
    return path

"""What an explorer did, as a list of steps in the address; replayed, it gives the picture.

`seed(C1).sh(C1).hide(P3).path(C1,C9)`: the same steps on the same edition and day give the
same nodes. What one expansion brings beyond `GATHER` stands as one group node with its count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from graph.days import Moment
from graph.edition import Edition
from graph.errors import WrongParameters

GATHER = 60  # [param] results of one expansion shown one by one
MOST = 1500  # [param] nodes on screen; the canvas is slow, and nobody reads, beyond
STEP = re.compile(r"([a-z]{2,4})\(([A-Za-z0-9,]*)\)")

# code -> (edge type, whether the expanded node is its source; None: either)
RELATIONS: dict[str, tuple[str, bool | None]] = {
    "sh": ("OWNS", False),
    "in": ("OWNS", True),
    "rp": ("LEGAL_REPRESENTATIVE_OF", None),
    "ro": ("SERVES_AS", None),
    "ev": ("PARTY_TO", None),
    "gu": ("GUARANTEES", None),
    "pl": ("PLEDGES", None),
    "rh": ("REPORTS_HOLDING", None),
    "br": ("BRANCH_OF", None),
    "su": ("SUCCEEDED_BY", None),
    "tr": ("TRADES_WITH", None),
    "op": ("OPERATES", None),
    "ad": ("LOCATED_AT", None),
    "ct": ("REACHED_BY", None),
    "sa": ("POSSIBLY_SAME_AS", None),
}
OTHERS = ("seed", "add", "hide", "only", "path")


@dataclass(frozen=True)
class Step:
    """One thing done: a verb and the ids it is about."""

    verb: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.verb}({','.join(self.ids)})"


@dataclass(frozen=True)
class Group:
    """Results of one expansion, too many to show one by one."""

    verb: str
    around: int
    members: tuple[int, ...]


@dataclass
class View:
    """What is on screen after the steps."""

    shown: dict[int, None] = field(default_factory=dict)
    seeds: set[int] = field(default_factory=set)
    groups: dict[tuple[str, int], Group] = field(default_factory=dict)
    no_path: list[Step] = field(default_factory=list)


def parse(text: str) -> list[Step]:
    """Return the steps that an address holds.

    Raises:
        WrongParameters: a part is no step.
    """
    steps, rest = [], text
    while rest:
        found = STEP.match(rest)
        if found is None or found[1] not in (*RELATIONS, *OTHERS):
            raise WrongParameters(
                f"{rest[:40]!r} is no step of a view; one is such as sh(C000000001). "
                "Open the view anew from a company's page."
            )
        steps.append(Step(found[1], tuple(id for id in found[2].split(",") if id)))
        rest = rest[found.end() :].lstrip(".")
    return steps


def replay(edition: Edition, steps: list[Step], moment: Moment) -> View:
    """Return the view that steps lead to.

    Raises:
        UnknownParty: a step names an id that the edition does not hold.
    """
    view = View()
    for step in steps:
        numbers = [edition.number(id) for id in step.ids]
        if step.verb in RELATIONS:
            for number in numbers:
                expand(edition, view, step.verb, number, moment)
        elif step.verb == "path":
            join(edition, view, step, numbers, moment)
        elif step.verb == "hide":
            for number in numbers:
                view.shown.pop(number, None)
        elif step.verb == "only":
            view.shown = {n: None for n in view.shown if n in numbers}
        else:
            view.shown.update(dict.fromkeys(numbers[: max(MOST - len(view.shown), 0)]))
            view.seeds.update(numbers if step.verb == "seed" else ())
    view.groups = {key: rest for key, group in view.groups.items() if (rest := left(view, group))}
    return view


def left(view: View, group: Group) -> Group | None:
    """Return a group without the members that were taken out of it; None when it is gone."""
    members = tuple(n for n in group.members if n not in view.shown)
    return (
        Group(group.verb, group.around, members) if members and group.around in view.shown else None
    )


def reached(edition: Edition, verb: str, number: int, moment: Moment) -> list[int]:
    """Return the nodes that a relation of a node leads to.

    Raises:
        WrongParameters: there is no such relation.
    """
    if verb not in RELATIONS:
        raise WrongParameters(f"{verb!r} is no relation; there are {', '.join(RELATIONS)}.")
    kind, out = RELATIONS[verb]
    found = edition.network.neighbours(number, moment, (kind,), out=out)
    return [int(n) for n in np.unique(found.other)]


def expand(edition: Edition, view: View, verb: str, number: int, moment: Moment) -> None:
    """Add what a relation leads to, or a group in its stead."""
    fresh = [n for n in reached(edition, verb, number, moment) if n not in view.shown]
    view.shown.setdefault(number)
    if len(fresh) > GATHER or len(view.shown) + len(fresh) > MOST:
        view.groups[verb, number] = Group(verb, number, tuple(fresh))
    else:
        view.shown.update(dict.fromkeys(fresh))


def join(edition: Edition, view: View, step: Step, ends: list[int], moment: Moment) -> None:
    """Add the shortest path between two nodes, or note that there is none."""
    if len(ends) != 2:
        raise WrongParameters(f"{step} wants two ids, such as path(C000000001,C000000002).")
    found = edition.network.paths(ends[0], ends[1], moment, count=1).paths
    view.shown.update(dict.fromkeys(ends))
    if found:
        view.shown.update(dict.fromkeys(found[0].nodes))
    else:
        view.no_path.append(step)


def counts(edition: Edition, number: int, moment: Moment) -> dict[str, int]:
    """Return how many nodes each relation of a node leads to, before anything is loaded."""
    found = {verb: len(reached(edition, verb, number, moment)) for verb in RELATIONS}
    return {verb: count for verb, count in found.items() if count}

"""Scales: how an enterprise's conduct is graded, as data that experts read and change.

A scale is one TOML file of this folder, found by being there. It says which indicators count, in
what bins and for how many points, which facts cap the grade, who is graded at all, and how points
become grades. Nothing here reads an edition.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph.days import EARLIEST, day_number
from graph.errors import DeclarationError, WrongParameters
from queries.scales.declared import (
    LETTERS,
    Bin,
    Cap,
    Department,
    Evidence,
    Example,
    Excuse,
    Happened,
    Indicator,
    Scale,
    Term,
    faults,
)
from queries.words import Words

__all__ = ["LETTERS", "Cap", "Happened", "Indicator", "Scale", "read_scale", "scale", "scale_file"]


@cache
def scale(name: str = "credit") -> Scale:
    """Return a scale by its name.

    Raises:
        WrongParameters: there is no such scale.
    """
    found = files(__package__) / f"{name}.toml"
    if not found.is_file():
        known = sorted(p.name[:-5] for p in files(__package__).iterdir() if ".toml" in p.name)
        raise WrongParameters(f"There is no scale {name!r}; choose one of {', '.join(known)}.")
    return read_scale(tomllib.loads(found.read_text("utf-8")), f"{name}.toml")


def scale_file(path: Path) -> Scale:
    """Return the scale that stands in a file.

    Raises:
        DeclarationError: it is no scale; the text says what is wrong with it.
    """
    try:
        text = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DeclarationError(f"{path} cannot be read as a scale: {error}.") from error
    return read_scale(text, path.name)


def read_scale(text: Mapping[str, Any], where: str) -> Scale:
    """Return a scale from its parsed TOML.

    Raises:
        DeclarationError: a word or number of it is wrong; the text says which.
    """
    try:
        made = _made(text)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DeclarationError(f"The scale {where} is not whole: {error!r}.") from error
    if wrong := faults(made):
        raise DeclarationError(f"The scale {where}: {wrong[0]}.", faults=wrong)
    return made


def _made(text: Mapping[str, Any]) -> Scale:
    return Scale(
        name=text["name"],
        version=text["version"],
        title=Words(**text["title"]),
        base=text["base"],
        none=text["none"],
        grades={letter: float(lowest) for letter, lowest in text["grades"].items()},
        gone=Happened(kinds=tuple(text["gone"]["kinds"]), roles=("subject",)),
        gone_statuses=tuple(text["gone"]["statuses"]),
        evidence=_evidence(text["evidence"]),
        caps=tuple(_cap(given) for given in text["caps"]),
        indicators=tuple(_indicator(given) for given in text["indicators"]),
        examples=tuple(
            Example(**{**given, "caps": tuple(given.get("caps", ()))})
            for given in text.get("examples", ())
        ),
    )


def _evidence(text: Mapping[str, Any]) -> Evidence:
    given = dict(text)
    return Evidence(
        established=Happened(kinds=tuple(given.pop("kinds")), roles=("subject",)),
        properties=tuple(given.pop("properties")),
        departments=tuple(_department(d) for d in given.pop("departments")),
        **given,
    )


def _happened(given: dict[str, Any], *, state: str = "any") -> Happened:
    """Take what says which events are meant out of a declaration."""
    terms = [
        Term(t["days"], t["mark"], t["source"], _day(t.get("in_force_from")))
        for t in given.pop("terms", ())
    ]
    excused = [
        Excuse(_day(e["from"]), _day(e["until"]), e["mark"], e["source"])
        for e in given.pop("excused", ())
    ]
    return Happened(
        tuple(given.pop("kinds", ())),
        tuple(given.pop("roles", ())),
        given.pop("window", None),
        given.pop("state", state),
        tuple(sorted(terms, key=lambda t: t.in_force_from)),
        tuple(excused),
    )


def _cap(text: Mapping[str, Any]) -> Cap:
    given = dict(text)
    happened = _happened(given, state="in_force")
    statuses = tuple(given.pop("statuses", ()))
    return Cap(happened=happened, statuses=statuses, title=Words(**given.pop("title")), **given)


def _department(text: Mapping[str, Any]) -> Department:
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in text.items()}
    happened = _happened(given)
    return Department(happened=happened, title=Words(**given.pop("title")), **given)


def _indicator(text: Mapping[str, Any]) -> Indicator:
    given = dict(text)
    window = given.get("window")
    words = given.pop("words", {})
    bins = [Bin(float(b["from"]), b["points"]) for b in given.pop("bins", ())]
    bins += [Bin(float(place), points) for place, points in enumerate(words.values())]
    return Indicator(
        happened=_happened(given),
        window=window,
        title=Words(**given.pop("title")),
        meaning=Words(**given.pop("meaning")),
        bins=tuple(bins),
        words=tuple(words),
        **given,
    )


def _day(given: date | None) -> int:
    return EARLIEST if given is None else day_number(given)

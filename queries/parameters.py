"""What a question takes: the types of its parameters, and how text becomes their values."""

from __future__ import annotations

import inspect
from typing import NewType

from graph.days import Moment
from graph.edition import Edition
from graph.errors import WrongParameters
from queries import party

Party = NewType("Party", int)
Company = NewType("Company", int)
Event = NewType("Event", int)

LABELS = {Party: None, Company: "Company"}


def value(
    edition: Edition, moment: Moment, key: str, text: str, parameter: inspect.Parameter
) -> object:
    """Return the value that a text gives a parameter, by the parameter's type.

    Raises:
        WrongParameters: it is no number, or no event's id.
        UnknownParty, AmbiguousParty: a party is not found, or several are.
    """
    kind = parameter.annotation
    if kind in LABELS:
        return party.find(edition, text, moment, LABELS[kind])
    if kind is Event:
        return _event(edition, text.strip())
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            raise WrongParameters(f"{key} is {text!r}, wanted a number.", value=text) from None
    return text


def _event(edition: Edition, text: str) -> int:
    number = edition.number(text)
    if edition.label_of(number) != "Event":
        raise WrongParameters(
            f"{text!r} is no event; `qiji ask company/events` gives the ids of events.", value=text
        )
    return number

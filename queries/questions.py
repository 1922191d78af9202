"""The register of questions: each a typed function, asked alike by the command and the pages.

A question is a function `(edition, moment, ...) -> DataFrame`; its parameters' types say how
text becomes a value (`queries.parameters`). To add one, write it here or beside its like, and
declare it in ANSWERS.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from graph.days import Moment
from graph.edition import Edition
from graph.errors import UnknownQuery, WrongParameters
from graph.network import WALKED
from graph.schema import EDGES
from queries import company as companies
from queries import judged, links, party, records
from queries.judged import counted
from queries.parameters import Company, Event, Party, value


@dataclass(frozen=True)
class Question:
    """One question: its name, what one row of its answer is, and how it is answered."""

    name: str
    meaning: str
    answer: Callable[..., pd.DataFrame]

    @property
    def parameters(self) -> dict[str, inspect.Parameter]:
        """What it takes besides the edition and the moment."""
        found = list(inspect.signature(self.answer, eval_str=True).parameters.items())
        return dict(found[2:])

    @property
    def usage(self) -> str:
        """How it is asked."""
        words = [
            f"{n}=…" if p.default is inspect.Parameter.empty else f"[{n}={p.default}]"
            for n, p in self.parameters.items()
        ]
        return " ".join([self.name, *words])


def search(edition: Edition, moment: Moment, text: str, limit: int = 20) -> pd.DataFrame:
    """One company or person whose name or identifier holds the text, best first."""
    answer = edition.names.find(text, as_of=moment.as_of, known_on=moment.known_on, limit=limit)
    rows = [
        {
            "id": hit.node_id,
            "label": hit.label,
            "text": hit.text,
            "matched": hit.kind,
            "standing": hit.standing,
            "name": party.name(edition, edition.number(hit.node_id), moment),
        }
        for hit in answer.hits
    ]
    found = pd.DataFrame(rows, columns=["id", "label", "text", "matched", "standing", "name"])
    found.attrs["note"] = counted(len(found), answer.total, complete=answer.complete)
    return found


def profile(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One property of the company on the day, with its source."""
    return companies.profile(edition, company, moment)


def people(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One person and position in the company on the day."""
    return companies.people(edition, company, moment)


def holders(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One holder of shares of the company on the day."""
    return companies.holders(edition, company, moment)


def holdings(edition: Edition, moment: Moment, holder: Party) -> pd.DataFrame:
    """One company of which the party holds shares on the day."""
    return companies.holdings(edition, holder, moment)


def events(edition: Edition, moment: Moment, party: Party) -> pd.DataFrame:
    """One event of the party's trajectory up to the day, latest first."""
    return companies.events(edition, party, moment)


def series(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One month and measure of the company up to the day."""
    return companies.series(edition, company, moment)


def roles(edition: Edition, moment: Moment, person: Party) -> pd.DataFrame:
    """One company in which the person serves on the day."""
    return companies.roles(edition, person, moment)


def guarantees(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One guarantee that the company gave or received, on the day."""
    return companies.guarantees(edition, company, moment)


def former_names(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One name that the company bore before the day."""
    return companies.former_names(edition, company, moment)


def possibly_same(edition: Edition, moment: Moment, party: Party) -> pd.DataFrame:
    """One party that may be the same, with probability and evidence."""
    return companies.possibly_same(edition, party, moment)


def shared(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One party that shares an address or a contact on the day; hubs are named, not followed."""
    return links.shared(edition, company, moment)


def paths(
    edition: Edition,
    moment: Moment,
    one: Party,
    two: Party,
    most: int = 6,
    count: int = 5,
    kinds: str = ",".join(WALKED),
) -> pd.DataFrame:
    """One step of a path between the two parties on the day, shortest path first."""
    wanted = [word.strip().upper() for word in kinds.split(",") if word.strip()]
    unknown = [word for word in wanted if word not in EDGES]
    if unknown:
        raise WrongParameters(
            f"{unknown[0]!r} is no type of link; there are: {', '.join(EDGES)}.", given=unknown
        )
    found = links.paths(edition, one, two, moment, kinds=wanted, most=most, count=count)
    frame = links.paths_frame(edition, found, moment)
    notes = [f"{len(found.hubs)} hubs were not walked through"] if found.hubs else []
    notes += ["there are more paths"] if found.cut else []
    notes += ["the search gave up before all was looked at"] if found.gave_up else []
    frame.attrs["note"] = "; ".join(notes)
    return frame


def parties(edition: Edition, moment: Moment, event: Event) -> pd.DataFrame:
    """One party of the event and its role, as known at the moment."""
    return companies.parties(edition, event, moment)


def company_records(edition: Edition, moment: Moment, company: Company) -> pd.DataFrame:
    """One source row behind what holds of the company, with the facts that it states."""
    return records.of_company(edition, company, moment)


def source_row(edition: Edition, moment: Moment, record: int) -> pd.DataFrame:
    """One field of a source row as it stood, people's numbers masked."""
    return records.source_row(edition, record)


def where_from(edition: Edition, moment: Moment, record: int) -> pd.DataFrame:
    """One cell of a source row as it stood, with its table, delivery, file, sheet and line."""
    return records.where_from(edition, record)


ANSWERS: Mapping[str, Callable[..., pd.DataFrame]] = {
    "search": search,
    "company": profile,
    "company/people": people,
    "company/holders": holders,
    "company/holdings": holdings,
    "company/former_names": former_names,
    "company/events": events,
    "company/series": series,
    "company/guarantees": guarantees,
    "company/shared": shared,
    "company/controller": judged.controller,
    "company/beneficial_owners": judged.beneficial_owners,
    "company/ownership_tree": judged.ownership_tree,
    "company/related_parties": judged.related_parties,
    "company/grade": judged.grade,
    "company/grade_history": judged.grade_history,
    "company/records": company_records,
    "event/parties": parties,
    "guarantees/cycles": judged.guarantee_cycles,
    "person/roles": roles,
    "party/possibly_same": possibly_same,
    "paths": paths,
    "source_row": source_row,
    "where_from": where_from,
}

QUESTIONS = {
    name: Question(name, (inspect.getdoc(answer) or "").split("\n")[0], answer)
    for name, answer in ANSWERS.items()
}


def ask(edition: Edition, moment: Moment, name: str, given: Mapping[str, str]) -> pd.DataFrame:
    """Return the answer to a question whose parameters are given as text.

    Raises:
        UnknownQuery: there is no such question.
        WrongParameters: a parameter is missing, unknown, or not readable.
        UnknownParty, AmbiguousParty: a party is not found, or several are.
    """
    if name not in QUESTIONS:
        raise UnknownQuery(f"No question {name!r}. There are: {', '.join(QUESTIONS)}.", name=name)
    question = QUESTIONS[name]
    wanted = question.parameters
    strange = [key for key in given if key not in wanted]
    lacking = [
        key
        for key, p in wanted.items()
        if key not in given and p.default is inspect.Parameter.empty
    ]
    if strange or lacking:
        fault = f"does not take {strange[0]}" if strange else f"needs {lacking[0]}"
        raise WrongParameters(
            f"The question {name!r} {fault}; ask it as `qiji ask {question.usage}`.", name=name
        )
    values = {key: value(edition, moment, key, text, wanted[key]) for key, text in given.items()}
    return question.answer(edition, moment, **values)

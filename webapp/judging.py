"""Judging who is who: the pairs that wait, two beside each other, and what was judged."""

from __future__ import annotations

from typing import Any

import pandas as pd
from flask import Blueprint, Response, g, make_response, redirect, request, session, url_for

from graph.errors import HomeError, QijiError, WrongParameters
from loaders.judging.commands import who_judges
from loaders.judging.constraints import contradictions
from loaders.judging.judgements import Judgement, Side, Verdict, add, judgements
from loaders.judging.listing import listed, told_reports
from loaders.judging.queue import queue, told, weighed
from loaders.judging.sides import evidence, one_label, sides
from webapp import beside
from webapp.answers import page, twin
from webapp.errors import status_of
from webapp.moment import moment

pages = Blueprint("judging", __name__)
A_PAGE = 20
VERDICTS: dict[str, Verdict] = {"same": "same", "different": "different", "unsure": "unsure"}


@twin(pages, "/judge")
def show() -> Response:
    """The pairs that wait for a judgement, the worthiest first, and what was judged."""
    return page("judging/show.html", waiting(), **drawn())


def waiting() -> dict[str, Any]:
    """Return a page of the queue, and every judgement."""
    judged = judgements(g.edition.home)
    unsure = request.args.get("unsure") == "1"
    found = queue(g.edition, judged, unsure=unsure)
    at = max(request.args.get("page", 1, type=int), 1)
    part = told(g.edition, found.iloc[(at - 1) * A_PAGE : at * A_PAGE])
    listing = listed(judged, told_reports(g.edition))
    stands = (listing["verdict"] != "undo") & listing["undone_by"].isna()
    return {
        "pairs": part.to_dict("records"),
        "total": len(found),
        "page": at,
        "unsure": unsure,
        "judgements": listing,
        "standing": listing[stands].to_dict("records"),
    }


@twin(pages, "/judge/<a>/<b>")
def compare(a: str, b: str) -> Response:
    """Two beside each other: who they are, what is shared and what differs, and the evidence."""
    return page("judging/compare.html", compared(a, b), **drawn())


def compared(a: str, b: str) -> dict[str, Any]:
    """Return what a person needs to judge two."""
    two = sides(g.edition, (a, b))
    one_label(*two)
    numbers = [g.edition.number(side.id) for side in two]
    judged = judgements(g.edition.home)
    return {
        "a": beside.standing(g.edition, numbers[0], moment()),
        "b": beside.standing(g.edition, numbers[1], moment()),
        "ids": [side.id for side in two],
        "names": [side.name for side in two],
        "one_now": numbers[0] == numbers[1],
        "facets": beside.facets(g.edition, numbers[0], numbers[1], moment()),
        "shown": shown(two, numbers),
        "judgements": listed(on_these(judged, two), told_reports(g.edition)),
    }


def shown(two: list[Side], numbers: list[int]) -> dict[str, Any]:
    """Return probability, evidence and worth of two, where a model has weighed them."""
    found = evidence(g.edition, two[0].id, two[1].id)
    if "probability" not in found:
        return found
    pair = {"a": numbers[:1], "b": numbers[1:], "probability": [found["probability"]]}
    row = weighed(g.edition, pd.DataFrame(pair)).iloc[0]
    return found | {name: float(row[name]) for name in ("links", "yuan", "gap", "worth")}


def on_these(judged: list[Judgement], two: list[Side]) -> list[Judgement]:
    """Return the judgements on two, and what took them back."""
    wanted = {side.id for side in two}
    mine = {j.number for j in judged if j.a and j.b and {j.a.id, j.b.id} == wanted}
    return [j for j in judged if j.number in mine or j.undoes in mine]


def drawn() -> dict[str, Any]:
    """Return what only the page needs: what was just kept or refused, and who judges."""
    number = request.args.get("kept", type=int)
    return {
        "kept": number,
        "against": against(number),
        "refusal": None,
        "why": "",
        "by": session.get("by") or _user(),
    }


def against(number: int | None) -> list[str]:
    """Return what the judgement that was just kept contradicts, a sentence each."""
    judged = judgements(g.edition.home)
    made = next((one for one in judged if one.number == number), None)
    return contradictions(judged, made) if made and made.verdict != "undo" else []


def _user() -> str:
    try:
        return who_judges(None)
    except WrongParameters:
        return ""


@pages.post("/judge")
def decide() -> Response:
    """Keep one judgement on two; the next build obeys it."""
    a, b, why, by = (request.form.get(name, "") for name in ("a", "b", "why", "by"))
    try:
        verdict = VERDICTS.get(request.form.get("verdict", ""))
        if verdict is None:
            raise WrongParameters("A judgement is same, different or unsure; press one of these.")
        two = sides(g.edition, (a, b))
        one_label(*two)
        facts = evidence(g.edition, two[0].id, two[1].id)
        made = add(g.edition.home, verdict, a=two[0], b=two[1], evidence=facts, why=why, by=by)
    except (HomeError, WrongParameters) as error:
        return refused("judging/compare.html", compared(a, b), error)
    return kept(made, url_for("judging.compare", a=a, b=b, kept=made.number))


@pages.post("/judge/undo")
def undo() -> Response:
    """Take one judgement back; the next build obeys."""
    why, by = (request.form.get(name, "") for name in ("why", "by"))
    try:
        number = request.form.get("number", 0, type=int)
        made = add(g.edition.home, "undo", undoes=number, why=why, by=by)
    except (HomeError, WrongParameters) as error:
        return refused("judging/show.html", waiting(), error)
    return kept(made, url_for("judging.show", kept=made.number))


def kept(made: Judgement, address: str) -> Response:
    """Lead on to the page that says what was kept."""
    session["by"] = made.by
    return make_response(redirect(address, 303))


def refused(template: str, facts: dict[str, Any], error: QijiError) -> Response:
    """Show the form again with what was typed, and why it was not kept."""
    typed = {name: request.form.get(name, "") for name in ("why", "by")}
    answer = page(template, facts, **(drawn() | typed | {"refusal": str(error)}))
    answer.status_code = status_of(error)
    return answer

"""Search: a page of results with facets, and the type-ahead beside the box."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from flask import Blueprint, Response, g, redirect, render_template, request

from graph.days import Moment
from graph.edition import Edition
from graph.errors import WrongParameters
from graph.identifiers import region_name
from graph.search import Answer, Hit
from webapp import levels, rating
from webapp.answers import page, twin
from webapp.frame import party_url
from webapp.moment import moment
from webapp.parties import one

pages = Blueprint("search", __name__)
A_PAGE = 20
SUGGESTED = 8
TYPES = ("Company", "Person")
STANDING = ("uscc", "status", "region")
TIES = ("LEGAL_REPRESENTATIVE_OF", "SERVES_AS", "OWNS")
LONGEST = 200  # [param] characters of a search; the box takes no more
FACETED = 1000  # so many hits are looked at to count by region and kind


@dataclass(frozen=True)
class Result:
    """One hit with what tells it apart."""

    id: str
    name: str
    kind: str
    parts: tuple[tuple[str, bool], ...]
    matched: str
    standing: str
    values: dict[str, str]
    region: str | None
    companies: tuple[str, ...]
    risks: dict[int, int]
    letter: str | None


def find(text: str, label: str | None, limit: int, offset: int = 0) -> Answer:
    """Ask the name index as of the day looked at.

    Raises:
        WrongParameters: the text is longer than any name or code.
    """
    if len(text) > LONGEST:
        raise WrongParameters(
            f"The search text has {len(text):,} characters; at most {LONGEST} are looked for, so "
            "shorten it."
        )
    now = moment()
    edition: Edition = g.edition
    return edition.names.find(
        text, label=label, as_of=now.as_of, known_on=now.known_on, limit=limit, offset=offset
    )


@twin(pages, "/search")
def show() -> Response:
    """What was found for a text; one exact code leads straight to its company."""
    text = request.args.get("q", "").strip()
    label = next((x for x in TYPES if x.lower() == request.args.get("type")), None)
    region, number = request.args.get("region"), max(request.args.get("page", 1, type=int), 1)
    if not text:
        facts = {"query": "", "results": [], "total": 0, "complete": True}
        return page("search/show.html", facts, facets={}, number=1, last=1)
    answer = find(text, label, FACETED)
    straight = exact_code(answer)
    if straight and not request.path.endswith(".json"):
        return redirect(straight)  # type: ignore[return-value]
    hits = [h for h in answer.hits if not region or region_of(h) == region]
    last = max(-(-len(hits) // A_PAGE), 1)
    number = min(number, last)
    shown = hits[(number - 1) * A_PAGE : number * A_PAGE]
    facts = {
        "query": text,
        "results": [result(hit) for hit in shown],
        "total": len(hits) if region else answer.total,
        "complete": answer.complete,
    }
    facets = {"type": counted_types(text), "region": regions(answer.hits)}
    return page(
        "search/show.html",
        facts,
        facets=facets,
        number=number,
        last=last,
        looked_at=len(answer.hits),
    )


@pages.get("/search/suggestions")
def suggestions() -> str:
    """Eight hits for the box, as options of its list."""
    text = request.args.get("q", "").strip()
    hits = find(text, None, SUGGESTED).hits if 0 < len(text) <= LONGEST else ()
    return render_template("search/suggestions.html", results=[suggestion(hit) for hit in hits])


def exact_code(answer: Answer) -> str | None:
    """Return the page of the one company that an identifier names."""
    if answer.total == 1 and answer.hits[0].kind.startswith("identifier"):
        hit = answer.hits[0]
        if sum(b - a for a, b in hit.spans) == len(hit.text):
            return party_url(hit.node_id)
    return None


def region_of(hit: Hit) -> str | None:
    """Return the region code of a company that was hit."""
    if hit.label != "Company":
        return None
    return g.edition.node(g.edition.number(hit.node_id)).get("region")  # type: ignore[no-any-return]


def counted_types(text: str) -> list[tuple[str, int, bool]]:
    """Return (type, count, whether that is all) of each type that was found."""
    found = [(label.lower(), find(text, label, 1)) for label in TYPES]
    return [(label, answer.total, answer.complete) for label, answer in found if answer.total]


def regions(hits: tuple[Hit, ...]) -> list[tuple[str, str, int]]:
    """Return (code, name, count) of the regions among hits, most first; none where all agree."""
    numbers = [g.edition.number(h.node_id) for h in hits if h.label == "Company"]
    if not numbers:
        return []
    start = g.edition.span("Company").start
    codes = g.edition.rows("nodes/Company", np.array(numbers, np.int64) - start)["region"]
    count = Counter(code for code in codes if isinstance(code, str))
    ranked = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    return [(code, region_name(code) or code, n) for code, n in ranked]


def result(hit: Hit) -> Result:
    """Return a hit with its standing facts on the day looked at."""
    number, now = g.edition.number(hit.node_id), moment()
    values = standing(number, now) if hit.label == "Company" else {}
    code = values.get("region")
    return Result(
        id=hit.node_id,
        name=one(g.edition, number, now).name,
        kind=hit.label,
        parts=marked(hit),
        matched=hit.kind.partition(":")[0],
        standing=hit.standing,
        values=values,
        region=(region_name(code) or code) if code else None,
        companies=companies_of(number, now) if hit.label == "Person" else (),
        risks=levels.counts(g.edition, [number], now)[number],
        letter=rating.stored(g.edition, number, now) if hit.label == "Company" else None,
    )


def standing(number: int, now: Moment) -> dict[str, str]:
    """Return a company's code, status and region on the day looked at."""
    frame = g.edition.properties(number, now)
    shown = frame[frame["property"].isin(STANDING)]
    return dict(zip(shown["property"], shown["value"], strict=True))


def companies_of(person: int, now: Moment) -> tuple[str, ...]:
    """Return the first companies that a person represents, serves or holds, to tell it apart."""
    near = g.edition.network.neighbours(person, now, TIES, out=True)
    return tuple(one(g.edition, n, now).name for n in dict.fromkeys(near.other.tolist()[:9]))[:3]


@dataclass(frozen=True)
class Suggestion:
    """One line of the type-ahead."""

    id: str
    name: str
    kind: str
    beside: str


def suggestion(hit: Hit) -> Suggestion:
    """Return a hit as one line: how it is called, and what tells it apart."""
    number, now = g.edition.number(hit.node_id), moment()
    name = one(g.edition, number, now).name
    if hit.text != name:
        return Suggestion(hit.node_id, name, hit.label, hit.text)
    beside = companies_of(number, now)[:1] if hit.label == "Person" else (region_of(hit) or "",)
    words = beside[0] if beside else ""
    return Suggestion(hit.node_id, name, hit.label, region_name(words) or words)


def marked(hit: Hit) -> tuple[tuple[str, bool], ...]:
    """Return a matched text in parts, each with whether it is what matched."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for begin, end in hit.spans:
        parts += [(hit.text[at:begin], False), (hit.text[begin:end], True)]
        at = end
    return tuple((text, yes) for text, yes in [*parts, (hit.text[at:], False)] if text)

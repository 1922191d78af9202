"""Related parties (关联方) of a company, under a rule book chosen by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.days import Moment
from graph.edition import Edition
from graph.errors import WrongParameters
from queries.company_law import company_law_links
from queries.rulebooks import Test, Version, rule_book
from queries.tax_relation import tax_links
from queries.ties import Link
from queries.words import Said

__all__ = ["BOOKS", "Link", "Related", "related_parties"]

BOOKS = ("company-law-265", "tax-2016-42")


@dataclass(frozen=True)
class Related:
    """What a rule book says of a company at a moment.

    Args:
        links: one a party and test (and way, where there are several), by party.
        unanswered: the book's tests that no source lets us compute; a party that only these
            would find is not among the links.
        notes: what a reader has to know.
    """

    company: int
    moment: Moment
    version: Version
    links: list[Link]
    unanswered: list[Test]
    notes: list[Said]

    def parties(self) -> Mapping[int, list[Link]]:
        """Return the links of each party."""
        found: dict[int, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.party, []).append(link)
        return found


def related_parties(
    edition: Edition,
    company: int,
    moment: Moment,
    book: str = "company-law-265",
    *,
    relatives: Sequence[Sequence[int]] = (),
) -> Related:
    """Return the related parties of a company under a rule book.

    Args:
        company: number of the company.
        book: `company-law-265` or `tax-2016-42`. A book that was not in force on the day is
            still applied when asked by name, and a note says so.
        relatives: groups of persons who are relatives, from a lawful source; only the tax
            book counts them.

    Raises:
        WrongParameters: no such book, a book that ties no parties, or relatives for a book
            that knows none.
    """
    version = rule_book(book).on(moment.as_of)
    if book not in BOOKS or (relatives and book != "tax-2016-42"):
        raise WrongParameters(
            f"The rule book {book!r} names no related parties; choose one of {', '.join(BOOKS)}."
            if book not in BOOKS
            else f"The rule book {book!r} does not add up relatives; ask without them.",
            book=book,
        )
    if book == "company-law-265":
        links = company_law_links(edition, company, moment, version)
    else:
        links = tax_links(edition, company, moment, version, relatives)
    answered = {"A-relatives"} if relatives else set()
    unanswered = [t for t in version.tests.values() if not t.computed and t.key not in answered]
    return Related(
        company,
        moment,
        version,
        sorted(links, key=lambda found: (found.party, found.test, found.through)),
        unanswered,
        version.notes(moment.as_of),
    )

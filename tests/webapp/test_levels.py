"""How adverse an event is shown."""

from datetime import date

import pytest

from graph.edition import Edition
from webapp.levels import counts, level, worst

DAY = date(2024, 1, 1)
LEVELS = [
    ("REG_EST", "subject", "in_force", None, 0),
    ("LIC_GRANT", "subject", "in_force", None, 0),
    ("PEN_GEN", "subject", "in_force", None, 2),
    ("PEN_GEN", "subject", "repaired", None, 1),
    ("PEN_GEN", "subject", "withdrawn", None, 0),
    ("SHIXIN_IN", "judgment_debtor", "in_force", None, 3),
    ("SHIXIN_IN", "judgment_debtor", "in_force", date(2023, 6, 1), 1),
    ("SHIXIN_IN", "judgment_debtor", "in_force", date(2025, 6, 1), 3),
    ("SHIXIN_IN", "judgment_debtor", "ended", date(2025, 6, 1), 3),
    ("LIT_FILED", "defendant", "in_force", None, 2),
    ("LIT_FILED", "plaintiff", "in_force", None, 0),
    ("NEVER_HEARD_OF", "subject", "in_force", None, 0),
]


@pytest.mark.parametrize(("kind", "role", "state", "until", "wanted"), LEVELS)
def test_an_event_is_as_adverse_as_its_kind_role_and_state_make_it(
    kind: str, role: str, state: str, until: date | None, wanted: int
) -> None:
    assert level(kind, role, state, until, DAY) == wanted


def test_levels_of_several_parties_are_counted_at_once(edition: Edition) -> None:
    one, three = edition.number("C000000001"), edition.number("C000000003")
    found = counts(edition, [three, one], edition.moment())
    assert found == {three: {}, one: {3: 1, 2: 8, 1: 1}}
    assert worst(edition, [one, three], edition.moment()) == {one: 3, three: 0}


def test_a_past_day_knows_no_later_event(edition: Edition) -> None:
    one = edition.number("C000000001")
    past = edition.moment(as_of=edition.data_day - 365 * 6)
    assert counts(edition, [one], past) == {one: {2: 1}}

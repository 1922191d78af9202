"""What an edition stores of the questions for its data day: control, owners, related
parties, grades."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from graph.edition import Edition
from graph.schema import Layout, layouts
from queries.control import derive_control
from queries.grades import derive_grades
from queries.owners import derive_owners
from queries.related_city import derive_related

ANSWERS = {
    "CONTROLS": derive_control,
    "BENEFICIAL_OWNER_OF": derive_owners,
    "RELATED_TO": derive_related,
}

Derived = dict[str, tuple[pd.DataFrame, Layout]]


def derive(edition: Edition, step: Callable[[str], None] = lambda stage: None) -> Derived:
    """Return the derived frames of an edition that is not sealed yet, for its data day."""
    moment = edition.moment()
    found: Derived = {}
    step("control")
    for name, answer in ANSWERS.items():
        found[f"edges/{name}"] = (answer(edition, moment), layouts()[f"edges/{name}"])
    step("grades")
    return found | derive_grades(edition, moment)

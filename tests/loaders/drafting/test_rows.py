"""Conditions under which a row says a fact."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from loaders.drafting.rows import meets
from loaders.facts import Where

ROWS = pd.DataFrame({"amount": [0.0, np.nan, 5.0], "state": ["open", None, "over"]})


@pytest.mark.parametrize(
    ("when", "met"),
    [
        ({}, [True, True, True]),
        ({"amount": "*"}, [True, False, True]),
        ({"amount": ""}, [False, True, False]),
        ({"amount": "!0"}, [False, True, True]),  # of a sum that is not known, nobody says nought
        ({"state": "over"}, [False, False, True]),
        ({"state": ("over", "")}, [False, True, True]),
        ({"amount": "!0", "state": "*"}, [False, False, True]),
    ],
)
def test_a_row_meets_all_that_is_asked_of_it(when: Where, met: list[bool]) -> None:
    assert meets(ROWS, when).tolist() == met

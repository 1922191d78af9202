"""Companies of which one department knows a key of its own, and nothing else but a name."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from graph.days import EARLIEST, LATEST
from loaders.resolving.companies import LEVELS, resolve

USCC, OTHER = "91370105MA3C00011T", "913701029869818362"
NAME = "泉明商贸有限公司"
JOINED = [
    pytest.param(
        [{"uscc": USCC, "name": NAME}, {"social_unit": "s1", "name": NAME}],
        [0, 0],
        id="the name is one company's alone",
    ),
    pytest.param(
        [{"uscc": USCC, "name": NAME}, {"social_unit": "s1", "name": NAME}, {"name": NAME}],
        [0, 0, 0],
        id="and so is who has nothing but the name",
    ),
    pytest.param(
        [{"uscc": USCC, "name": NAME}, {"uscc": OTHER, "name": NAME},
         {"tax_key": "t", "name": NAME}],
        [0, 1, 2],
        id="two companies bear the name",
    ),
    pytest.param(
        [{"uscc": USCC, "name": NAME, "tax_key": "t1"}, {"tax_key": "t2", "name": NAME}],
        [0, 1],
        id="the department knows the company under another key",
    ),
    pytest.param(
        [{"uscc": USCC, "name": NAME}, {"tax_key": "t1", "name": NAME},
         {"tax_key": "t2", "name": NAME}],
        [0, 1, 2],
        id="the department knows two of that name",
    ),
    pytest.param(
        [{"uscc": USCC, "name": NAME}, {"tax_key": "t1", "name": NAME},
         {"tax_key": "t1", "name": "石园"}],
        [0, 1, 1],
        id="it has another name besides",
    ),
    pytest.param(
        [{"uscc": USCC, "name": NAME}, {"tax_key": "t1", "name": NAME},
         {"social_unit": "s1", "name": NAME}],
        [0, 0, 0],
        id="two departments, a key each",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("mentions", "expected"), JOINED)
def test_a_departments_own_key_is_whose_name_it_bears(
    mentions: list[dict[str, Any]], expected: list[int]
) -> None:
    columns = ["name", *LEVELS]
    frame = pd.DataFrame([dict.fromkeys(columns) | m for m in mentions], columns=columns)
    frame = frame.astype("object").where(frame.notna(), None).assign(day=0)
    spans = pd.DataFrame({c: [] for c in ("mention", "folded", "start", "end")})
    found = resolve(frame, spans)
    seen: dict[int, int] = {}
    assert [seen.setdefault(e, len(seen)) for e in found.entity.tolist()] == expected
    assert set(found.keys["entity"]) == set(range(found.count))


def test_a_name_that_passed_to_another_company_tells_nobody() -> None:
    columns = ["name", *LEVELS]
    mentions = [
        {"uscc": USCC, "name": "石园"},
        {"uscc": OTHER, "name": NAME},
        {"tax_key": "t", "name": NAME},
    ]
    frame = pd.DataFrame([dict.fromkeys(columns) | m for m in mentions], columns=columns)
    frame = frame.astype("object").where(frame.notna(), None).assign(day=0)
    before = {
        "mention": [0, 1],
        "folded": [NAME, NAME],
        "start": [EARLIEST, 100],
        "end": [100, LATEST],
    }
    assert resolve(frame, pd.DataFrame(before)).entity.tolist() == [0, 1, 2]

"""Whatever is done to a file: it is read rightly, or refused with its reason, and nothing is hurt.

The normal run takes one file of each kind; `sh scripts/test --slow` takes 2,000 of them.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.damage import (
    arrangements,
    contents,
    encodings,
    figures,
    formats,
    headers,
    layouts,
    places,
    records,
    workbooks,
)
from tests.damage.cases import KINDS
from tests.damage.running import Bureau

MODULES = (
    arrangements,
    contents,
    encodings,
    figures,
    formats,
    headers,
    layouts,
    places,
    records,
    workbooks,
)
FILES = 2_000
NAMES = sorted(KINDS)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return Bureau(tmp_path_factory.mktemp("tables"))


def test_there_are_many_kinds_of_damage() -> None:
    assert len(KINDS) >= 60
    assert all(any(make.__module__ == m.__name__ for m in MODULES) for make in KINDS.values())


@pytest.mark.parametrize("name", NAMES)
def test_damage_is_read_rightly_or_refused(name: str, bureau: Bureau, tmp_path: Path) -> None:
    bureau.check(KINDS[name](Random(f"{name} 0")), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(FILES))
def test_two_thousand_damaged_files(number: int, bureau: Bureau, tmp_path: Path) -> None:
    name = NAMES[number % len(NAMES)]
    bureau.check(KINDS[name](Random(f"{name} {1 + number // len(NAMES)}")), tmp_path)

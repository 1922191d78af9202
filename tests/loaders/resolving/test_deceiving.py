"""Invented places made to deceive: nobody has two firms, so whoever is joined is so wrongly."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from loaders.resolving.people import Around, resolve
from loaders.resolving.people.kin import of_clan, surprise

SURNAMES, COMMON = "张王李刘陈杨赵黄周吴", ("王伟", "李娜", "张敏华", "王建国", "李秀英", "刘洋")


@dataclass
class Place:
    """Firms with what they have, and people, each in one of them, among a crowd."""

    rng: np.random.Generator
    rows: list[tuple[str, str, str | None]] = field(default_factory=list)
    has: list[tuple[str, str, str]] = field(default_factory=list)
    firms: int = 0

    def __post_init__(self) -> None:
        for n in range(2_000):
            self.say(self.name(), self.firm(address=f"crowd {n}", region=f"r{n % 12}"))

    def name(self) -> str:
        one, two = self.rng.integers(0, 200, 2)
        return SURNAMES[int(self.rng.integers(0, 10))] + chr(0x6600 + one) + chr(0x6700 + two)

    def firm(self, **has: str) -> str:
        self.firms += 1
        firm = f"C{self.firms:09d}"
        self.has += [(firm, kind, value) for kind, value in has.items()]
        return firm

    def say(self, name: str, firm: str, masked: str | None = None) -> None:
        self.rows.append((name, firm, masked))

    def joined(self) -> list[set[str]]:
        """Return the firms of everybody who is said to be of several."""
        frame = pd.DataFrame(self.rows, columns=["name", "company", "masked"]).astype("object")
        frame = frame.assign(id=None, row=[f"row {n}" for n in range(len(frame))])
        frame = frame.where(frame.notna(), None)
        has = pd.DataFrame(self.has, columns=["company", "kind", "value"])
        nothing = pd.DataFrame({"mention": [], "kind": [], "value": []})
        people = resolve(frame, Around.of(has, nothing))
        told = frame.groupby(people.group[people.entity])["company"].agg(set)
        return [firms for firms in told if len(firms) > 1]


@pytest.fixture
def place() -> Place:
    return Place(np.random.default_rng(4))


def test_villages_of_one_surname_with_few_numbers_and_addresses(place: Place) -> None:
    for village in range(60):
        head = SURNAMES[village % 10] + chr(0x6850 + village)
        for _ in range(40):
            address, number, one, two = place.rng.integers(0, (4, 6, 12, 12)).tolist()
            firm = place.firm(address=f"{village} {address}", contact=f"{village} {number}")
            place.say(head + chr(0x6B00 + one), firm)
            if place.rng.random() < 0.6 and one != two:
                place.say(head + chr(0x6B00 + two), firm)
    # Of 3,600 villagers; without looking at their kin there were dozens.
    assert len(place.joined()) <= 2


def test_an_agent_who_stands_in_five_hundred_firms_joins_none_of_their_people(place: Place) -> None:
    for n in range(500):
        firm = place.firm(address="hub", contact="hub")
        place.say("綦鹿晟", firm)
        place.say(COMMON[n % len(COMMON)], firm)
    assert place.joined() == []


def test_father_and_son_at_one_address_one_character_apart(place: Place) -> None:
    for n in range(300):
        name = place.name()
        for last in (name[2], chr(0x6C00 + n)):
            firm = place.firm(address=f"family {n}", contact=f"family {n}")
            place.say(name[:2] + last, firm)
    assert place.joined() == []


def test_one_name_and_one_masked_id_in_other_places(place: Place) -> None:
    for n in range(300):
        name, masked = place.name(), f"370102{1950 + n % 50}{1 + n % 12:02d}**{n:04d}"
        for where in "ab":
            place.say(name, place.firm(address=f"{n}{where}", region=f"r{where}"), masked)
    assert place.joined() == []


def test_common_names_at_one_address_and_one_desk(place: Place) -> None:
    for n in range(600):
        firm = place.firm(address=f"park {n // 50}", contact=f"desk {n // 3}")
        place.say(COMMON[n % 2], firm)
        place.say(COMMON[2 + n % 4], firm)
    assert place.joined() == []


def test_masked_ids_that_differ_tell_cousins_of_a_rare_name(place: Place) -> None:
    for n in range(300):
        name = chr(0x7900 + n) + "晟曦"
        for last in (0, 1):
            firm = place.firm(address=f"home {n}", contact=f"home {n}")
            place.say(name, firm, f"3701021970****{n + last:04d}")
    assert place.joined() == []


def test_an_address_is_a_clans_only_for_those_of_its_surname() -> None:
    names = np.array(["王甲乙", "王丙丁", "王戊己", "王庚辛", "李子丑", "王甲寅", "王甲卯"], object)
    row = np.array([0, 1, 2, 3, 4, -1])
    assert of_clan(names, row, np.zeros(6, np.int64)).tolist() == [True] * 4 + [False] * 2
    kin = np.array([0, 5, 6])
    assert of_clan(names, kin, np.zeros(3, np.int64)).all()
    assert not of_clan(names, kin, np.arange(3)).any()


def test_a_cousins_name_is_less_of_a_surprise_than_a_strangers() -> None:
    names = np.array(["王甲乙", "王甲丙", "王丁戊", "李子丑"], object)
    bearers = np.array([10, 10, 10, 970])
    shares = np.array([0.01, 0.01, 0.01, 0.97])
    own, other = np.array([0, 0, 3]), np.array([1, 2, 0])
    found = surprise(names, bearers, shares, own, other)
    assert found == pytest.approx(-np.log10([0.01 / 0.02, 0.01 / 0.03, 0.01]))

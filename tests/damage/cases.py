"""Damaged files with a known right answer: what a case is, and sound tables to damage."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from graph.identifiers.codes import org_check, uscc_check

DECLARATION = '''
"""Penalties as one bureau of no place sends them."""

from loaders.table import Code, Company, Date, Event, Money, Name, Table, Text, Uscc

TABLE = Table(
    name="damaged",
    title="行政处罚",
    files=("*处罚*", "*damaged*"),
    kind="append",
    columns={
        "决定书文号": Code("number"),
        "企业名称": Name("company"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "罚款金额": Money("fine", required=False),
        "处罚日期": Date("punished_on"),
        "处罚事由": Text("cause", required=False),
    },
    aliases={
        "決定書文號": "决定书文号",
        "企業名稱": "企业名称",
        "統一社會信用代碼": "统一社会信用代码",
        "罰款金額": "罚款金额",
        "處罰日期": "处罚日期",
        "處罰事由": "处罚事由",
    },
    key=("number",),
    parties={"company": Company(uscc="uscc", name="company")},
    facts=(
        Event("PEN_GEN", day="punished_on", amount="fine", parties={"company": "subject"}),
    ),
    max_rejects=0.5,
)
'''

HEADER = ["决定书文号", "企业名称", "统一社会信用代码", "罚款金额", "处罚日期", "处罚事由"]
OLD_HEADER = ["決定書文號", "企業名稱", "統一社會信用代碼", "罰款金額", "處罰日期", "處罰事由"]
DAMAGED = "处罚.csv"
_FIRST = "金石天和文林大同中山永安"
_CAUSES = ("未按期公示", "超出核准", "不正常申告", None, "逾期")

Maker = Callable[[Path], None]
"""Makes a file that bytes alone do not: a pipe, a link, one without permission."""


@dataclass(frozen=True, order=True)
class Fact:
    """What one row says, as it must be kept: the fine in yuan, the day in ISO form."""

    number: str
    company: str
    uscc: str | None
    fine: float | None
    day: str
    cause: str | None

    @property
    def cells(self) -> list[str]:
        """The row as a department writes it."""
        fine = "" if self.fine is None else f"{self.fine:.2f}"
        return [self.number, self.company, self.uscc or "", fine, self.day, self.cause or ""]


@dataclass(frozen=True, kw_only=True)
class Case:
    """Damaged files, and the one right answer.

    Attributes:
        files: name -> bytes, or what makes it.
        facts: what is loaded, each once; nothing else, but for `free`.
        rejected: line -> words in the reason of the row refused there.
        skipped: rows that are no data, by what they are.
        states: what becomes of its files and sheets, in the alphabet's order.
        says: words that the report holds.
        free: how many further rows may be loaded or refused as they stand: damage that no
            reader can see, such as another letter in a word.
    """

    files: Mapping[str | bytes, bytes | Maker]
    facts: Sequence[Fact] = ()
    rejected: Mapping[int, str] = field(default_factory=dict)
    skipped: Mapping[str, int] | None = field(default_factory=dict)
    superseded: int = 0
    states: tuple[str, ...] = ("loaded",)
    says: tuple[str, ...] = ()
    free: int = 0


Kind = Callable[[Random], Case]
KINDS: dict[str, Kind] = {}
"""Every kind of damage, by its name."""


def kind(make: Kind) -> Kind:
    """Add a kind of damage; what is returned must depend on the dice alone."""
    KINDS[make.__name__] = make
    return make


def facts(dice: Random, least: int = 6, most: int = 30) -> list[Fact]:
    """Return facts with numbers of their own, in any order."""
    return [fact(dice, n) for n in dice.sample(range(1, 9999), dice.randint(least, most))]


def fact(dice: Random, number: int) -> Fact:
    """Return one fact; its words are in GB 2312 as well as in Big5."""
    return Fact(
        f"JN2023-{number:04}",
        f"泉城{''.join(dice.sample(_FIRST, 2))}{number}有限公司",
        uscc(number) if dice.random() < 0.8 else None,
        round(dice.uniform(10, 90_000), 2) if dice.random() < 0.8 else None,
        f"202{dice.randint(0, 3)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        dice.choice(_CAUSES),
    )


def uscc(number: int) -> str:
    """Return an invented code with right check characters."""
    organisation = f"MAT{number:05}"
    body = f"91370105{organisation}{org_check(organisation)}"
    return body + uscc_check(body)


def rows_of(found: Sequence[Fact], header: Sequence[str] = HEADER) -> list[list[str]]:
    """Return a header and the facts under it, as cells."""
    return [list(header), *(f.cells for f in found)]


def text_of(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n") -> str:
    """Return rows as a delimited text, quoted where it must be."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def lines_of(found: Sequence[Fact]) -> list[str]:
    """Return a header and the facts as lines of CSV, without line ends."""
    return text_of(rows_of(found)).split("\n")[:-1]


def case(
    content: str | bytes, found: Sequence[Fact] = (), /, name: str = DAMAGED, **told: Any
) -> Case:
    """Return the case of one file; text is written in UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    return Case(files={name: raw}, facts=found, **told)


def refused(content: str | bytes, says: str, state: str = "refused", name: str = DAMAGED) -> Case:
    """Return the case of one file of which nothing may be loaded."""
    return case(content, name=name, states=(state,), says=(says,))


def line(found: Sequence[Fact], place: int) -> int:
    """Return the line on which a fact stands under a header in the first line."""
    assert 0 <= place < len(found)
    return place + 2

"""The words of columns: how a cell of a department's file is read into a typed field."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph.schema import Disclosure

Unit = Literal["yuan", "qian", "wan", "baiwan", "yi"]
"""Of sums: 元, 千元, 万元, 百万元, 亿元."""


@dataclass(frozen=True)
class ColumnType:
    """A typed field. A cell that it cannot read makes its row a reject.

    Args:
        field: its name in typed rows.
        required: whether a row without it is a reject.
        level: who may see it, where that is not the table's `level`. `auth` for the numbers of
            people unless declared otherwise.
        level_by: a Choice field whose word (public, gov, auth) is the level in its row: a firm
            chooses block by block what of its annual report is shown.
        instead: a field, or several, whose column is read for this one where a file has no column
            of its own: what a penalty is of stands in its content, a licence's number for its
            document's. Of several, the first of which the file has the column.
    """

    field: str
    required: bool = dataclasses.field(default=True, kw_only=True)
    level: Disclosure | None = dataclasses.field(default=None, kw_only=True)
    level_by: str | None = dataclasses.field(default=None, kw_only=True)
    instead: str | tuple[str, ...] = dataclasses.field(default=(), kw_only=True)

    @property
    def stands_in(self) -> tuple[str, ...]:
        """The fields that may stand for this one, the best first."""
        return (self.instead,) if isinstance(self.instead, str) else self.instead


@dataclass(frozen=True)
class Text(ColumnType):
    """Words, trimmed; any resident id or phone found inside is masked."""


@dataclass(frozen=True)
class Name(ColumnType):
    """A company's or a person's name; width and spaces are folded when compared, not when kept."""


@dataclass(frozen=True)
class Code(ColumnType):
    """A source's own key, kept as text after width and spaces are folded.

    `instead` is another code of the same thing: a list made for the public has no keys of the
    registry's own. In a file that has the column, a row without a key is refused: under another
    key it would be another row. Of several, each row has its own first that is said.
    """


@dataclass(frozen=True)
class Uscc(ColumnType):
    """Unified social credit code (统一社会信用代码), GB 32100-2015. A masked one identifies nobody.

    `lenient`: another kind of code found here (organisation code, 15-digit number) is accepted
    as what it is, instead of making the row a reject.
    """

    lenient: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class OrgCode(ColumnType):
    """Organisation code (组织机构代码), GB 11714."""


@dataclass(frozen=True)
class RegistrationNumber(ColumnType):
    """Registration number (注册号), 15 digits; 13 and 14 digits are old and unchecked.

    `lenient`: what is none (a USCC, an old number in words) is left out, instead of making the row
    a reject: it stands beside another code.
    """

    lenient: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class TaxpayerId(ColumnType):
    """Taxpayer id (纳税人识别号): a USCC, or region and organisation code before 2015-10."""


@dataclass(frozen=True)
class ResidentId(ColumnType):
    """Resident id (公民身份号码). Typed rows hold `<field>` (keyed hash; null when masked) and
    `<field>_masked` (to show); the clear number stays in the raw file.

    `lenient`: a number that has not the shape of a resident id (a passport's) is kept masked
    only and identifies nobody, instead of making the row a reject.
    """

    lenient: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class Phone(ColumnType):
    """A phone number; kept as `<field>` (keyed hash) and `<field>_masked`."""


@dataclass(frozen=True)
class Email(ColumnType):
    """An e-mail address; kept as `<field>` (keyed hash) and `<field>_masked`."""


@dataclass(frozen=True)
class CaseNumber(ColumnType):
    """Court case number (案号), new and old style."""


@dataclass(frozen=True)
class Region(ColumnType):
    """Region (行政区划), GB/T 2260; longer codes down to the street are cut to six digits."""


@dataclass(frozen=True)
class Date(ColumnType):
    """A day: kept as `<field>` (day number) and `<field>_precision`.

    "Long term" words are an open end (null) and "no date" words null; neither is a day, and a
    required one must be a day.

    Args:
        open_ended: of a required one: "long term" is an answer, since it is an end.
        above: of a required one: names under which a file without such a column may say it once
            for all rows, above its header or in the notes below (`公告日期：2024-03-01`). `截至` is
            the day up to which a list holds, taken where no other name says one, and "about" the
            day meant; `年度` is the year before that word.
        serials: plain numbers are Excel's day serials.
        ends: it is the end of something, so that of a span (2019-03-05至2022-03-04) the last day is
            meant; of how long it lasts (三年) nothing is read, and a person should look.
        within: the cell may name one day among words (某局 2015年3月5日).
        significant: of epoch milliseconds, how many digits the source keeps (3 means that the
            day is "about"); None: all of them.
    """

    serials: bool = dataclasses.field(default=False, kw_only=True)
    significant: int | None = dataclasses.field(default=None, kw_only=True)
    open_ended: bool = dataclasses.field(default=False, kw_only=True)
    above: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)
    ends: bool = dataclasses.field(default=False, kw_only=True)
    within: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class Month(ColumnType):
    """A month, `201612` or a day in it; kept as year * 12 + month - 1."""


@dataclass(frozen=True)
class Hour(ColumnType):
    """An hour of a day, as a sensor stamps it; kept as hours since 1970-01-01 00:00, our time.

    The minutes are cut: what is stamped 14:59 was measured in the hour that began at 14:00. A day
    without a time is refused.
    """


@dataclass(frozen=True)
class Money(ColumnType):
    """An amount, kept in yuan.

    Args:
        unit: of a bare number; a unit in the cell wins.
        negative: whether a negative amount is bearable.
        doubted_from: where neither the header nor cells say a unit, and all numbers are this or
            more, they may be in a smaller one than `unit`, and are left out.
    """

    unit: Unit = dataclasses.field(default="yuan", kw_only=True)
    negative: bool = dataclasses.field(default=False, kw_only=True)
    doubted_from: float | None = dataclasses.field(default=None, kw_only=True)


@dataclass(frozen=True)
class Number(ColumnType):
    """A number, within `least` and `most` where they are given."""

    least: float | None = dataclasses.field(default=None, kw_only=True)
    most: float | None = dataclasses.field(default=None, kw_only=True)


@dataclass(frozen=True)
class Share(ColumnType):
    """A share, kept in [0, 1]; `percent` says whether a bare 25 means 25 %.

    `doubted`: where neither the header nor cells say %, and no number is above 1, a 0.5 may be a
    half: they are left out.
    """

    percent: bool = dataclasses.field(default=True, kw_only=True)
    doubted: bool = dataclasses.field(default=True, kw_only=True)
    zero_unknown: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class Choice(ColumnType):
    """One of a source's words or codes, kept as ours; a word not declared makes a reject
    unless `other` names what it becomes.

    `within`: a cell holds several words (罚款;没收违法所得): the first of `words` that stands
    anywhere in it decides, so the gravest is declared first. A word that becomes "" is known, and
    says nothing of ours: an Event of such a kind is none.
    `keeps`: a further field, of Text, that holds the source's own words beside ours.
    """

    keeps: str | None = dataclasses.field(default=None, kw_only=True)
    within: bool = dataclasses.field(default=False, kw_only=True)
    words: Mapping[str, str] = dataclasses.field(default_factory=dict, kw_only=True)
    other: str | None = dataclasses.field(default=None, kw_only=True)


SHOWN = {
    **dict.fromkeys(("1", "是", "公示", "企业选择公示"), "public"),
    **dict.fromkeys(("0", "2", "否", "不公示", "企业选择不公示"), "auth"),
}
"""How sources write that a firm chose to show a figure, or not to."""


@dataclass(frozen=True)
class Shown(Choice):
    """Whether a firm chose to show a figure of its annual report, kept as the level of it.

    Source: 企业信息公示暂行条例 art. 9, block 7.
    """

    required: bool = dataclasses.field(default=False, kw_only=True)
    words: Mapping[str, str] = dataclasses.field(default_factory=lambda: SHOWN, kw_only=True)
    other: str | None = dataclasses.field(default="auth", kw_only=True)


PRIVATE = (ResidentId, Phone, Email)
"""Columns that hold a natural person's own numbers: kept hashed, shown masked."""


def made(column: ColumnType) -> tuple[str, ...]:
    """Return the fields of typed rows that a column makes: its own, and what is kept beside it."""
    if isinstance(column, Date):
        return (column.field, f"{column.field}_precision")
    if isinstance(column, PRIVATE):
        return (column.field, f"{column.field}_masked")
    if isinstance(column, Choice) and column.keeps is not None:
        return (column.field, column.keeps)
    return (column.field,)

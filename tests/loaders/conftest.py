"""A home, and a small stranger's department to load into it; everything in it is invented."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from graph.days import parse_day
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.report import Report
from loaders.taking.load import load

PEOPLE = '''
    """Persons in office, one row each: the register, whole at each delivery."""

    from loaders.table import (
        Code, Company, Date, Email, Money, Name, Person, Phone, Reached, Relation, ResidentId,
        Table, Text, Uscc,
    )

    TABLE = Table(
        name="strange_people",
        title="任职人员",
        files=("*任职*",),
        kind="full",
        columns={
            "企业名称": Name("company"),
            "统一社会信用代码": Uscc("uscc", required=False),
            "姓名": Name("name"),
            "证件号码": ResidentId("id", required=False),
            "电话": Phone("phone", required=False),
            "邮箱": Email("mail", required=False),
            "任职日期": Date("since", required=False),
            "备注": Text("remark", required=False),
        },
        key=("company", "name"),
        parties={
            "company": Company(uscc="uscc", name="company"),
            "person": Person(name="name", id="id", phone="phone", of="company"),
        },
        facts=(
            Relation("SERVES_AS", "person", "company", since="since"),
            Reached("person", "phone"),
        ),
        max_rejects=0.4,
    )
'''

CASES = '''
    """Enforcement cases, one row a case and debtor."""

    from loaders.table import CaseNumber, Company, Date, Event, Money, Name, Table, Uscc

    TABLE = Table(
        name="strange_cases",
        title="被执行人",
        files=("*怪案*",),
        kind="append",
        columns={
            "怪号": CaseNumber("number"),
            "被执行人": Name("debtor"),
            "统一社会信用代码": Uscc("uscc", required=False),
            "执行标的": Money("claim", required=False),
            "立案时间": Date("filed_on"),
            "发布时间": Date("published_on", required=False),
        },
        aliases={"iname": "被执行人"},
        key=("number", "debtor"),
        parties={"debtor": Company(uscc="uscc", name="debtor")},
        facts=(
            Event("EXEC", day="filed_on", amount="claim", parties={"debtor": "judgment_debtor"}),
        ),
        published="published_on",
        max_rejects=0.5,
    )
'''

NOTES = '''
    """Inspections, without any number that would tell two rows apart."""

    from loaders.table import Company, Date, Event, Name, Number, Table

    TABLE = Table(
        name="strange_notes",
        title="抽查",
        files=("*抽查*",),
        kind="append",
        columns={"企业": Name("company"), "日期": Date("day"), "数量": Number("count", least=0)},
        parties={"company": Company(name="company")},
        facts=(Event("QC_PASS", day="day", parties={"company": "subject"}),),
        max_rejects=0.75,
    )
'''

Drop = Callable[[str, Mapping[str, str | bytes]], Path]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that nothing was loaded into."""
    return Home.at(tmp_path / "home").make()


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A folder of a stranger's declarations."""
    folder = tmp_path / "strange"
    for name, text in (("people", PEOPLE), ("cases", CASES), ("notes", NOTES)):
        path = folder / "bureau" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), "utf-8")
    return folder


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    """Write files into a folder of that name, and return the folder."""

    def write(folder: str, files: Mapping[str, str | bytes]) -> Path:
        place = tmp_path / folder
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = textwrap.dedent(content).encode() if isinstance(content, str) else content
            path.write_bytes(data)
        return place

    return write


Load = Callable[..., Report]


@pytest.fixture
def loaded(home: Home, strange: Path) -> Load:
    """Load a folder on a day, with the stranger's declarations."""

    def run(path: Path, day: str = "2024-03-05") -> Report:
        tables = declared(extra=strange)
        return load(home, path, tables, declaration_texts(extra=strange), parse_day(day))

    return run

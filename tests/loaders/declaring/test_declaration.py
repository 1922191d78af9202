"""A declaration is read without being run, checked against the schema, and refused by line."""

from __future__ import annotations

import hashlib
import re
import textwrap
from pathlib import Path

import pytest

from graph.errors import DeclarationError, MissingFile
from loaders.declaring.declaration import declared, read_declaration, read_text
from loaders.table import Company, Date, Event, Money, Relation, Share, Table, Text, Uscc

PLAIN = '''
    """Enforcement cases, one row a case and debtor."""

    from loaders.table import Choice, CaseNumber, Company, Date, Event, Money, Name, Table, Uscc

    TABLE = Table(
        name="court_enforcement",
        title="被执行人",
        files=("*被执行人*", "*enforcement*"),
        kind="append",
        columns={
            "案号": CaseNumber("case_number"),
            "统一社会信用代码": Uscc("debtor_uscc", required=False),
            "被执行人": Name("debtor_name"),
            "执行标的": Money("claim", unit="wan", required=False),
            "立案时间": Date("filed_on"),
            "状态": Choice("state", words={"终结": "ended"}, other="in_force"),
        },
        aliases={"执行标的(万元)": "执行标的"},
        key=("case_number", "debtor_name"),
        parties={"debtor": Company(uscc="debtor_uscc", name="debtor_name")},
        facts=(
            Event("EXEC", day="filed_on", amount="claim", state="state",
                  parties={"debtor": "judgment_debtor"}),
        ),
        max_rejects=0.1,
    )
'''

OWNS = """
    from loaders.table import (
        AnyParty, Change, Choice, Company, Date, Email, Located, Month, Name, Number, Person,
        Property, Reached, Relation, ResidentId, Series, Share, Table, Text, Uscc,
    )

    TABLE = Table(
        name="investors",
        title="投资人",
        files=("*投资人*",),
        kind="full",
        columns={
            "企业": Name("company"),
            "代码": Uscc("uscc"),
            "投资人": Name("holder"),
            "证件": ResidentId("holder_id", required=False),
            "类型": Choice("holder_kind", words={"自然人": "person", "企业": "company"}),
            "比例": Share("share"),
            "日期": Date("since"),
            "邮箱": Email("mail"),
            "月": Month("month"),
            "人数": Number("staff", least=0),
        },
        parties={
            "company": Company(uscc="uscc", name="company"),
            "holder": AnyParty(
                Company(name="holder"), Person(name="holder", id="holder_id"), kind="holder_kind"
            ),
            "person": Person(name="holder", of="company"),
        },
        facts=(
            FACT,
        ),
    )
"""


def write(folder: Path, text: str, name: str = "court/one.py") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), "utf-8")
    return path


def test_declaration_is_built_with_its_department_and_digest(tmp_path: Path) -> None:
    path = write(tmp_path, PLAIN)
    table = read_declaration(path)
    assert isinstance(table, Table)
    assert table.columns["执行标的"] == Money("claim", unit="wan", required=False)
    assert table.columns["立案时间"] == Date("filed_on")
    assert table.parties["debtor"] == Company(uscc="debtor_uscc", name="debtor_name")
    assert isinstance(table.facts[0], Event)
    assert table.department == "court"
    assert table.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert not table.columns["统一社会信用代码"].required
    assert isinstance(table.columns["统一社会信用代码"], Uscc)


def test_line_ends_do_not_change_the_digest(tmp_path: Path) -> None:
    unix = write(tmp_path, PLAIN)
    dos = tmp_path / "court" / "dos.py"
    dos.write_bytes(b"\xef\xbb\xbf" + unix.read_bytes().replace(b"\n", b"\r\n"))
    assert read_declaration(dos) == read_declaration(unix)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param(
            'title="被执行人"', "title=__import__('os').system('touch x')", "called", id="import"
        ),
        pytest.param('title="被执行人"', "title=(lambda: 'x')()", "called", id="lambda call"),
        pytest.param('title="被执行人"', "title=lambda: 'x'", "plain value", id="lambda"),
        pytest.param('title="被执行人"', 'title=f"{1}"', "plain value", id="f-string"),
        pytest.param('title="被执行人"', 'title="a" + "b"', "plain value", id="sum"),
        pytest.param('title="被执行人"', 'title="a" * 10**9', "plain value", id="product"),
        pytest.param('title="被执行人"', "title=Table.__doc__", "plain value", id="attribute"),
        pytest.param('title="被执行人"', "title=Table", "plain value", id="name"),
        pytest.param('title="被执行人"', "title=(x := 'a')", "plain value", id="walrus"),
        pytest.param('title="被执行人"', "title=b'x'", "neither a word", id="bytes"),
        pytest.param('title="被执行人"', "title=...", "neither a word", id="ellipsis"),
        pytest.param('title="被执行人"', "title=None", "wanted str", id="none"),
        pytest.param(
            'files=("*被执行人*", "*enforcement*")',
            "files=[x for x in 'ab']",
            "plain value",
            id="comprehension",
        ),
        pytest.param(
            'files=("*被执行人*", "*enforcement*")', "files=(*'ab',)", "plain value", id="star"
        ),
        pytest.param(
            'files=("*被执行人*", "*enforcement*")', "files='*x*'", "wanted tuple", id="word"
        ),
        pytest.param('kind="append"', 'kind="merge"', "'full', 'append'", id="literal"),
        pytest.param('kind="append"', '**{"kind": "append"}', "`**`", id="double star"),
        pytest.param('kind="append"', 'kind="append", colour=1', "colour", id="unknown argument"),
        pytest.param('kind="append",', "", "a required argument", id="missing argument"),
        pytest.param("max_rejects=0.1", "max_rejects=1e999", "finite", id="infinite"),
        pytest.param("max_rejects=0.1", "max_rejects=True", "wanted float", id="flag"),
        pytest.param("max_rejects=0.1", "max_rejects=-1", "[0, 1]", id="negative"),
        pytest.param("max_rejects=0.1", "few_rejects=-1", "counts from 0", id="fewer"),
        pytest.param(
            'Date("filed_on")',
            'Date("filed_on", required=False, above=("截至",))',
            "only a required day",
            id="a day above that nobody needs",
        ),
        pytest.param(
            'Date("filed_on")',
            'Date("filed_on", instead="claim")',
            "a Money; wanted Date or Text",
            id="another column that cannot stand for it",
        ),
        pytest.param("max_rejects=0.1", 'digest="x"', "filled by", id="digest"),
        pytest.param("max_rejects=0.1", "max_rejects=0.1 0.2", "not Python", id="syntax"),
        pytest.param('"被执行人": Name', '"案号": Name', "stands twice", id="twice in a dict"),
        pytest.param(
            '"案号": CaseNumber("case_number")',
            '"案号": eval("1")',
            "`eval` cannot be called",
            id="builtin",
        ),
        pytest.param(
            '"案号": CaseNumber("case_number")',
            '"案号": Region("r")',
            "`Region` cannot be called",
            id="not imported",
        ),
        pytest.param(
            'Money("claim", unit="wan"', 'Money("claim", unit="usd"', "'wan', 'baiwan'", id="unit"
        ),
        pytest.param(
            "from loaders.table import", "from os import", "may be imported", id="import of os"
        ),
        pytest.param(
            "from loaders.table import",
            "from loaders.taking.load import",
            "may be imported",
            id="import of ours",
        ),
        pytest.param("import Choice,", "import Choice as C,", "Choice as C", id="renamed"),
        pytest.param("import Choice,", "import ColumnType,", "ColumnType", id="no word"),
        pytest.param("TABLE = Table(", "import os\nTABLE = Table(", "take this", id="plain import"),
        pytest.param(
            "TABLE = Table(",
            "@Table\nclass X: pass\nTABLE = Table(",
            "take this",
            id="decorator",
        ),
        pytest.param("TABLE = Table(", "X = Table(", "take this", id="another name"),
        pytest.param("TABLE = Table(", "TABLE = X = Table(", "take this", id="two names"),
        pytest.param("TABLE = Table(", "TABLE = Company(", "Company", id="no table"),
    ],
)
def test_whatever_is_no_declaration_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in PLAIN
    text = textwrap.dedent(PLAIN).removeprefix("\n").replace(old, new)
    path = write(tmp_path, text)
    with pytest.raises(DeclarationError) as error:
        read_declaration(path)
    place, said = str(error.value).split(": ", 1)
    assert place == f"{path}, line {_line(text, new, words)}"
    assert words in said
    assert not (tmp_path / "x").exists()
    assert not Path("x").exists()


def _line(text: str, new: str, words: str) -> int:
    """Return the line that an error should name: of what was written, or of the whole call."""
    if words in ("colour", "a required argument", "filled by", "`**`"):
        new = "TABLE = Table("
    before = text[: text.index(new)].count("\n") + 1
    return before + new.startswith("@")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 5_000 + ")" * 5_000, id="parentheses"),
        pytest.param("-" * 90_000 + "1", id="signs"),
        pytest.param("x" + ".a" * 50_000, id="attributes"),
        pytest.param("1" + "+1" * 50_000, id="sums"),
        pytest.param("9" * 10_000, id="a long number"),
        pytest.param("[" * 60 + "]" * 60, id="lists"),
        pytest.param("'" + "x" * 300_000 + "'", id="a long file"),
        pytest.param("'\0'", id="nul"),
        pytest.param("'\\ud800' 1", id="surrogate"),
    ],
)
def test_a_file_made_to_break_the_parser_is_refused(tmp_path: Path, text: str) -> None:
    whole = f"from loaders.table import Table\nTABLE = Table(name={text})\n"
    with pytest.raises(DeclarationError, match=r"one\.py, line \d+: "):
        read_declaration(write(tmp_path, whole))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe\x00", id="not UTF-8"),
        pytest.param(b'"""Only words."""\n', id="no table"),
    ],
)
def test_a_file_without_a_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "one.py"
    path.write_bytes(content)
    with pytest.raises(DeclarationError, match=r"line 1: "):
        read_declaration(path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param('name="court_enforcement"', 'name="Court-1"', "small letters", id="name"),
        pytest.param('files=("*被执行人*", "*enforcement*")', "files=()", "files", id="no files"),
        pytest.param('Date("filed_on")', 'Date("_day")', "small letters", id="field name"),
        pytest.param('Date("filed_on")', 'Date("claim")', "already", id="one field twice"),
        pytest.param(
            'Choice("state"', 'Choice("filed_on_precision"', "already", id="beside a date"
        ),
        pytest.param('"执行标的(万元)": "执行标的"', '"甲": "乙"', "another spelling", id="alias"),
        pytest.param(
            '"执行标的(万元)": "执行标的"', '"案号": "执行标的"', "no header", id="alias of itself"
        ),
        pytest.param('key=("case_number"', 'key=("case_no"', "'case_no', which no", id="key"),
        pytest.param('kind="append"', 'kind="changes"', "need a mark", id="no mark"),
        pytest.param('kind="append"', 'kind="full", mark="state"', "only a table of", id="mark"),
        pytest.param(
            'kind="append"', 'kind="changes", mark="state"', "the mark may be", id="marks"
        ),
        pytest.param(
            'kind="append"', 'kind="changes", mark="claim"', "wanted Choice", id="no choice"
        ),
        pytest.param("max_rejects=0.1", 'published="claim"', "wanted Date", id="published"),
        pytest.param('uscc="debtor_uscc"', 'uscc="claim"', "a Money; wanted Uscc", id="party type"),
        pytest.param('uscc="debtor_uscc"', 'uscc="code"', "which no column", id="party field"),
        pytest.param(
            'Company(uscc="debtor_uscc", name="debtor_name")', "Company()", "no field", id="nobody"
        ),
        pytest.param('Event("EXEC"', 'Event("EXECUTED"', "'EXECUTED'", id="event kind"),
        pytest.param('Event("EXEC"', 'Event("state", by_field=True', "'ended'", id="kind by field"),
        pytest.param('day="filed_on"', 'day="claim"', "a Money; wanted Date", id="event day"),
        pytest.param('amount="claim"', 'amount="filed_on"', "wanted Money", id="event amount"),
        pytest.param('parties={"debtor": "j', 'parties={"owner": "j', "'owner'", id="event party"),
        pytest.param(
            'parties={"debtor": "judgment_debtor"}', "parties={}", "at least one", id="no party"
        ),
        pytest.param('"终结": "ended"', '"终结": "over"', "'over'", id="event state"),
        pytest.param('state="state"', 'words={"colour": "x"}', "'colour'", id="event word"),
        pytest.param(
            'state="state"', 'when={"state": "closed"}', "when 'state' is 'closed'", id="when"
        ),
    ],
)
def test_a_declaration_that_contradicts_itself_or_the_schema_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in PLAIN
    with pytest.raises(DeclarationError, match=r"line \d+: table '") as error:
        read_declaration(write(tmp_path, PLAIN.replace(old, new)))
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        pytest.param('Relation("HOLDS", "holder", "company")', "'HOLDS'", id="edge"),
        pytest.param('Relation("CONTROLS", "holder", "company")', "'CONTROLS'", id="inferred"),
        pytest.param('Relation("OWNS", "owner", "company")', "'owner'", id="source"),
        pytest.param('Relation("OWNS", "company", "person")', "only Company", id="target"),
        pytest.param(
            'Relation("LEGAL_REPRESENTATIVE_OF", "holder", "company")', "only Person", id="either"
        ),
        pytest.param('Relation("PARTY_TO", "holder", "company")', "only Event", id="party to"),
        pytest.param(
            'Relation("OWNS", "holder", "company", columns={"votes": "share"})',
            "'votes'",
            id="edge column",
        ),
        pytest.param(
            'Relation("OWNS", "holder", "company", columns={"share": "since"})',
            "a Date; wanted Money",
            id="edge column type",
        ),
        pytest.param(
            'Relation("BRANCH_OF", "company", "company", share_of="staff")',
            "'share'",
            id="share of",
        ),
        pytest.param('Relation("OWNS", "holder", "company", since="month")', "Date", id="since"),
        pytest.param('Located("person", "company")', "only Company", id="located"),
        pytest.param('Reached("company", "holder_id")', "Phone or Email", id="contact"),
        pytest.param('Property("company", "colour", field="share")', "'colour'", id="property"),
        pytest.param('Property("person", "status", word="x")', "only Company", id="of a person"),
        pytest.param('Property("company", "status")', "field or a word", id="no value"),
        pytest.param(
            'Property("company", "status", field="holder_id")', "person's number", id="private"
        ),
        pytest.param('Change("company", "holder", "holder", on="since")', "either", id="change"),
        pytest.param(
            'Change("company", "holder", "person", on="since", relation="SERVES_AS")',
            "only Person",
            id="changed relation",
        ),
        pytest.param('Series("company", "profit", "month", "staff")', "'profit'", id="measure"),
        pytest.param('Series("company", "headcount", "staff", "staff")', "Month", id="month"),
        pytest.param(
            'Relation("OWNS", "holder", "company", when={"holder_kind": "firm"})',
            "'firm'",
            id="when word",
        ),
        pytest.param(
            'Relation("OWNS", "holder", "company", when={"holder_kind": "!0"})',
            "Money, Number or Share",
            id="when not nought",
        ),
    ],
)
def test_a_fact_that_the_schema_does_not_bear_is_refused(
    tmp_path: Path, fact: str, words: str
) -> None:
    with pytest.raises(DeclarationError, match=r"line 3[0-9]: table 'investors'") as error:
        read_declaration(write(tmp_path, OWNS.replace("FACT", fact)))
    assert words in str(error.value)


@pytest.mark.parametrize(
    "fact",
    [
        'Relation("OWNS", "holder", "company", since="since", columns={"share": "share"})',
        'Relation("LEGAL_REPRESENTATIVE_OF", "holder", "company", when={"holder_kind": "person"})',
        'Relation("SERVES_AS", "person", "company", words={"role": "director"})',
        'Located("company", "company")',
        'Reached("holder", "mail")',
        'Property("company", "status", word="active")',
        'Change("company", "person", "person", on="since", relation="SERVES_AS")',
        'Change("company", "holder", "holder", on="since", property="name")',
        'Series("company", "headcount", "month", "staff", when={"staff": "*"})',
        'Series("company", "headcount", "month", "staff", when={"staff": "!0"})',
    ],
)
def test_a_fact_that_the_schema_bears_is_accepted(tmp_path: Path, fact: str) -> None:
    table = read_declaration(write(tmp_path, OWNS.replace("FACT", fact)))
    assert len(table.facts) == 1


def test_strangers_tables_are_found_at_any_depth_beside_ours(tmp_path: Path) -> None:
    ours = declared()
    write(tmp_path, PLAIN, "tables/deep/er/one.py")
    write(tmp_path, OWNS.replace("FACT", 'Reached("holder", "mail")'), "tables/two.py")
    write(tmp_path, "import os", "tables/.hidden/three.py")
    write(tmp_path, "import os", "tables/__pycache__/four.py")
    both = declared(extra=tmp_path / "tables")
    assert set(both) == {*ours, "court_enforcement", "investors"}
    assert both["court_enforcement"].department == "er"
    assert both["investors"].department == "tables"


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, PLAIN, "a/one.py")
    write(tmp_path, PLAIN, "b/two.py")
    with pytest.raises(DeclarationError, match=r"b/two\.py and .*a/one\.py both declare"):
        declared(extra=tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_declarations_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(MissingFile, match=re.escape(str(tmp_path / name))):
        declared(extra=tmp_path / name)


def test_every_table_of_the_house_is_sound_and_stands_in_a_department() -> None:
    for name, table in declared().items():
        assert table.name == name
        assert table.department not in ("", "tables")
        assert len(table.digest) == 64


def test_numbers_and_lists_are_read_as_they_are_meant(tmp_path: Path) -> None:
    text = OWNS.replace('Share("share")', 'Share("share", percent=False)')
    text = text.replace('files=("*投资人*",)', 'files=["*投资人*", "a" "b"]')
    text = text.replace("least=0", "least=-1.5")
    owns = 'Relation("OWNS", "holder", "company")'
    table = read_declaration(write(tmp_path, text.replace("FACT", owns)))
    assert table.files == ("*投资人*", "ab")
    assert table.columns["比例"] == Share("share", percent=False)
    assert getattr(table.columns["人数"], "least", None) == -1.5
    assert table.facts == (Relation("OWNS", "holder", "company"),)
    assert not any(isinstance(c, Text) for c in table.columns.values())


def test_field_that_every_row_carries_already_is_refused() -> None:
    text = (
        "from loaders.table import Table, Text\n"
        'TABLE = Table(name="odd", title="odd", files=("*",), kind="append",\n'
        '    columns={"键": Text("key")})\n'
    )
    with pytest.raises(DeclarationError, match="already carries"):
        read_text(text, "odd.py", "odd")

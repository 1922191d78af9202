"""What registers, change records and notices say, dated by both clocks."""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graph.days import EARLIEST, LATEST, Moment, calendar_day, effective_start, holds, parse_day
from graph.edition import Edition
from graph.home import Home
from graph.identifiers.codes import org_check, uscc_check
from loaders.declaring.declaration import declaration_texts, declared
from loaders.draft import Drafted, draft
from loaders.keeping.deliveries import deliveries
from loaders.taking.load import load
from loaders.taking.rows import known_tables
from qiji import build_edition
from tests.loaders.drafts import ids_by_code

TABLES, TEXTS = declared(), declaration_texts()
Rows = list[dict[str, Any]]
Files = Mapping[str, Rows]
Load = Callable[[str, Files], None]


def uscc(number: int) -> str:
    """Return an invented code that passes its checks."""
    body = f"MAT{number:05d}"
    code = f"91370105{body}{org_check(body)}"
    return code + uscc_check(code)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that nothing was loaded into."""
    return Home.at(tmp_path / "home").make()


@pytest.fixture
def loaded(home: Home, tmp_path: Path) -> Load:
    """Load rows as a delivery of a day, whole."""

    def run(day: str, files: Files) -> None:
        deliver(home, tmp_path / day, day, files)

    return run


def deliver(home: Home, folder: Path, day: str, files: Files) -> None:
    folder.mkdir(parents=True)
    for name, rows in files.items():
        # Bytes that came before are not loaded again, so each file says when it was made.
        frame = pd.DataFrame(rows)
        title = f"{name} {day}{',' * (len(frame.columns) - 1)}\n"
        (folder / f"{name}.csv").write_text(title + frame.to_csv(index=False), "utf-8")
    report = load(home, folder, TABLES, TEXTS, parse_day(day))
    assert report.whole
    assert sum(figure.rejected for figure in report.figures) == 0


def firm(number: int = 1, **columns: Any) -> dict[str, Any]:
    """Return a row of the register, founded 2015-01-01 and active unless told."""
    return {
        "主体身份代码": f"K{number}",
        "统一社会信用代码": uscc(number),
        "名称": f"济南泉明{number}号商贸有限公司",
        "成立日期": "2015-01-01",
        "登记状态": "存续",
        "注册资本": "100",
        "法定代表人": "王小明",
        "住所": "济南市泉明路1号",
    } | columns


def change(number: int, item: str, day: str, before: str, after: str) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "变更事项": item,
        "变更日期": day,
        "变更前内容": before,
        "变更后内容": after,
    }


def at(as_of: str, known_on: str) -> Moment:
    return Moment(parse_day(as_of), parse_day(known_on))


def value(edition: Edition, name: str, moment: Moment, number: int = 1) -> str | None:
    """Return the value of a company's property at a moment."""
    (hit,) = edition.names.find(uscc(number)).hits
    rows = edition.properties(edition.number(hit.node_id), moment)
    found = rows.loc[rows["property"] == name, "value"].tolist()
    assert len(found) < 2
    return found[0] if found else None


def tied(edition: Edition, kind: str, moment: Moment, number: int = 1) -> dict[str, Any]:
    """Return who is tied to a company at a moment by edges to it: name -> share, else None."""
    (hit,) = edition.names.find(uscc(number)).hits
    node = edition.number(hit.node_id)
    found = edition.network.neighbours(node, moment, (kind,), out=False)
    rows = edition.rows(f"edges/{kind}", found.edge.astype(np.int64))
    shares = rows["share"].tolist() if "share" in rows else [None] * len(rows)
    names = [str(edition.node(n)["name"]) for n in found.other.tolist()]
    # A register and a change record may say the same.
    assert len(set(names)) == len(set(found.other.tolist()))
    return dict(zip(names, shares, strict=True))


SEEDS = (0, 1, 4, 35)
D1, D2, D3 = "2020-12-31", "2021-12-31", "2022-12-31"

# --- registers -----------------------------------------------------------------------------


def test_what_a_newer_register_no_longer_says_is_closed_on_its_day(
    home: Home, loaded: Load
) -> None:
    loaded(D1, {"企业基本信息": [firm(1), firm(2)]})
    loaded(D2, {"企业基本信息": [firm(2)]})
    build_edition(home)
    edition = Edition.current(home)
    representatives = [
        ("2021-06-30", D1, True),
        ("2021-12-30", D2, True),
        (D2, D2, False),
        ("2023-01-01", D2, False),
        ("2023-01-01", "2021-12-30", True),
    ]
    for as_of, known_on, there in representatives:
        found = tied(edition, "LEGAL_REPRESENTATIVE_OF", at(as_of, known_on))
        assert bool(found) is there, (as_of, known_on)
        assert tied(edition, "LEGAL_REPRESENTATIVE_OF", at(as_of, known_on), 2)


def test_what_a_register_says_again_is_reopened(home: Home, loaded: Load) -> None:
    for day, firms in ((D1, [firm(1), firm(2)]), (D2, [firm(2)]), (D3, [firm(1), firm(2)])):
        loaded(day, {"企业基本信息": firms})
    build_edition(home)
    edition = Edition.current(home)
    shown = [("2021-06-30", True), ("2022-06-30", False), (D3, True), ("2024-01-01", True)]
    for as_of, there in shown:
        assert bool(tied(edition, "LEGAL_REPRESENTATIVE_OF", at(as_of, D3))) is there, as_of


def test_what_is_said_again_with_its_old_start_never_ended(home: Home, loaded: Load) -> None:
    officer = {
        "主体身份代码": "K1",
        "姓名": "赵大",
        "职务": "监事",
        "任职日期": "2019-01-01",
    }
    for day, officers in ((D1, [officer]), (D2, []), (D3, [officer])):
        other = officer | {"姓名": "钱二"}
        loaded(day, {"企业基本信息": [firm()], "主要人员信息": [*officers, other]})
    build_edition(home)
    edition = Edition.current(home)
    seen = {("2022-06-30", D2): 1, ("2021-06-30", D2): 2, ("2022-06-30", D3): 2, (D3, D3): 2}
    for (as_of, known_on), count in seen.items():
        (hit,) = edition.names.find(uscc(1)).hits
        moment, node = at(as_of, known_on), edition.number(hit.node_id)
        found = edition.network.neighbours(node, moment, ("SERVES_AS",), out=False)
        assert len(found.other) == count, (as_of, known_on)


def test_a_value_that_changed_between_registers_holds_from_the_later_one(
    home: Home, loaded: Load
) -> None:
    loaded(D1, {"企业基本信息": [firm(注册资本="100")]})
    loaded(D2, {"企业基本信息": [firm(注册资本="500")]})
    build_edition(home)
    edition = Edition.current(home)
    seen = {
        ("2021-06-30", D1): "1000000",
        ("2021-06-30", D2): "1000000",
        (D2, D2): "5000000",
        (D2, "2021-12-30"): "1000000",
    }
    assert {k: value(edition, "registered_capital", at(*k)) for k in seen} == seen


def test_a_change_record_gives_the_day_that_registers_only_lie_around(
    home: Home, loaded: Load
) -> None:
    loaded(D1, {"企业基本信息": [firm(注册资本="900", 法定代表人="王小明")]})
    changes = [
        change(1, "注册资本变更", "2021-03-15", "900", "1000"),
        change(1, "法定代表人变更", "2021-05-20", "王小明", "李红"),
    ]
    loaded(D2, {"企业基本信息": [firm(注册资本="1000", 法定代表人="李红")], "变更信息": changes})
    build_edition(home)
    edition = Edition.current(home)
    capital = {"2021-03-14": "9000000", "2021-03-15": "10000000", D2: "10000000"}
    assert {d: value(edition, "registered_capital", at(d, D2)) for d in capital} == capital
    # On the day before the second delivery, nobody knew.
    assert value(edition, "registered_capital", at(D2, "2021-12-30")) == "9000000"
    signs = {"2021-05-19": ["王小明"], "2021-05-20": ["李红"], D2: ["李红"]}
    for day, names in signs.items():
        found = tied(edition, "LEGAL_REPRESENTATIVE_OF", at(day, D2))
        assert list(found) == names, day
    later = tied(edition, "LEGAL_REPRESENTATIVE_OF", at(D2, "2021-12-30"))
    assert list(later) == ["王小明"]


def test_a_change_known_before_the_next_register_ends_what_the_last_one_said(
    home: Home, loaded: Load
) -> None:
    loaded(D1, {"企业基本信息": [firm()]})
    loaded(
        "2021-06-30", {"变更信息": [change(1, "法定代表人变更", "2021-05-20", "王小明", "李红")]}
    )
    loaded(D2, {"企业基本信息": [firm(法定代表人="李红")]})
    build_edition(home)
    edition = Edition.current(home)
    for known_on in ("2021-06-30", "2021-10-01", D2, D3):
        found = tied(edition, "LEGAL_REPRESENTATIVE_OF", at("2021-06-30", known_on))
        assert list(found) == ["李红"], known_on
    assert list(tied(edition, "LEGAL_REPRESENTATIVE_OF", at("2021-06-30", "2021-06-29"))) == [
        "王小明"
    ]


def test_of_two_changes_between_registers_each_has_its_day(home: Home, loaded: Load) -> None:
    loaded(D1, {"企业基本信息": [firm()]})
    changes = [
        change(1, "法定代表人变更", "2021-03-01", "王小明", "李红"),
        change(1, "法定代表人变更", "2021-09-01", "李红", "赵大"),
    ]
    loaded(D2, {"企业基本信息": [firm(法定代表人="赵大")], "变更信息": changes})
    build_edition(home)
    edition = Edition.current(home)
    signs = {"2021-02-28": "王小明", "2021-03-01": "李红", "2021-08-31": "李红", D2: "赵大"}
    for day, name in signs.items():
        found = tied(edition, "LEGAL_REPRESENTATIVE_OF", at(day, D2))
        assert list(found) == [name], day


def test_a_change_that_comes_late_is_fitted_in_from_the_day_it_came(
    home: Home, loaded: Load
) -> None:
    loaded(D1, {"企业基本信息": [firm(名称="济南丙公司")]})
    second = change(1, "名称变更", "2020-09-01", "济南乙公司", "济南丙公司")
    first = change(1, "名称变更", "2020-03-01", "济南甲公司", "济南乙公司")
    loaded(D2, {"变更信息": [second]})
    loaded(D3, {"变更信息": [first]})
    build_edition(home)
    edition = Edition.current(home)
    seen = {
        ("2020-08-31", D2): "济南乙公司",
        ("2020-02-29", D2): None,  # nobody said since when it was called so
        ("2020-08-31", D3): "济南乙公司",
        ("2020-03-01", D3): "济南乙公司",
        ("2020-02-29", D3): "济南甲公司",
        ("2020-09-01", D3): "济南丙公司",
    }
    assert {k: value(edition, "name", at(*k)) for k in seen} == seen


def test_a_corrected_change_record_is_believed_until_its_correction_came(
    home: Home, loaded: Load
) -> None:
    loaded(D1, {"企业基本信息": [firm(名称="济南乙公司")]})
    loaded(D2, {"变更信息": [change(1, "名称变更", "2020-09-01", "济南甲公司", "济南已公司")]})
    loaded(D3, {"变更信息": [change(1, "名称变更", "2020-09-01", "济南甲公司", "济南乙公司")]})
    build_edition(home)
    edition = Edition.current(home)
    seen = {
        ("2020-08-31", D2): "济南甲公司",
        ("2020-09-01", D2): "济南已公司",
        ("2020-08-31", D3): "济南甲公司",
        ("2020-09-01", D3): "济南乙公司",
    }
    assert {k: value(edition, "name", at(*k)) for k in seen} == seen


SHARES = [
    pytest.param("1000", "500", {"2021-02-28": 0.3, "2021-03-01": 0.6}, id="reduced"),
    pytest.param("1000", "3000", {"2021-02-28": 0.3, D2: 0.1}, id="increased"),
    pytest.param("900", "1000", {D2: 0.3}, id="a sum that sorts behind as text"),
]


@pytest.mark.parametrize(("before", "after", "expected"), SHARES)
def test_a_share_is_of_the_capital_that_held_at_its_delivery(
    home: Home, loaded: Load, before: str, after: str, expected: dict[str, float]
) -> None:
    holder = {
        "主体身份代码": "K1",
        "投资人": "李红",
        "投资人类型": "自然人股东",
        "认缴出资额": "300",
        "认缴出资日期": "2015-01-01",
    }
    loaded(D1, {"企业基本信息": [firm(注册资本=before)], "投资人及出资信息": [holder]})
    loaded(
        D2,
        {
            "企业基本信息": [firm(注册资本=after)],
            "投资人及出资信息": [holder],
            "变更信息": [
                change(1, "注册资本变更", "2021-03-01", before, after),
                change(1, "股东变更", "2021-03-01", "李红", "李红"),
            ],
        },
    )
    build_edition(home)
    edition = Edition.current(home)
    for day, share in expected.items():
        assert tied(edition, "OWNS", at(day, D2))["李红"] == pytest.approx(share), day


# --- notices -------------------------------------------------------------------------------


def case(number: int, claim: str, **columns: Any) -> dict[str, Any]:
    return {
        "案号": f"(2021)鲁0105执{number}号",
        "被执行人名称": "济南泉明1号商贸有限公司",
        "被执行人类别": "法人或其他组织",
        "统一社会信用代码": uscc(1),
        "立案时间": "2021-02-03",
        "执行标的": claim,
    } | columns


def events(edition: Edition, moment: Moment, number: int = 1) -> list[tuple[str, float]]:
    """Return kind and amount of what a company took part in, as known at a moment."""
    (hit,) = edition.names.find(uscc(number)).hits
    found = edition.network.trajectory(edition.number(hit.node_id), moment).other
    rows = edition.event_rows(found)
    court = rows[rows["kind"] == "EXEC"]
    return list(zip(court["kind"], court["amount"], strict=True))


def test_of_notices_with_one_number_the_latest_counts_and_the_earlier_stays_known_for_its_days(
    home: Home, loaded: Load
) -> None:
    loaded(D1, {"企业基本信息": [firm()]})
    loaded("2021-03-31", {"被执行人信息": [case(1, "1000"), case(2, "7")]})
    loaded("2021-06-30", {"被执行人信息": [case(1, "1500")]})
    loaded("2021-09-30", {"被执行人信息": [case(1, "1000")]})
    build_edition(home)
    edition = Edition.current(home)
    seen = {
        "2021-03-30": [],
        "2021-03-31": [1000.0, 7.0],
        "2021-06-29": [1000.0, 7.0],
        "2021-06-30": [1500.0, 7.0],
        "2021-09-30": [1000.0, 7.0],
    }
    for known_on, claims in seen.items():
        found = events(edition, at("2022-01-01", known_on))
        assert sorted(found) == sorted(("EXEC", claim) for claim in claims), known_on
    versions = edition.rows("nodes/Event", slice(None))
    ours = versions[versions["number"] == "(2021)鲁0105执1号"].sort_values("known_from")
    ids = ours["id"].tolist()
    assert ours["corrects"].isna().tolist() == [True, False, False]
    assert ours["corrects"].tolist()[1:] == ids[:2]
    assert ids == [ids[0], f"{ids[0]}.1", f"{ids[0]}.2"]


def test_arrears_of_nought_are_no_event_and_end_what_was_said_of_them(
    home: Home, loaded: Load
) -> None:
    def arrears(number: int, balance: str) -> dict[str, Any]:
        return {
            "纳税人识别号": uscc(number),
            "欠税税种": "增值税",
            "欠税余额": balance,
            "公告日期": "2021-03-31",
        }

    loaded(D1, {"企业基本信息": [firm(), firm(2)]})
    loaded("2021-04-01", {"欠税公告": [arrears(1, "500"), arrears(2, "0")]})
    loaded("2021-07-01", {"欠税公告": [arrears(1, "0")]})
    build_edition(home)
    edition = Edition.current(home)
    told = edition.rows("nodes/Event", slice(None))
    (row,) = told[told["kind"] == "TAX_ARREARS"].to_dict("records")
    days = [calendar_day(row[name]) for name in ("known_from", "known_to")]
    assert (row["amount"], days) == (500, [date(2021, 3, 31), date(2021, 7, 1)])


def test_a_notice_that_was_corrected_to_mean_another_company_leaves_the_first(
    home: Home, loaded: Load
) -> None:
    loaded(D1, {"企业基本信息": [firm(1), firm(2)]})
    loaded("2021-03-31", {"被执行人信息": [case(1, "1000")]})
    loaded("2021-06-30", {"被执行人信息": [case(1, "1000", 统一社会信用代码=uscc(2))]})
    build_edition(home)
    edition = Edition.current(home)
    for known_on, bearer in (("2021-04-01", 1), ("2021-07-01", 2)):
        moment = at("2022-01-01", known_on)
        assert [len(events(edition, moment, n)) for n in (1, 2)] == [bearer == 1, bearer == 2]


def test_a_month_that_was_told_otherwise_later_is_known_otherwise_from_then_on(
    home: Home, loaded: Load
) -> None:
    def month(persons: int) -> Rows:
        return [
            {
                "单位编号": "S1",
                "统一社会信用代码": uscc(1),
                "应收年月": "202101",
                "月参保总人数": persons,
            }
        ]

    loaded(D1, {"企业基本信息": [firm()]})
    for day, persons in (("2021-02-28", 5), ("2021-05-31", 5), ("2021-06-30", 8)):
        loaded(day, {"单位月参保人数": month(persons)})
    build_edition(home)
    edition = Edition.current(home)
    (hit,) = edition.names.find(uscc(1)).hits
    node = edition.number(hit.node_id)
    seen = {"2021-02-27": [], "2021-02-28": [5], "2021-06-29": [5], "2021-06-30": [8]}
    for known_on, values in seen.items():
        assert edition.series(node, at("2022-01-01", known_on))["value"].tolist() == values
    assert edition.series(node, at("2021-01-30", D2)).empty


def test_a_table_of_which_nothing_was_read_is_no_hindrance(home: Home, loaded: Load) -> None:
    loaded(D1, {"企业基本信息": [firm()], "变更信息": [change(1, "名称变更", D1, "甲", "乙")]})
    folder = home.path.parent / "rejected"
    folder.mkdir()
    row = change(1, "名称变更", "不详", "甲", "乙")
    pd.DataFrame([row]).to_csv(folder / "变更信息.csv", index=False)
    load(home, folder, TABLES, TEXTS, parse_day(D2))
    build_edition(home)
    assert value(Edition.current(home), "status", at(D2, D2)) == "active"


# --- knowledge -----------------------------------------------------------------------------


def believed(drafted: Drafted, moment: Moment, without: Iterable[int] = ()) -> set[Any]:
    """Return all that a draft says at a moment, in ids: edges, properties, months, events.

    Args:
        without: records that are left out.
    """
    made, found = drafted.draft, set[Any]()
    codes = ids_by_code(made)

    def ids(column: pd.Series[Any]) -> Any:
        return codes[column.to_numpy(np.int64)]

    gone = np.array(sorted(without), np.int64)
    for name, frame in made.frames.items():
        if name in ("records", "spoken", "edges/POSSIBLY_SAME_AS") or not len(frame):
            continue
        if name.startswith("nodes/") and name != "nodes/Event":
            continue
        held = frame[~frame["record"].isin(gone).to_numpy()]
        if name == "series":
            end = (held["month"].to_numpy(np.int64) + 1 - 1970 * 12).astype("datetime64[M]")
            last = end.astype("datetime64[D]").astype(np.int64) - 1
            held = held[(last <= moment.as_of) & knows(held, moment)]
            columns = [ids(held["node"]), held["measure"], held["month"], held["value"]]
        elif name == "nodes/Event":
            held = held[(held["day"] <= moment.as_of) & knows(held, moment)]
            columns = [held[c] for c in ("kind", "day", "until", "number", "amount", "state")]
        else:
            days = {c: held[c].to_numpy(np.int64) for c in _DAYS}
            start = effective_start(days["valid_from"], days["valid_to"], days["known_from"])
            held = held.assign(start=start)
            held = held[
                holds(moment, start, days["valid_to"], days["known_from"], days["known_to"])
            ]
            if name == "properties":
                held = held.sort_values(["node", "property", "start", "known_from", "record"])
                held = held[~held.duplicated(["node", "property"], keep="last")]
                columns = [ids(held["node"]), held["property"], held["value"]]
            elif name == "edges/PARTY_TO":
                # A corrected version is an event of its own; what it says is compared above.
                event = pd.Series(ids(held["dst"]), dtype="str").str.split(".").str[0]
                columns = [ids(held["src"]), event, held["role"]]
            else:
                own = [held[c] for c in ("share", "amount", "role", "position") if c in held]
                columns = [ids(held["src"]), ids(held["dst"]), *own]
        texts = [pd.Series(np.asarray(c, object)).astype("str").fillna("") for c in columns]
        found |= {(name, *row) for row in zip(*texts, strict=True)}
    return found


def knows(frame: pd.DataFrame, moment: Moment) -> pd.Series[bool]:
    """Return which rows are known at a moment."""
    known: pd.Series[bool] = (frame["known_from"] <= moment.known_on) & (
        moment.known_on < frame["known_to"]
    )
    return known


_DAYS = ("valid_from", "valid_to", "known_from", "known_to")


def turns(drafted: Drafted) -> list[int]:
    """Return the days on which something may change, and those before."""
    found: set[int] = set()
    for name, frame in drafted.draft.frames.items():
        if name.startswith("edges/") or name == "properties":
            for column in _DAYS:
                days = frame[column].to_numpy(np.int64)
                days = np.unique(days[(days != EARLIEST) & (days != LATEST)])
                found |= {int(d) + step for d in days for step in (-1, 0)}
    return sorted(found)


@dataclass
class Town:
    """A few firms whose lives departments tell in deliveries: late, with gaps and corrections."""

    rng: random.Random
    firms: dict[int, dict[str, Any]] = field(default_factory=dict)
    late: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # place, change record
    claims: dict[int, str] = field(default_factory=dict)

    DAYS = ("2020-12-31", "2021-06-30", "2021-12-31", "2022-06-30")
    PEOPLE = ("王小明", "李红", "赵大", "钱二")

    def delivery(self, place: int) -> Files:
        """Live until a delivery, and return what it says."""
        rng, day = self.rng, parse_day(self.DAYS[place])
        for number in range(1, 4):
            if number not in self.firms:
                if rng.random() < 0.8:
                    self.firms[number] = firm(number, 法定代表人=rng.choice(self.PEOPLE))
                continue
            for _ in range(rng.randint(0, 2)):
                self._change(number, place, day)
        known = [number for number in self.firms if rng.random() < 0.9]
        files: dict[str, Rows] = {}
        if known and rng.random() < 0.9:
            files["企业基本信息"] = [dict(self.firms[number]) for number in known]
        if known and rng.random() < 0.8:
            files["投资人及出资信息"] = [row for n in known for row in self._holders(n)]
        told = [row for due, row in self.late if due <= place]
        self.late = [(due, row) for due, row in self.late if due > place]
        if told:
            files["变更信息"] = told
        files["被执行人信息"] = self._cases()
        return files

    def _change(self, number: int, place: int, day: int) -> None:
        item, column = self.rng.choice(
            [
                ("名称变更", "名称"),
                ("注册资本变更", "注册资本"),
                ("法定代表人变更", "法定代表人"),
                ("住所变更", "住所"),
            ]
        )
        before = self.firms[number][column]
        after = {
            "名称": f"济南泉明{number}号{self.rng.choice('甲乙丙')}有限公司",
            "注册资本": str(self.rng.choice([90, 100, 500, 1000])),
            "法定代表人": self.rng.choice(self.PEOPLE),
            "住所": f"济南市泉明路{self.rng.randint(1, 9)}号",
        }[column]
        if after == before:
            return
        self.firms[number][column] = after
        on = str(calendar_day(day - self.rng.randint(0, 170)))
        if self.rng.random() < 0.8:  # some changes are never recorded
            due = place + self.rng.choice([0, 0, 0, 1, 2])
            self.late.append((due, change(number, item, on, before, after)))
            if self.rng.random() < 0.2:  # and some are corrected
                self.late.append((due + 1, change(number, item, on, before, f"{after}0")))

    def _holders(self, number: int) -> Rows:
        return [
            {
                "主体身份代码": f"K{number}",
                "投资人": name,
                "投资人类型": "自然人股东",
                "认缴出资额": str(self.rng.choice([10, 20, 60])),
                "认缴出资日期": "2015-01-01",
            }
            for name in self.rng.sample(self.PEOPLE, self.rng.randint(1, 3))
        ]

    def _cases(self) -> Rows:
        number = self.rng.randint(1, 4)
        self.claims[number] = str(self.rng.randint(1, 3) * 1000)
        debtor = self.rng.choice([1, 2])
        return [case(number, self.claims[number], 统一社会信用代码=uscc(debtor))]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_known_on_a_day_is_what_was_said_until_then(seed: int, tmp_path: Path) -> None:
    town, home = Town(random.Random(seed)), Home.at(tmp_path / "home").make()
    then: dict[str, Drafted] = {}
    for place, day in enumerate(Town.DAYS):
        deliver(home, tmp_path / day, day, town.delivery(place))
        then[day] = draft(home, known_tables(home))
        then[day].keep_ids()
    now = then[Town.DAYS[-1]]
    for day, drafted in list(then.items())[:-1]:
        for as_of in turns(now):
            moment = Moment(as_of, parse_day(day))
            was = believed(drafted, moment)
            # What turned out to be one since then has the older id by now.
            said = {tuple(now.draft.merged.get(word, word) for word in fact) for fact in was}
            assert believed(now, moment) == said, (day, calendar_day(as_of))


@pytest.mark.parametrize("seed", range(2))
def test_the_order_in_which_deliveries_are_loaded_changes_no_edition(
    seed: int, tmp_path: Path
) -> None:
    rng, town = random.Random(seed), Town(random.Random(seed))
    files = {day: town.delivery(place) for place, day in enumerate(Town.DAYS)}
    drafts = []
    keys: list[Path] = []
    for name in ("in order", "in any"):
        home = Home.at(tmp_path / name / "home").make()
        for key in keys:
            shutil.copy(key, home.key_file)
        keys.append(home.key_file)
        days = list(files)
        if name == "in any":
            rng.shuffle(days)
        for day in days:
            deliver(home, tmp_path / name / day, day, files[day])
        drafts.append(draft(home, known_tables(home)))
    one, two = drafts
    assert sorted(ids_by_code(one.draft)) == sorted(ids_by_code(two.draft))
    for as_of in turns(one):
        for day in Town.DAYS:
            moment = Moment(as_of, parse_day(day))
            assert believed(one, moment) == believed(two, moment)


def test_the_city_as_known_in_its_third_year_is_what_three_deliveries_make(
    city_home: Home, tmp_path: Path
) -> None:
    early, home = Home.at(tmp_path / "early").make(), Home.at(tmp_path / "later").make()
    came = deliveries(city_home)
    for place, count in ((early, 3), (home, 5)):
        shutil.copy(city_home.key_file, place.key_file)
        for delivery in came[:count]:
            shutil.copytree(delivery.path, place.deliveries / delivery.id)
    then = draft(early, known_tables(early))
    then.keep_ids()
    shutil.copytree(early.identities, home.identities, dirs_exist_ok=True)
    now = draft(home, known_tables(home))
    # What was published in time but came later is known now, and was not known then.
    records = now.draft.frames["records"]
    late = np.flatnonzero(~records["delivery"].isin([d.id for d in came[:3]]).to_numpy())
    known_on = came[2].received
    for day in (date(2016, 6, 30), date(2017, 12, 31), date(2018, 7, 1), date(2018, 12, 31)):
        moment = Moment(parse_day(str(day)), known_on)
        one, two = believed(then, moment), believed(now, moment, late.tolist())
        assert len(one) > 1000
        assert one == two


# --- refused rows --------------------------------------------------------------------------


def refused(home: Home, folder: Path, day: str, rows: Rows) -> Path:
    """Deliver investors of whom one is refused, and return the file of refused rows."""
    folder.mkdir(parents=True)
    pd.DataFrame(rows).to_csv(folder / "投资人及出资信息.csv", index=False)
    tables = TABLES | {
        "registration_investor": dataclasses.replace(
            TABLES["registration_investor"], max_rejects=0.9
        )
    }
    (name,) = load(home, folder, tables, TEXTS, parse_day(day)).deliveries
    return home.rejects / name / "registration_investor.csv"


def holder(name: str, amount: str, number: int = 1) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "投资人": name,
        "投资人类型": "自然人股东",
        "认缴出资额": amount,
        "认缴出资日期": "2015-01-01",
    }


def test_a_refused_row_ends_no_fact_until_its_register_says_otherwise(
    home: Home, loaded: Load, tmp_path: Path
) -> None:
    days = ("2020-12-31", "2021-06-30", "2021-12-31", "2022-06-30")
    loaded(days[0], {"企业基本信息": [firm()], "投资人及出资信息": [holder("李红", "60")]})
    path = refused(
        home, tmp_path / "slip", days[1], [holder("赵大", "10"), holder("李红", "六十吧")]
    )

    def owners(as_of: str, known_on: str) -> dict[str, Any]:
        build_edition(home)
        return tied(Edition.current(home), "OWNS", at(as_of, known_on))

    assert owners(days[1], days[1]) == {"赵大": pytest.approx(0.1), "李红": pytest.approx(0.6)}
    records = Edition.current(home).table("records").select(["table", "row"]).to_pandas()
    assert (records["row"] >= 0).all()
    assert (records["table"] == "registration_investor").sum() == 2
    # Mended, it says since its delivery what it should have said then; known from the mending.
    text = path.read_text("utf-8-sig").replace("六十吧", "70", 1)
    (tmp_path / "mended").mkdir()
    (tmp_path / "mended" / path.name).write_text(text, "utf-8")
    report = load(home, tmp_path / "mended", TABLES, TEXTS, parse_day(days[2]))
    assert report.total("loaded") == 1
    share = {
        (days[1], days[1]): 0.6,
        (days[1], days[2]): 0.7,
        ("2021-06-29", days[2]): 0.6,
        (days[2], "2021-12-30"): 0.6,
        (days[2], days[2]): 0.7,
    }
    assert {k: owners(*k)["李红"] for k in share} == pytest.approx(share)
    # And what a later register no longer says, nor refuses, is closed.
    loaded(days[3], {"投资人及出资信息": [holder("赵大", "10")]})
    assert list(owners(days[3], days[3])) == ["赵大"]
    assert owners(days[2], days[3]) == {"赵大": pytest.approx(0.1), "李红": pytest.approx(0.7)}


def test_a_refused_row_of_which_nothing_stood_opens_nothing(
    home: Home, loaded: Load, tmp_path: Path
) -> None:
    days = ("2020-12-31", "2021-06-30", "2021-12-31", "2022-06-30")
    loaded(days[0], {"企业基本信息": [firm()], "投资人及出资信息": [holder("李红", "60")]})
    loaded(days[1], {"投资人及出资信息": [holder("赵大", "10")]})
    refused(home, tmp_path / "slip", days[2], [holder("赵大", "10"), holder("李红", "六十吧")])
    loaded(days[3], {"投资人及出资信息": [holder("赵大", "10"), holder("李红", "60")]})
    build_edition(home)
    edition = Edition.current(home)
    seen = {days[0]: True, days[1]: False, days[2]: False, days[3]: True}
    assert {day: "李红" in tied(edition, "OWNS", at(day, day)) for day in days} == seen

"""What departments note beside names is cut from these and becomes facts, by both clocks."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from graph.days import Moment, parse_day
from graph.edition import Edition
from graph.home import Home
from graph.identifiers.codes import org_check, uscc_check
from loaders.declaring.declaration import declaration_texts, declared
from loaders.taking.load import load
from qiji import build_edition, main
from webapp import create_app

TABLES, TEXTS = declared(), declaration_texts()
Rows = list[dict[str, Any]]
ONE, TWO, LONE = "济南泉明商贸有限公司", "济南泉辉食品有限公司", "济南鼎石建材有限公司"
SHOP = "泉明旗舰店－天猫TMall"


def uscc(number: int) -> str:
    """Return an invented code that passes its checks."""
    body = f"MAT{number:05d}"
    code = f"91370105{body}{org_check(body)}"
    return code + uscc_check(code)


def firm(number: int, name: str) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "统一社会信用代码": uscc(number),
        "名称": name,
        "成立日期": "2015-01-01",
        "登记状态": "存续",
        "注册资本": "100",
        "住所": f"济南市泉明路{number}号",
    }


def debtor(case: int, name: str, code: int = 0) -> dict[str, Any]:
    return {
        "案号": f"(2021)鲁0105执{case}号",
        "被执行人名称": name,
        "被执行人类别": "法人或其他组织",
        "统一社会信用代码": uscc(code) if code else None,
        "立案时间": "2021-02-03",
        "执行标的": "1000",
    }


def shop(name: str, url: str) -> dict[str, Any]:
    own = {"经营者名称": ONE, "统一社会信用代码": uscc(1), "开店日期": "2016-05-01"}
    return {"网店名称": name, "网址": url} | own


def deliver(home: Home, day: str, **files: Rows) -> None:
    folder = home.path.parent / f"{home.path.name}-{day}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    assert load(home, folder, TABLES, TEXTS, parse_day(day)).whole


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.at(tmp_path_factory.mktemp("noted") / "home").make()
    firms = [firm(1, ONE), firm(2, TWO)]
    deliver(home, "2020-12-31", 企业基本信息=[firm(1, f"{ONE}（存续）"), firms[1]])
    deliver(
        home,
        "2021-12-31",
        企业基本信息=firms,
        被执行人信息=[
            debtor(1, f"{ONE}（{SHOP}）", 1),
            debtor(2, f"{TWO}（天猫旗舰店）"),
            debtor(3, f"{ONE}-天猫旗舰店"),
            debtor(4, f"{TWO}（曾用名：济南老泉食品厂）"),
            debtor(5, f"{TWO}（现更名为山东泉辉食品有限公司）"),
            debtor(6, f"{LONE}（已注销）(白名单)"),
            debtor(7, f"{LONE}（第三人）"),
        ],
    )
    build_edition(home)
    return home


@pytest.fixture(scope="module")
def edition(home: Home) -> Edition:
    return Edition.current(home)


NOW = Moment(parse_day("2022-06-01"), parse_day("2022-06-01"))


def number(edition: Edition, name: str) -> int:
    names = edition.table("nodes/Company").to_pandas()["name"]
    (found,) = names.index[names == name]
    return int(found)


def told(edition: Edition, name: str, property_: str, moment: Moment = NOW) -> list[str]:
    rows = edition.properties(number(edition, name), moment)
    return sorted(rows.loc[rows["property"] == property_, "value"])


NOTED = [
    (TWO, "former_name", ["济南老泉食品厂"]),
    (TWO, "other_name", ["山东泉辉食品有限公司"]),
    (LONE, "status_note", ["已注销"]),
    (LONE, "name_note", ["白名单", "第三人"]),
    (LONE, "name", [LONE]),
    (ONE, "name", [ONE]),
    (ONE, "status", ["active"]),
]


@pytest.mark.parametrize(("name", "property_", "values"), NOTED)
def test_a_note_is_a_property_and_no_part_of_the_name(
    edition: Edition, name: str, property_: str, values: list[str]
) -> None:
    assert told(edition, name, property_) == values


def test_nobody_is_made_of_a_note(edition: Edition) -> None:
    assert sorted(edition.table("nodes/Company").to_pandas()["name"]) == sorted([ONE, TWO, LONE])


def test_a_note_is_known_from_its_delivery_and_until_the_register_leaves_it_out(
    edition: Edition,
) -> None:
    day = {n: parse_day(n) for n in ("2020-12-30", "2021-01-01", "2021-06-01", "2022-01-01")}
    seen = {
        (as_of, known): told(edition, ONE, "status_note", Moment(day[as_of], day[known]))
        for as_of, known in [
            ("2020-12-30", "2021-01-01"),
            ("2021-06-01", "2021-06-01"),
            ("2021-06-01", "2022-01-01"),
            ("2022-01-01", "2022-01-01"),
        ]
    }
    assert list(seen.values()) == [[], ["存续"], ["存续"], []]
    before = Moment(parse_day("2021-12-30"), parse_day("2021-12-30"))
    assert told(edition, TWO, "former_name", before) == []


def test_a_note_says_where_it_stands(edition: Edition) -> None:
    rows = edition.properties(number(edition, TWO), NOW)
    row = rows[rows["property"] == "former_name"].iloc[0]
    record = edition.rows("records", np.array([int(row["record"])])).iloc[0]
    assert (row["source"], record["table"], record["line"]) == ("judgment_debtor",) * 2 + (5,)


def shops(edition: Edition) -> list[tuple[str, str, str, str]]:
    """Return who runs which shop, by whose word."""
    rows = edition.table("edges/OPERATES").to_pandas()
    return sorted(
        (
            edition.node(int(row["src"]))["name"],
            edition.node(int(row["dst"]))["name"],
            row["role"],
            row["source"],
        )
        for row in rows.to_dict("records")
    )


def test_a_shop_is_its_companys_alone_whatever_others_call_theirs(edition: Edition) -> None:
    assert shops(edition) == sorted(
        [
            (ONE, SHOP, "operator", "judgment_debtor"),
            (ONE, "天猫旗舰店", "operator", "judgment_debtor"),
            (TWO, "天猫旗舰店", "operator", "judgment_debtor"),
        ]
    )
    assert edition.table("nodes/Shop").num_rows == 3


def ask(home: Home, *words: str) -> pd.DataFrame:
    result = CliRunner().invoke(main, ["ask", *words, "--format", "csv", "--home", str(home.path)])
    assert result.exit_code == 0, result.output
    return pd.read_csv(io.StringIO(result.stdout))


def test_notes_are_asked_for_and_shown(home: Home, edition: Edition) -> None:
    ids = {name: edition.id(number(edition, name)) for name in (ONE, TWO, LONE)}
    former = ask(home, "company/former_names", f"company={ids[TWO]}")
    assert former[["name", "from", "to"]].astype("object").fillna("").to_numpy().tolist() == [
        ["济南老泉食品厂", "", ""]
    ]
    profile = ask(home, "company", f"company={ids[LONE]}")
    assert {("status_note", "已注销"), ("name_note", "白名单")} <= set(
        zip(profile["property"], profile["value"], strict=True)
    )
    assert ids[TWO] in set(ask(home, "search", "text=老泉食品厂")["id"])
    client = create_app(home.path).test_client()
    pages = {name: client.get(f"/c/{node_id}").text for name, node_id in ids.items()}
    assert "曾用名" in pages[TWO]
    assert "济南老泉食品厂" in pages[TWO]
    assert "白名单；第三人" in pages[LONE]
    assert SHOP in pages[ONE]


def test_a_shop_keeps_its_id_and_is_the_registers_once_that_has_it(
    home: Home, edition: Edition, tmp_path: Path
) -> None:
    first = {row["name"]: row["id"] for row in edition.table("nodes/Shop").to_pylist()}
    deliver(
        home,
        "2022-12-31",
        网店=[shop(SHOP, "https://a.example.com"), shop("泉明二店", "https://b.example.com")],
    )
    build_edition(home)
    later = Edition.current(home)
    rows = later.table("nodes/Shop").to_pandas()
    assert len(rows) == 4
    assert rows.loc[rows["id"] == first[SHOP], "name"].tolist() == [SHOP]
    assert {source for _, name, _, source in shops(later) if name == SHOP} == {
        "judgment_debtor",
        "online_shop",
    }

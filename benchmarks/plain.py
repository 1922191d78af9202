"""The same work in plain pandas and networkx, as one would write it first; prints its times.

    python -m benchmarks.plain FOLDER [--pairs FILE]

FOLDER holds one delivery of the invented city. Read: every file as text. Merge: companies by
code, then by name; people by resident id, else by name and company; amounts and days parsed;
links and events joined to them. Ownership: shares multiplied along paths, and control, company
by company. Paths: shortest paths between pairs of companies. Nothing is checked, no row is
refused, nothing is dated, kept or indexed: what is timed is less than what Qiji does.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias, TypeVar

import networkx as nx
import pandas as pd

from benchmarks.ownership import plain_control, plain_shares

Answer = TypeVar("Answer")
Tables: TypeAlias = "dict[str, pd.DataFrame]"
CODE, KEY, NAME, WHOLE_ID = "统一社会信用代码", "主体身份代码", "企业名称", 18
EVENTS = {  # table: its columns of code, name, day and amount
    "失信被执行人名单": (CODE, "失信被执行人名称", "立案时间", None),
    "被执行人信息": (CODE, "被执行人名称", "立案时间", "执行标的(元)"),
    "裁判文书": (CODE, "当事人", "裁判日期", "判决金额(元)"),
    "开庭公告": (CODE, "当事人", "开庭时间", None),
    "变更信息": (CODE, NAME, "变更日期", None),
    "欠税公告": ("纳税人识别号", "纳税人名称", "公告日期", "欠税余额(元)"),
    "纳税信用评价结果": ("纳税人识别号", "纳税人名称", "评定日期", None),
    "社保欠费": (CODE, "单位名称", "公告日期", "欠费金额(元)"),
    "行政许可": ("XK_XDR_SHXYM", "XK_XDR_MC", "XK_JDRQ", None),
    "行政处罚": ("行政相对人代码_1(统一社会信用代码)", "行政相对人名称", "处罚决定日期", None),
    "经营异常名录": (CODE, NAME, "列入日期", None),
    "严重违法失信名单": (CODE, NAME, "列入日期", None),
    "重大税收违法失信主体": (CODE, "纳税人名称", "录入时间", "涉案金额"),
}


def timed(what: str, work: Callable[[], Answer], rows: Callable[[Answer], int]) -> Answer:
    """Run, print what it took as a line of JSON, and return the answer."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    spent = {"stage": what, "seconds": time.perf_counter() - wall}
    print(json.dumps({**spent, "cpu": time.process_time() - cpu, "rows": rows(answer)}), flush=True)
    return answer


# --- read ---------------------------------------------------------------------------------------


def read(folder: Path) -> Tables:
    """Return every table as text; a large one comes in several files, numbered from _001."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for file in sorted(folder.iterdir()):
        parts.setdefault(file.stem.rstrip("_0123456789"), []).append(read_one(file))
    return {name: pd.concat(found, ignore_index=True) for name, found in parts.items()}


def read_one(file: Path) -> pd.DataFrame:
    """Return one file as text; a title row above the header is skipped."""
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        for skipped in (0, 1):
            try:
                if file.suffix == ".xlsx":
                    found = pd.read_excel(file, dtype=str, skiprows=skipped, engine="calamine")
                else:
                    found = pd.read_csv(
                        file, dtype=str, encoding=encoding, skiprows=skipped, on_bad_lines="skip"
                    )
            except UnicodeError:
                break
            if not any(str(name).startswith("Unnamed") for name in found.columns):
                return found
    raise ValueError(file)


# --- merge --------------------------------------------------------------------------------------


def merge(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return links and events whose ends are numbers of parties, and the months."""
    firms = tables["企业基本信息"].dropna(subset=[CODE]).drop_duplicates(KEY)
    firms = firms.assign(number=range(len(firms)))
    by_key = firms.set_index(KEY)["number"]
    by_code = firms.drop_duplicates(CODE).set_index(CODE)["number"]
    by_name = firms.drop_duplicates(NAME, keep=False).set_index(NAME)["number"]
    staff, holders = tables["主要人员信息"], tables["投资人及出资信息"]
    people = pd.concat([person_keys(staff, "姓名"), person_keys(holders, "投资人")])
    codes, names = pd.factorize(people)
    number = codes + len(firms)
    serving = staff.assign(src=number[: len(staff)], dst=staff[KEY].map(by_key))
    held = holders.assign(src=number[len(staff) :], dst=holders[KEY].map(by_key))
    company = held["证照编号"].map(by_code).fillna(held["投资人"].map(by_name))
    held["src"] = company.where(held["证件号码"].isna() & company.notna(), held["src"])
    held["amount"] = amounts(held["认缴出资额(万元)"])
    held["share"] = held["amount"] / held.groupby("dst")["amount"].transform("sum")
    given = tables["年报对外担保信息"]
    given = given.assign(
        src=given[KEY].map(by_key),
        dst=given["债务人统一社会信用代码"].map(by_code).fillna(given["债务人"].map(by_name)),
    )
    links = {"serving": serving, "held": held, "given": given}
    found = {name: table.dropna(subset=["src", "dst"]) for name, table in links.items()}
    found["events"] = events(tables, by_code, by_name)
    found["months"] = months(tables, by_code)
    found["firms"], found["people"] = firms, pd.DataFrame({"name": names})
    return found


def person_keys(table: pd.DataFrame, name: str) -> pd.Series[str]:
    """Return what a person is told by: the resident id, else the name in the company."""
    whole = table["证件号码"].str.fullmatch(r"\d{17}[\dX]").fillna(False).astype(bool)
    return table["证件号码"].where(whole, table[name] + "@" + table[KEY])


def amounts(column: pd.Series[str]) -> pd.Series[float]:
    """Return amounts as numbers; what is not one is missing."""
    return pd.to_numeric(column.str.replace(",", ""), errors="coerce")


def days(column: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Return days as pandas dates, by the forms that occur."""
    plain = column.str.replace(r"[年月/]", "-", regex=True).str.replace("日", "")
    return pd.to_datetime(plain, format="mixed", errors="coerce")


def events(tables: Tables, by_code: pd.Series[int], by_name: pd.Series[int]) -> pd.DataFrame:
    """Return all events with the company meant, its day and amount."""
    parts = []
    for name, (code, called, day, amount) in EVENTS.items():
        table = tables[name]
        company = table[code].map(by_code).fillna(table[called].map(by_name))
        worth = amounts(table[amount]) if amount else None
        parts.append(table.assign(kind=name, company=company, on=days(table[day]), worth=worth))
    return pd.concat(parts, ignore_index=True)[["kind", "company", "on", "worth"]]


def months(tables: Tables, by_code: pd.Series[int]) -> pd.DataFrame:
    """Return headcount and turnover by company and month."""
    staff, tax = tables["单位月参保人数"], tables["税务月度汇总"]
    heads = pd.DataFrame(
        {
            "company": staff[CODE].map(by_code),
            "month": staff["应收年月"],
            "headcount": amounts(staff["月参保总人数"]),
        }
    )
    sales = pd.DataFrame(
        {
            "company": tax["纳税人识别号"].map(by_code),
            "month": tax["统计期"],
            "turnover": amounts(tax["销售收入(元)"]),
        }
    )
    keys = ["company", "month"]
    one, two = (part.dropna(subset=keys).drop_duplicates(keys) for part in (heads, sales))
    return one.merge(two, on=keys, how="outer")


# --- ownership and paths ------------------------------------------------------------------------


def ownership(found: dict[str, pd.DataFrame]) -> int:
    """Compute all shares and all control; return how many there are."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    parties = len(found["firms"]) + len(found["people"])
    graph.add_nodes_from(range(parties))
    held = found["held"].dropna(subset=["share"])
    for src, dst, share in zip(
        held["src"].astype(int), held["dst"].astype(int), held["share"], strict=True
    ):
        graph.add_edge(src, dst, share=share)
    shares = plain_shares(graph, len(found["firms"]))
    return len(shares) + len(plain_control(graph, parties))


def connect(found: dict[str, pd.DataFrame]) -> nx.Graph[int]:
    """Return who is tied to whom, undirected."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(found["firms"])))
    for name in ("serving", "held", "given"):
        ends = found[name][["src", "dst"]].astype(int)
        graph.add_edges_from(zip(ends["src"], ends["dst"], strict=True))
    return graph


def walk(graph: nx.Graph[int], firms: pd.DataFrame, pairs: pd.DataFrame) -> int:
    """Look for the shortest path of each pair; return how many there are."""
    number = firms.drop_duplicates(CODE).set_index(CODE)["number"]
    ends = pairs.map(number.get).dropna().astype(int)
    found = 0
    for one, two in zip(ends["one"], ends["two"], strict=True):
        try:
            found += len(nx.bidirectional_shortest_path(graph, one, two)) <= 7
        except nx.NetworkXNoPath:
            continue
    return found


def main() -> None:
    """Do the work and say what each part took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=Path)
    given = parser.parse_args()
    tables = timed("read", lambda: read(given.folder), lambda t: sum(map(len, t.values())))
    found = timed("merge", lambda: merge(tables), lambda f: sum(map(len, f.values())))
    timed("ownership", lambda: ownership(found), int)
    if given.pairs:
        pairs = pd.read_csv(given.pairs, dtype=str)
        graph = timed("connect", lambda: connect(found), len)
        timed("paths", lambda: walk(graph, found["firms"], pairs), int)


if __name__ == "__main__":
    main()

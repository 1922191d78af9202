"""A small town as a real edition, its pages, and a browser that lets nothing pass.

All names are invented. Every browser page fails its test on a policy violation, a console
error, an uncaught exception or a request that is not ours.
"""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import waitress
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from graph import sealing
from graph.days import EARLIEST, LATEST, day_number
from graph.drafted import Draft
from graph.edition import Edition
from graph.home import Home
from graph.schema import layouts
from queries.derive import derive
from webapp import create_app

CHROMIUM_ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DATA_DAY = date(2024, 12, 31)

COMPANIES = {
    "C000000001": ("京华瑞科技有限公司", "91370105MA3C00011T"),
    "C000000002": ("沪鼎泰投资管理有限公司", "91370105MA3C0002XJ"),
    "C000000003": ("豫达中商贸有限公司", "91370105MA3C00038J"),
    "C000000004": ("湘云瑞信息技术有限公司", "91370105MA3C00046D"),
    "C000000005": ("泉城示范国有资本运营中心", "91370105MA3C000548"),
}
PEOPLE = {"P000000001": "李晓梅", "P000000002": "王建军", "P000000003": "李晓梅"}
OWNS = [  # holder, held, share, from, to
    ("P000000001", "C000000001", 0.12, "2014-03-18", None),
    ("C000000002", "C000000001", 0.412, "2016-05-01", None),
    ("C000000005", "C000000001", 0.468, "2016-05-01", None),
    ("P000000001", "C000000002", 0.6, "2015-02-01", None),
    ("P000000002", "C000000002", 0.4, "2015-02-01", None),
    ("C000000001", "C000000003", 0.7, "2017-08-08", None),
    ("C000000003", "C000000004", 0.55, "2018-01-09", "2022-06-01"),
    ("C000000004", "C000000003", 0.3, "2019-01-09", None),
]
REPRESENTS = [
    ("P000000002", "C000000001", "2014-03-18", "2022-08-30"),
    ("P000000001", "C000000001", "2022-08-30", None),
    ("P000000001", "C000000002", "2015-02-01", None),
    ("P000000002", "C000000003", "2017-08-08", None),
    ("P000000003", "C000000004", "2018-01-09", None),
]
SERVES = [
    ("P000000002", "C000000001", "执行董事", "director", "2014-03-18", None),
    ("P000000001", "C000000004", "监事", "supervisor", "2018-01-09", None),
]
EVENTS = [  # party, role, kind, day, until, amount, title, state
    ("C000000001", "subject", "REG_EST", "2014-03-18", None, None, "设立登记", "in_force"),
    ("C000000001", "subject", "CHG_LR", "2022-08-30", None, None, "王建军变更为李晓梅", "in_force"),
    ("C000000001", "subject", "LIC_GRANT", "2016-07-08", None, None, "食品经营许可", "in_force"),
    ("C000000001", "subject", "TAX_GRADE", "2019-04-30", None, None, "A", "in_force"),
    ("C000000001", "subject", "ABN_IN", "2018-07-05", "2019-02-01", None, "未报年报", "ended"),
    ("C000000001", "subject", "PEN_GEN", "2020-11-03", None, 20000.0, "虚假宣传", "in_force"),
    ("C000000001", "judgment_debtor", "EXEC", "2023-05-18", None, 12840000.0, "货款", "in_force"),
    ("C000000001", "judgment_debtor", "SHIXIN_IN", "2023-11-02", None, None, "有履行能力而拒不履行",
     "in_force"),
    ("C000000001", "subject", "TAX_ARREARS", "2023-03-02", None, 462000.0, "增值税", "in_force"),
    *(
        ("C000000001", "defendant", "LIT_FILED", f"2022-04-{d:02d}", None, None, "买卖", "in_force")
        for d in (1, 3, 5, 8, 9)
    ),
    ("C000000003", "subject", "REG_EST", "2017-08-08", None, None, "设立登记", "in_force"),
    ("C000000003", "plaintiff", "LIT_FILED", "2021-09-09", None, None, "买卖合同", "in_force"),
]  # fmt: skip


MAYBE = [
    ("P000000001", "P000000003", 0.62, "bearers=2; name.rare; mask.year"),
    (
        "C000000003",
        "C000000004",
        0.31,
        "names=豫达中商贸有限公司|湘云瑞信息技术有限公司; core.other; address.shared",
    ),
]


def days(text: str | None, missing: int) -> int:
    """Return an ISO day as a day number, or the bound for none."""
    return day_number(date.fromisoformat(text)) if text else missing


def dated(
    start: str | None, end: str | None, record: int, known: str | None = None
) -> dict[str, Any]:
    """Return the four days of a fact, known since it began."""
    return {
        "valid_from": days(start, EARLIEST),
        "valid_to": days(end, LATEST),
        "known_from": days(known or start, EARLIEST),
        "known_to": LATEST,
        "precision": "day",
        "source": "reg_basic",
        "record": record,
    }


def frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a frame with every column of its layout."""
    columns = [c.name for c in layouts()[name].columns]
    return pd.DataFrame(rows, columns=columns).astype({c: object for c in columns if not rows})


def properties() -> list[dict[str, Any]]:
    """Return the dated properties of the companies and people."""
    rows = []
    for number, (company, (name, uscc)) in enumerate(COMPANIES.items()):
        values = {
            "name": name, "uscc": uscc, "status": "active", "registered_capital": "50000000",
            "established_on": "2014-03-18", "region": "370105",
            "address": f"济南市天桥区样例路{number}号",
        }  # fmt: skip
        for key, value in values.items():
            start = "2016-01-01" if (key, company) == ("name", "C000000001") else "2014-03-18"
            rows.append(
                {"node": company, "property": key, "value": value} | dated(start, None, number)
            )
    old = dated("2014-03-18", "2016-01-01", 0)
    rows.append({"node": "C000000001", "property": "name", "value": "济南瑞科电子有限公司"} | old)
    for person, name in PEOPLE.items():
        row = {"node": person, "property": "name", "value": name}
        rows.append(row | dated("2014-03-18", None, 0))
    return rows


def series() -> list[dict[str, Any]]:
    """Return the headcount of one company: it grows for eight years, then shrinks."""
    rows = []
    for step in range(120):
        month = 2014 * 12 + 6 + step
        count = 20 + step if step < 96 else 116 - 3 * (step - 96)
        known = day_number(date(month // 12, month % 12 + 1, 1)) + 40
        rows.append(
            {"node": "C000000001", "measure": "headcount", "month": month, "value": float(count),
             "known_from": known, "known_to": LATEST, "record": 0}
        )  # fmt: skip
    return rows


def names() -> pd.DataFrame:
    """Return the rows of the name index."""
    rows: list[tuple[str, str, str, str, str, str | None]] = []
    for company, (name, uscc) in COMPANIES.items():
        start = "2016-01-01" if company == "C000000001" else "2014-03-18"
        rows.append((company, "Company", name, "name", start, None))
        rows.append((company, "Company", uscc, "identifier:uscc", "2014-03-18", None))
    rows.append(
        ("C000000001", "Company", "济南瑞科电子有限公司", "name", "2014-03-18", "2016-01-01")
    )
    rows += [(p, "Person", name, "name", "2014-03-18", None) for p, name in PEOPLE.items()]
    found = [
        {
            "node_id": i, "label": label, "text": text, "kind": kind,
            "valid_from": days(a, EARLIEST), "valid_to": days(b, LATEST),
            "known_from": days(a, EARLIEST), "known_to": LATEST, "rank": 0,
        }
        for i, label, text, kind, a, b in rows
    ]  # fmt: skip
    return pd.DataFrame(found)


def town(data_day: date = DATA_DAY) -> Draft:
    """Return the town as a draft."""
    events, parties = [], []
    for number, (party, role, kind, day, until, amount, title, state) in enumerate(EVENTS, 1):
        clock = dated(day, None, number % 5)
        events.append(
            {"id": f"E{number:09d}", "kind": kind, "day": days(day, EARLIEST),
             "until": days(until, LATEST), "published_on": days(day, EARLIEST), "amount": amount,
             "title": title, "number": f"(2023)鲁0105执{number}号", "authority": "济南市样例机关",
             "state": state, "corrects": None, **clock}
        )  # fmt: skip
        parties.append({"src": party, "dst": f"E{number:09d}", "role": role} | clock)
    owns = [
        {"src": a, "dst": b, "share": s, "amount": None} | dated(x, y, 1) for a, b, s, x, y in OWNS
    ]
    serves = [
        {"src": a, "dst": b, "position": p, "role": r} | dated(x, y, 2)
        for a, b, p, r, x, y in SERVES
    ]
    lives = [
        {"src": f"C00000000{n}", "dst": "A000000001"} | dated("2018-01-09", None, 3) for n in (3, 4)
    ]
    companies = [
        {"id": i, "name": n, "uscc": u, "kind": "company", "state_body": i == "C000000005",
         "region": "370105"}
        for i, (n, u) in COMPANIES.items()
    ]  # fmt: skip
    records = [
        {"table": "reg_basic", "delivery": "d1", "file": "企业登记.csv", "line": n + 2, "row": n}
        for n in range(5)
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "nodes/Company": companies,
        "nodes/Person": [
            {"id": i, "name": n, "masked_id": "3701**********001X"} for i, n in PEOPLE.items()
        ],
        "nodes/Event": events,
        "nodes/Address": [
            {"id": "A000000001", "text": "济南市天桥区样例路9号", "region": "370105"}
        ],
        "edges/OWNS": owns,
        "edges/LEGAL_REPRESENTATIVE_OF": [
            {"src": a, "dst": b} | dated(x, y, 0) for a, b, x, y in REPRESENTS
        ],
        "edges/SERVES_AS": serves,
        "edges/LOCATED_AT": lives,
        "edges/POSSIBLY_SAME_AS": [
            {"src": a, "dst": b, "probability": p, "evidence": e}
            | dated(None, None, -1, "2014-03-18")
            for a, b, p, e in MAYBE
        ],
        "edges/PARTY_TO": parties,
        "properties": properties(),
        "series": series(),
        "records": records,
    }
    delivery: dict[str, object] = {
        "id": "d1",
        "received": "2024-12-31",
        "tables": {"reg_basic": {"rows_in": 6, "loaded": 5}},
    }
    return Draft(
        frames={name: frame(name, found) for name, found in rows.items()},
        names=names(),
        data_day=data_day,
        deliveries=[delivery],
    )


def build(home: Home, draft: Draft) -> str:
    """Write and seal a draft in a home."""
    with home.lock("build"), sealing.beside(home) as path:
        sealing.write_base(path, draft)
        sealing.add_derived(path, derive(Edition.open(path, sealed=False)))
        return sealing.seal(home, path)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose edition is the town."""
    place = Home.at(tmp_path_factory.mktemp("home")).make()
    build(place, town())
    return place.path


@pytest.fixture(scope="session")
def seal_town() -> Callable[[Home, date], str]:
    """Build the town in a home, as of a data day; return the edition's id."""
    return lambda home, data_day: build(home, town(data_day))


@pytest.fixture(scope="session")
def edition(home: Path) -> Edition:
    """The town's edition."""
    return Edition.current(home)


@pytest.fixture(scope="session")
def app(home: Path) -> Flask:
    """The pages of the town."""
    found = create_app(home)
    found.config["WTF_CSRF_ENABLED"] = True
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without cookies."""
    return app.test_client()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """Where a real server answers, on a port of its own."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        path = os.environ.get("QIJI_CHROMIUM", "/usr/bin/chromium")
        found = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield found
        found.close()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Opener]:
    """Open pages in a language and theme; what goes wrong in any of them fails the test."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(path: str, *, lang: str = "zh-CN", theme: str = "light", **kwargs: Any) -> Page:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, **kwargs)
        contexts.append(context)
        context.add_cookies(
            [{"name": n, "value": v, "url": address} for n, v in (("lang", lang), ("theme", theme))]
        )
        context.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error("
            "'policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile))"
        )
        page = context.new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: faults.append(str(e)))
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith((address, "data:", "blob:")) else faults.append(r.url)
            ),
        )
        page.goto(address + path, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []

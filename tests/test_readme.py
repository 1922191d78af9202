"""The README's three worked examples, run as they stand, over the sample city."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from flask.testing import FlaskClient

from graph.home import Home
from graph.neo4j import Server
from webapp import create_app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
TWIN = (ROOT / "README.zh-CN.md").read_text("utf-8")
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def section(number: int) -> str:
    """Return one of the README's sections, from 0, before its first heading."""
    return re.split(r"^## ", README, flags=re.MULTILINE)[number]


def blocks(number: int, language: str) -> list[str]:
    """Return the fenced blocks of one section."""
    return [body for name, body in FENCED.findall(section(number)) if name == language]


def plain(html: str) -> str:
    """Return the words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


@pytest.fixture
def checkout(tmp_path: Path, city_home: Home, shared: Path) -> Path:
    """A checkout as it stands after `sh scripts/demo`: everything linked, the city's home ready."""
    for path in ROOT.iterdir():
        if path.name not in (".demo", ".neo4j", ".git"):
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / ".demo").mkdir()
    (tmp_path / ".demo/home").symlink_to(city_home.path)
    (tmp_path / ".neo4j").symlink_to(shared / "neo4j")
    return tmp_path


def run(checkout: Path, script: str, **environment: str) -> str:
    """Run a block of the README with plain `sh`, and return what it printed."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("QIJI_")} | environment
    done = subprocess.run(
        ["sh", "-ec", script], cwd=checkout, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_demo(checkout: Path) -> dict[str, str]:
    """Return the environment that the examples' first two lines make."""
    return {
        "PATH": f"{checkout / '.venv/bin'}:{os.environ['PATH']}",
        "QIJI_HOME": str(checkout / ".demo/home"),
    }


def test_it_opens_with_the_two_commands_and_one_picture() -> None:
    lines = [line for line in blocks(0, "sh")[0].splitlines() if line]
    assert [line.split("  ")[0] for line in lines] == ["sh scripts/demo", "sh scripts/test"]
    for line in lines:
        assert (ROOT / line.split()[1]).is_file()
    assert README.index("sh scripts/demo") < README.index("![") < README.index("\n## ")
    picture = (ROOT / "docs/company.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 20_000


def test_the_chinese_twin_has_the_same_commands_links_and_sections() -> None:
    bare = [re.sub(r"#.*", "", body) for _, body in FENCED.findall(README)]
    assert [re.sub(r"#.*", "", body) for _, body in FENCED.findall(TWIN)] == bare
    links = re.compile(r"(?:\]\(|<)(https?[^)>]+|docs/[^)]+)[)>]")
    assert sorted(links.findall(TWIN)) == sorted(links.findall(README))
    assert TWIN.count("\n## ") == README.count("\n## ")


# --- the investigator ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(city_home: Home) -> FlaskClient:
    return create_app(city_home.path).test_client()


def test_the_company_to_open_shows_what_is_told_of_it(pages: FlaskClient) -> None:
    told = section(1)
    company, paths = (urlsplit(u) for u in re.findall(r"http://127\.0\.0\.1:8000(/[^)>]+)", told))
    answer = pages.get(f"{company.path}?{company.query}", follow_redirects=True)
    assert answer.status_code == 200
    shown = plain(answer.text)
    for words in ("济南沐海建材有限公司", "2019-08-30", "列入失信被执行人", "欠税公告", "参保人数"):
        assert words in shown, words
    assert "一年前 B → 现在 D" in shown
    answer = pages.get(f"{paths.path}?{paths.query}")
    assert answer.status_code == 200
    shown = plain(answer.text)
    assert "2 条" in shown
    for words in ("济南沐海新型建材有限公司", "住所", "联系方式", "2019-10-06"):
        assert words in shown, words


def test_what_is_typed_into_the_search_box_finds_it(pages: FlaskClient) -> None:
    typed = re.search(r"type (\S+) into the search box", " ".join(section(1).split()))
    assert typed
    answer = pages.get("/search", query_string={"q": typed[1]}, follow_redirects=True)
    assert "济南沐海建材有限公司" in plain(answer.text)


# --- the Cypher analyst ----------------------------------------------------------------------


@pytest.mark.xdist_group("neo4j")
def test_the_analysts_commands_answer_as_shown(
    checkout: Path, neo4j_server: Server, shared: Path
) -> None:
    (script,), (wanted,) = blocks(2, "sh"), blocks(2, "text")
    printed = run(checkout, script, QIJI_NEO4J_HOME=str(shared / "neo4j"))
    assert "bolt://127.0.0.1:" in printed
    cells = {tuple(re.split(r" {2,}", line)) for line in printed.splitlines()}
    assert {tuple(re.split(r" {2,}", line)) for line in wanted.splitlines()} <= cells
    assert re.search(r"^\(\d+ rows\)$", printed, re.MULTILINE)


# --- the credit rater ------------------------------------------------------------------------


def test_the_raters_commands_make_the_workbook_and_show_the_reasons(checkout: Path) -> None:
    (script,), (wanted,) = blocks(3, "sh"), blocks(3, "text")
    printed = run(checkout, script)
    assert printed.startswith(wanted.rstrip("\n"))
    reasons = json.loads(
        run(checkout, f"{script.splitlines()[-1]} --format json", **in_demo(checkout))
    )
    assert sum(row["points"] for row in reasons) == int(re.findall(r"score (\d+)", wanted)[0])
    assert all(row["sources"] for row in reasons if row["points"] and row["value"])
    sheet = pd.read_excel(checkout / "grades.xlsx", engine="calamine")
    told = section(3)
    for column in ("id", "name", "grade", "score", "percentile", "caps", "reasons"):
        assert column in sheet.columns
        assert column in told
    assert sheet["id"].is_unique
    assert len(sheet) > 1000
    assert set(sheet["as_of"].astype(str).str[:10]) == {"2024-12-31"}

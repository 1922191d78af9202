"""The front door as a person uses it: the installed command, and the same commands in process."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import graph.progress
from graph.answers import FILES_ONLY, FORMATS, rows
from graph.edition import Edition
from graph.home import Home
from qiji import main

COMMAND = Path(sys.executable).parent / "qiji"
LATEST = "2025-12-31"  # the last delivery of the sample city


def all_commands(
    group: click.Group = main, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its words: `("editions", "use")`."""
    for name, command in group.commands.items():
        yield (*before, name), command
        if isinstance(command, click.Group):
            yield from all_commands(command, (*before, name))


COMMANDS = dict(all_commands())
EVERY = pytest.mark.parametrize("words", list(COMMANDS), ids=" ".join)


def invoke(*words: str, home: Path | None = None) -> Result:
    """Run a command in this process."""
    env = {"QIJI_HOME": str(home)} if home else {}
    return CliRunner().invoke(main, words, env=env)


def installed(*words: str, home: Path | None = None, **extra: Any) -> subprocess.Popen[str]:
    """Start the installed command."""
    env = {**os.environ, "QIJI_HOME": str(home or "/nonexistent")}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([COMMAND, *words], text=True, env=env, **pipes, **extra)


def ended(process: subprocess.Popen[str], seconds: float = 120) -> tuple[int, str, str]:
    """Wait for a command: its exit code, standard output and standard error."""
    out, err = process.communicate(timeout=seconds)
    return process.returncode, out, err


def one_sentence(text: str) -> str:
    """Return what was said, having checked that it is one `qiji: …` and no traceback."""
    assert text.startswith("qiji: ")
    assert "Traceback" not in text
    assert len(text.splitlines()) == 1
    assert text.endswith(".\n")
    return text


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A home that nobody has used yet."""
    return tmp_path / "home"


@pytest.fixture(scope="module")
def own_home(city_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the city's home that a test may write to."""
    path = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(city_home.path, path)
    return path


# --- help ------------------------------------------------------------------------------------


@EVERY
def test_every_command_has_a_help_with_an_example(words: tuple[str, ...]) -> None:
    result = invoke(*words, "--help")
    assert result.exit_code == 0
    assert f"Usage: qiji {' '.join(words)}" in result.stdout.replace("main", "qiji", 1)
    assert f"Example: qiji {words[0]}" in result.stdout


@EVERY
def test_every_option_says_what_it_does(words: tuple[str, ...]) -> None:
    options = [p for p in COMMANDS[words].params if isinstance(p, click.Option)]
    plain = ("--help", "--format", "--port", "--keep")  # their choices and defaults say it
    assert [o.name for o in options if not o.help and o.opts[-1] not in plain] == []


def test_the_installed_command_lists_its_commands_and_says_its_version() -> None:
    code, out, err = ended(installed("--help"))
    assert (code, err) == (0, "")
    listed = out[out.index("Commands:") :]
    assert [name for name in main.commands if f"\n  {name} " not in listed] == []
    code, out, err = ended(installed("--version"))
    assert (code, out, err) == (0, "qiji, version 0.1.0\n", "")


# --- refusals --------------------------------------------------------------------------------

REFUSALS = {
    "unknown company": (("ask", "company", "company=没有这家公司"), "没有这家公司"),
    "unknown question": (("ask", "nothing"), "company/holders"),
    "question lacks a parameter": (("ask", "company"), "company=…"),
    "question has a strange parameter": (("ask", "search", "word=x"), "text=…"),
    "no key=value": (("ask", "search", "瑞"), "key=value"),
    "not a number": (("ask", "search", "text=瑞", "limit=x"), "wanted a number"),
    "xlsx without out": (("ask", "search", "text=瑞", "--format", "xlsx"), "--out"),
    "parquet without out": (("grade", "--format", "parquet"), "--out"),
    "out in no folder": (("ask", "search", "text=瑞", "--out", "/no/such/x.csv"), "/no/such"),
    "unknown frame": (("export", "edges/NOTHING"), "`qiji export`"),
    "unknown edition": (("editions", "use", "2001-01-01-0000000000"), "`qiji editions`"),
    "edition that climbs": (("editions", "use", "../deliveries"), "`qiji editions`"),
    "path that is not": (("load", "/no/such/folder"), "/no/such/folder"),
    "pages for others": (("serve", "--host", "0.0.0.0"), "SSH tunnel"),
    "no server": (("cypher", "RETURN 1 AS one"), "scripts/neo4j start"),
    "scale that is none": (("grade", "--scale", __file__), "scale"),
}
WRONG_USAGE = {
    "no such command": (("nothing",), "'nothing'"),
    "no such option": (("build", "--nothing"), "'--nothing'"),
    "argument missing": (("load",), "DIR"),
    "format that is none": (("ask", "search", "text=瑞", "--format", "pdf"), "ndjson"),
    "day that is no day": (("grade", "--as-of", "2024-02-30"), "2024-03-01"),
    "day in words": (("ask", "search", "text=瑞", "--known-on", "yesterday"), "2024-03-01"),
    "received that is no day": (("load", ".", "--received", "heute"), "2024-03-01"),
    "port out of range": (("serve", "--port", "70000"), "65535"),
    "keep nothing": (("editions", "prune", "--keep", "0"), "--keep"),
    "out is a folder": (("ask", "search", "text=瑞", "--out", "/"), "directory"),
}


@pytest.mark.parametrize(("words", "said"), REFUSALS.values(), ids=list(REFUSALS))
def test_a_refusal_is_one_sentence_and_exits_1(
    city_home: Home, words: tuple[str, ...], said: str
) -> None:
    result = invoke(*words, home=city_home.path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in one_sentence(result.stderr)


@pytest.mark.parametrize(("words", "said"), WRONG_USAGE.values(), ids=list(WRONG_USAGE))
def test_wrong_usage_is_one_sentence_and_exits_2(
    city_home: Home, words: tuple[str, ...], said: str
) -> None:
    result = invoke(*words, home=city_home.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in one_sentence(result.stderr)
    assert "--help" in result.stderr


def test_the_installed_command_refuses_alike(city_home: Home) -> None:
    code, out, err = ended(installed("ask", "company", "company=没有", home=city_home.path))
    assert (code, out) == (1, "")
    one_sentence(err)
    code, out, err = ended(installed("ask", "--format", "pdf", home=city_home.path))
    assert (code, out) == (2, "")
    one_sentence(err)


def test_an_ambiguous_name_lists_those_who_may_be_meant(city_home: Home, edition: Edition) -> None:
    result = invoke("ask", "company", "company=济南", home=city_home.path)
    assert (result.exit_code, result.stdout) == (1, "")
    listed = re.findall(r"(C\d{9}) (\S+?)[;.]", one_sentence(result.stderr))
    assert len(listed) >= 2
    for company, name in listed:
        assert "济南" in name
        assert edition.label_of(edition.number(company)) == "Company"


NEED_AN_EDITION = [
    ("ask", "search", "text=瑞"),
    ("grade",),
    ("export",),
    ("publish", "bolt://127.0.0.1:7687"),
]


@pytest.mark.parametrize("words", NEED_AN_EDITION, ids=lambda words: words[0])
def test_without_an_edition_one_is_told_how_to_get_one(empty: Path, words: tuple[str, ...]) -> None:
    result = invoke(*words, home=empty)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "`qiji build`" in one_sentence(result.stderr)
    assert not empty.exists()


def test_a_new_home_says_what_to_do_first(empty: Path) -> None:
    assert "`qiji load DIR`" in invoke("status", home=empty).stdout
    result = invoke("build", home=empty)
    assert result.exit_code == 1
    assert "`qiji load DIR`" in one_sentence(result.stderr)


@pytest.mark.parametrize("words", [("status",), ("build",), ("editions",), ("load", ".")], ids=str)
def test_a_home_that_is_a_file_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "home"
    file.write_text("mine", "utf-8")
    result = invoke(*words, home=file)
    assert result.exit_code == 1
    assert f"{file} is not a folder" in one_sentence(result.stderr)
    assert file.read_text("utf-8") == "mine"


def test_a_home_that_may_not_be_written_is_refused(tmp_path: Path, city: Path) -> None:
    shut = Path("/sys") if os.geteuid() == 0 else tmp_path  # root writes anywhere but there
    if shut == tmp_path:
        tmp_path.chmod(0o555)
    result = invoke("load", str(city / LATEST), home=shut / "qiji-home")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "may not be written by this user" in one_sentence(result.stderr)


@pytest.mark.parametrize(
    "words", [("build",), ("load", "."), ("editions", "prune"), ("editions", "use", "x")], ids=str
)
def test_a_second_writer_is_told_who_writes(tmp_path: Path, words: tuple[str, ...]) -> None:
    home = Home.at(tmp_path / "home")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/行政处罚.csv").write_text("a,b\n1,2\n", "utf-8")
    given = tuple(str(tmp_path / "in") if word == "." else word for word in words)
    with home.lock("load"):
        result = invoke(*given, home=home.path)
    assert result.exit_code == 1
    assert f"`qiji load` (process {os.getpid()})" in one_sentence(result.stderr)
    with open(home.path / "lock") as file:  # a dead process does not hold it
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_broken_file_is_named_and_the_others_are_loaded(tmp_path: Path, city: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = next(path for path in sorted((city / LATEST).iterdir()) if "欠税" in path.name)
    shutil.copy(good, folder)
    (folder / "行政处罚.xlsx").write_bytes(b"PK\x03\x04 cut off here")
    result = invoke("load", str(folder), "--received", LATEST, home=tmp_path / "home")
    assert result.exit_code == 1
    assert "行政处罚.xlsx: not loaded: " in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert f"\n{good.name}" in result.stdout
    assert "tax_arrears" in invoke("status", home=tmp_path / "home").stdout


# --- answers ---------------------------------------------------------------------------------


def test_ask_without_a_name_lists_the_questions(city_home: Home) -> None:
    result = invoke("ask", home=city_home.path)
    assert result.exit_code == 0
    assert "company/holders company=…\n    One holder of shares" in result.stdout
    assert "paths one=… two=…" in result.stdout
    listed = json.loads(invoke("ask", "--format", "json").stdout)
    assert {"search", "paths", "company"} <= {row["question"].split()[0] for row in listed}


@pytest.fixture(scope="module")
def answered(city_home: Home) -> str:
    """A company with events, sums, shares and days to answer with."""
    found = invoke("ask", "search", "text=公司", "limit=50", "--format", "json",
                   home=city_home.path)  # fmt: skip
    for row in json.loads(found.stdout):
        asked = invoke("ask", "company/events", f"party={row['id']}", "--format", "json",
                       home=city_home.path)  # fmt: skip
        if any(event["amount"] for event in json.loads(asked.stdout)):
            return str(row["id"])
    raise AssertionError("no company of the sample city has an event with a sum")


QUESTIONS = ("company", "company/events", "company/holders", "company/series", "company/people")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_form_of_an_answer_reads_back_equal(
    city_home: Home, answered: str, tmp_path: Path, question: str, form: str
) -> None:
    key = "party" if question == "company/events" else "company"
    words = ("ask", question, f"{key}={answered}")
    wanted = json.loads(invoke(*words, "--format", "json", home=city_home.path).stdout)
    out = tmp_path / f"answer.{form}"
    result = invoke(*words, "--format", form, "--out", str(out), home=city_home.path)
    assert (result.exit_code, result.stdout) == (0, "")
    if form == "table":
        assert out.read_text("utf-8").splitlines()[-1].startswith(f"({len(wanted)} row")
        return
    assert same(read_back(out, form), wanted)


def read_back(path: Path, form: str) -> list[dict[str, Any]]:
    """Return the rows of a written answer."""
    if form == "csv":
        return rows(pd.read_csv(path, encoding="utf-8-sig"))
    if form == "json":
        found: list[dict[str, Any]] = json.loads(path.read_bytes())
        return found
    if form == "ndjson":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if form == "parquet":
        return rows(pd.read_parquet(path))
    return rows(pd.read_excel(path, engine="calamine"))


def same(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> bool:
    """Say whether two readings hold the same cells; a spreadsheet has only floats and text."""
    return len(found) == len(wanted) and all(
        list(a) == list(b) and all(equal(a[key], b[key]) for key in a)
        for a, b in zip(found, wanted, strict=True)
    )


def equal(one: Any, two: Any) -> bool:
    """Say whether two cells are the same."""
    if isinstance(two, (list, dict)):
        return isinstance(one, str) and json.loads(one) == two if one != two else True
    if one in (None, "") or two in (None, ""):
        return (one or "") == (two or "")
    try:
        return bool(np.isclose(float(one), float(two), rtol=1e-12))
    except (TypeError, ValueError):
        return str(one) == str(two)


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in FILES_ONLY])
def test_an_answer_on_standard_output_is_the_one_in_the_file(
    city_home: Home, tmp_path: Path, form: str
) -> None:
    words = ("ask", "search", "text=有限公司", "limit=5", "--format", form)
    out = tmp_path / "answer"
    invoke(*words, "--out", str(out), home=city_home.path)
    code, text, err = ended(installed(*words, home=city_home.path))
    assert code == 0
    assert text.encode() == out.read_bytes().replace(b"\r\n", b"\n")
    assert re.fullmatch(r"5 of (at least )?\d+\n", err)


def test_an_answer_into_a_closed_pipe_ends_quietly(city_home: Home) -> None:
    line = f"{shlex.quote(str(COMMAND))} export nodes/Event --format csv | head -n 1"
    env = {**os.environ, "QIJI_HOME": str(city_home.path)}
    done = subprocess.run(["sh", "-c", line], env=env, text=True, capture_output=True, check=False)
    assert done.stdout.lstrip("\ufeff").startswith("id,kind,day")
    assert done.stderr == ""


# --- editions --------------------------------------------------------------------------------


@pytest.fixture
def two_editions(tmp_path: Path, city: Path) -> tuple[Path, str, str]:
    """A home with two small editions, and their ids; the second is in use."""
    home = tmp_path / "two"
    for name, day in (("欠税公告.xlsx", "2025-06-30"), ("经营异常名录.xlsx", LATEST)):
        loaded = invoke("load", str(city / LATEST / name), "--received", day, home=home)
        assert "nothing" not in loaded.stdout.lower()
        assert invoke("build", home=home).exit_code == 0
    one, two = Home.at(home).edition_ids()
    return home, one, two


def listed(home: Path) -> dict[str, dict[str, Any]]:
    """The editions of a home, by id."""
    found = json.loads(invoke("editions", "--format", "json", home=home).stdout)
    return {row["edition"]: row for row in found}


def test_editions_are_listed_and_compared(two_editions: tuple[Path, str, str]) -> None:
    home, one, two = two_editions
    found = listed(home)
    assert [(found[e]["in_use"], found[e]["deliveries"]) for e in (one, two)] == [
        (False, 1),
        (True, 2),
    ]
    told = invoke("editions", "compare", one, two, "--format", "json", home=home)
    change = {row["what"]: row["change"] for row in json.loads(told.stdout)}
    assert change["Event ids gone"] == 0
    assert change["Event ids new"] == change["nodes/Event"] > 0
    same_twice = invoke("editions", "compare", one, one, home=home)
    assert same_twice.exit_code == 1
    one_sentence(same_twice.stderr)


def test_one_goes_back_to_an_edition_and_forward_again(
    two_editions: tuple[Path, str, str],
) -> None:
    home, one, two = two_editions
    assert invoke("editions", "use", one, home=home).stdout == f"Edition {one} is in use now.\n"
    assert [name for name, row in listed(home).items() if row["in_use"]] == [one]
    again = invoke("build", home=home)
    assert again.stdout.startswith(f"Edition {two}: "), "equal deliveries give the same edition"
    assert set(listed(home)) == {one, two}


def test_pruning_keeps_the_newest_and_the_one_in_use(two_editions: tuple[Path, str, str]) -> None:
    home, one, two = two_editions
    invoke("editions", "use", one, home=home)
    assert invoke("editions", "prune", "--keep", "1", home=home).stdout == (
        "Removed 0 of 2 editions.\n"
    )
    invoke("editions", "use", two, home=home)
    assert invoke("editions", "prune", "--keep", "1", home=home).stdout == (
        "Removed 1 of 2 editions.\n"
    )
    assert set(listed(home)) == {two}


# --- progress --------------------------------------------------------------------------------


def test_progress_is_told_on_standard_error_only(own_home: Path) -> None:
    begun = time.monotonic()
    code, out, err = ended(installed("build", home=own_home))
    assert code == 0
    assert re.fullmatch(r"Edition \S+: [\d,]+ companies, .* It is in use now\.\n", out)
    told = err.splitlines()
    assert all(re.match(r"[█░]+ +\d+%", line) for line in told)
    assert told or time.monotonic() - begun < 20


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (1e9, False)])
def test_progress_waits_for_two_seconds(
    tmp_path: Path, city: Path, monkeypatch: pytest.MonkeyPatch, patience: float, shown: bool
) -> None:
    """However long a build takes: these few rows are built at once."""
    assert graph.progress.PATIENCE == 2.0
    few = str(city / LATEST / "欠税公告.xlsx")
    assert invoke("load", few, "--received", LATEST, home=tmp_path / "few").exit_code == 0
    monkeypatch.setattr(graph.progress, "PATIENCE", patience)
    result = invoke("build", home=tmp_path / "few")
    assert result.exit_code == 0
    assert bool(result.stderr) is shown


# --- being stopped ---------------------------------------------------------------------------


def stopped(home: Path, stop: signal.Signals, *words: str) -> tuple[int, str]:
    """Start a command, end it while it writes, and return how it ended and what it said."""
    process = installed(*words, home=home)
    lock = home / "lock"
    while process.poll() is None and not (lock.exists() and str(process.pid) in lock.read_text()):
        time.sleep(0.01)
    # By its own clock, not by ours: where others wait for a core, it may be done before we wake.
    begun = worked(process.pid)
    while process.poll() is None and worked(process.pid) < begun + 0.2:
        time.sleep(0.002)
    process.send_signal(stop)
    code, _, err = ended(process)
    return code, err.rstrip("\n").rpartition("\n")[2] + "\n"


def worked(pid: int) -> float:
    """Return for how many seconds a process has worked so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def state(home: Path) -> dict[str, int]:
    """Every file of a home with its size, but for the lock."""
    files = (path for path in home.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(home)): path.stat().st_size for path in files}


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)
def test_a_stopped_build_leaves_everything_whole(own_home: Path, stop: signal.Signals) -> None:
    before, current = state(own_home), (own_home / "CURRENT").read_bytes()
    code, said = stopped(own_home, stop, "build")
    assert code == 130
    assert "half-written" in one_sentence(said)
    assert (own_home / "CURRENT").read_bytes() == current
    assert state(own_home) == before
    assert invoke("ask", "search", "text=瑞", home=own_home).exit_code == 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)
def test_a_stopped_load_leaves_everything_whole(
    tmp_path: Path, city: Path, stop: signal.Signals
) -> None:
    home = tmp_path / "home"
    first = sorted(city.glob("2*"))[0]
    small = next(
        path for path in sorted(first.iterdir()) if "双公示" in path.name or "许可" in path.name
    )
    assert invoke("load", str(small), "--received", first.name, home=home).exit_code in (0, 1)
    before = {path: size for path, size in state(home).items() if not path.startswith("rejects")}
    code, said = stopped(home, stop, "load", str(city / LATEST), "--received", LATEST)
    assert code in (1, 130)
    assert "Stopped; nothing" in one_sentence(said)
    after = {path: size for path, size in state(home).items() if not path.startswith("rejects")}
    assert after == before
    again = invoke("load", str(small), "--received", first.name, home=home)
    assert "already loaded" in again.stdout

"""`qiji load` and `qiji status` as a person uses them."""

from __future__ import annotations

import datetime
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from graph.errors import DeclarationError, QijiError
from graph.home import Home
from loaders import commands
from loaders.commands import Bar, list_deliveries, load, status, withdraw
from loaders.keeping.deliveries import deliveries

Drop = Callable[[str, Mapping[str, str | bytes]], Path]

NOTES = "企业,日期,数量\n泉明商贸有限公司,2023-05-01,3\n石园建材有限公司,某日,4\n"


def run(home: Home, strange: Path, *words: str) -> Result:
    """Run `qiji load` with the stranger's declarations."""
    arguments = [*words, "--tables", str(strange), "--home", str(home.path)]
    return CliRunner().invoke(load, arguments)


def test_counts_are_printed_by_file_and_table(home: Home, drop: Drop, strange: Path) -> None:
    result = run(home, strange, str(drop("in", {"抽查.csv": NOTES})), "--received", "2024-03-05")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == (
        ["file", "table", "rows", "loaded", "rejected", "superseded", "skipped", "odd"]
    )
    assert lines[1].split() == ["抽查.csv", "strange_notes", "2", "1", "1", "0", "0", "0"]
    assert lines[2].split() == ["total", "2", "1", "1", "0", "0", "0"]
    assert lines[3].startswith("Delivery 2024-03-05-")
    assert lines[4] == f"Rows to mend and load again: {next(home.rejects.iterdir())}"
    # On a slow machine the progress is told, and nothing else.
    assert re.sub(r"\[[#.]*\] +\d+% [^\r\n]*[\r\n]*", "", result.stderr) == ""


def test_counts_are_given_as_json(home: Home, drop: Drop, strange: Path) -> None:
    folder = drop("in", {"抽查.csv": NOTES, "读我.txt": "无\n"})
    result = run(home, strange, str(folder), "--format", "json")
    said = json.loads(result.stdout)
    assert said["total"] == {
        "rows": 2,
        "loaded": 1,
        "rejected": 1,
        "superseded": 0,
        "skipped": 0,
    }
    assert [(f["file"], f["state"]) for f in said["files"]] == [
        ("抽查.csv", "loaded"),
        ("读我.txt", "unmatched"),
    ]
    assert said["deliveries"] == [d.id for d in deliveries(home)]
    assert result.exit_code == 1


def test_a_file_left_out_is_listed_and_exits_1(home: Home, drop: Drop, strange: Path) -> None:
    result = run(home, strange, str(drop("in", {"读我.txt": "无\n"})))
    assert result.exit_code == 1
    assert "读我.txt: not loaded: neither its name nor its header" in result.stdout
    assert "Nothing new was loaded." in result.stdout


def test_the_day_is_todays_unless_told(home: Home, drop: Drop, strange: Path) -> None:
    before = datetime.date.today()
    run(home, strange, str(drop("in", {"抽查.csv": NOTES})))
    (delivery,) = deliveries(home)
    assert delivery.manifest["received"] in {str(before), str(datetime.date.today())}


@pytest.mark.parametrize(
    "words", [[], ["in", "--received", "gestern"], ["in", "--format", "xml"]], ids=str
)
def test_wrong_usage_exits_2(home: Home, strange: Path, words: list[str]) -> None:
    assert run(home, strange, *words).exit_code == 2


def test_a_wrong_declaration_stops_before_anything_is_read(
    home: Home, drop: Drop, strange: Path
) -> None:
    (strange / "bad.py").write_text("import os\n", "utf-8")
    result = run(home, strange, str(drop("in", {"抽查.csv": NOTES})))
    assert isinstance(result.exception, DeclarationError)
    assert "bad.py, line 1: " in str(result.exception)
    assert deliveries(home) == []


def test_status_says_what_is_left_to_mend(home: Home, drop: Drop, strange: Path) -> None:
    def said() -> str:
        return CliRunner().invoke(status, ["--home", str(home.path)]).stdout

    text = NOTES.replace("石园", "东园") + NOTES.partition("\n")[2]
    run(home, strange, str(drop("in", {"抽查.csv": text})), "--received", "2024-03-05")
    refused = next(home.rejects.rglob("strange_notes.csv"))
    assert f"Rows to mend: {refused.parent} (2)" in said()
    refused.write_text(refused.read_text("utf-8-sig").replace("某日", "2023-05-02", 1), "utf-8")
    run(home, strange, str(refused), "--received", "2024-03-06")
    assert f"Rows to mend: {refused.parent} (1)" in said()
    [first, second] = deliveries(home)
    again = home.rejects / second.id / "strange_notes.csv"
    again.write_text(again.read_text("utf-8-sig").replace("某日,4", "2023-05-03,4"), "utf-8")
    run(home, strange, str(again), "--received", "2024-03-07")
    assert "Rows to mend" not in said()
    CliRunner().invoke(withdraw, [second.id, "--why", "mistaken", "--home", str(home.path)])
    assert f"Rows to mend: {home.rejects / first.id} (1)" in said()


def test_status_says_what_is_there(home: Home, drop: Drop, strange: Path) -> None:
    runner = CliRunner()
    empty = runner.invoke(status, ["--home", str(home.path)])
    assert "No delivery yet; run `qiji load DIR`." in empty.stdout
    run(home, strange, str(drop("in", {"抽查.csv": NOTES})), "--received", "2024-03-05")
    said = runner.invoke(status, ["--home", str(home.path)])
    assert "No edition yet; run `qiji build`." in said.stdout
    assert f"Rows to mend: {next(home.rejects.iterdir())}" in said.stdout
    stock = json.loads(runner.invoke(status, ["--home", str(home.path), "--format", "json"]).stdout)
    assert stock["edition"] is None
    assert stock["tables"] == [
        {
            "table": "strange_notes",
            "title": "抽查",
            "department": "bureau",
            "kind": "append",
            "deliveries": 1,
            "rows": 1,
            "rejected": 1,
            "latest": "2024-03-05",
        }
    ]


def test_a_person_who_stops_a_load_reads_one_sentence(
    home: Home, drop: Drop, strange: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(Bar):
        def __call__(self, share: float, doing: str) -> None:
            if share > 0.05:
                raise KeyboardInterrupt

    monkeypatch.setattr(commands, "Bar", Stopping)
    result = run(home, strange, str(drop("in", {"抽查.csv": NOTES})))
    assert isinstance(result.exception, QijiError)
    assert str(result.exception).startswith("Stopped; nothing of this load was kept")
    assert list(home.deliveries.iterdir()) == []


def test_a_real_interrupt_leaves_the_home_whole(home: Home, drop: Drop, strange: Path) -> None:
    rows = "".join(f"石园第{n}建材有限公司,2023-05-{n % 28 + 1:02},{n}\n" for n in range(400_000))
    folder = drop("in", {"抽查.csv": "企业,日期,数量\n" + rows})
    code = (
        "import sys; from loaders.commands import load\n"
        "from graph.errors import QijiError\n"
        "try: load(standalone_mode=False)\n"
        "except QijiError as error: print(f'qiji: {error}', file=sys.stderr); sys.exit(1)\n"
    )
    command = [sys.executable, "-c", code, str(folder), "--tables", str(strange)]
    environment = {**os.environ, "QIJI_HOME": str(home.path)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as child:
        begun = home.deliveries / ".incoming"
        until = time.monotonic() + 30
        while not begun.exists() and child.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 1
    assert said.splitlines()[-1].startswith("qiji: Stopped; nothing of this load was kept")
    assert "Traceback" not in said
    assert list(home.deliveries.iterdir()) == []


def test_a_bar_shows_after_two_seconds_on_standard_error_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Bar() as bar:
        bar(0.1, "抽查.csv")
        assert capsys.readouterr() == ("", "")
        bar.began -= 3
        bar(0.5, "抽查.csv")
        out, err = capsys.readouterr()
    assert out == ""
    assert err == "[###############...............]  50% 抽查.csv\n"


FLAT = ["csv", "ndjson", "parquet", "xlsx"]


def read(form: str, path: Path) -> pd.DataFrame:
    """Return what a file of that form holds, as text."""
    read_as: dict[str, Callable[[Path], pd.DataFrame]] = {
        "csv": pd.read_csv,
        "ndjson": lambda p: pd.read_json(p, lines=True),
        "parquet": pd.read_parquet,
        "xlsx": lambda p: pd.read_excel(p, engine="calamine"),
    }
    return read_as[form](path).astype("str")


@pytest.mark.parametrize("form", FLAT)
def test_load_status_and_deliveries_answer_flat(
    home: Home, drop: Drop, strange: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"answer.{form}"
    words = ["--format", form, "--out", str(out)]
    folder = drop("in", {"抽查.csv": NOTES, "读我.txt": "无\n"})
    result = run(home, strange, str(folder), "--received", "2024-03-05", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    said = read(form, out)
    counts = ["file", "state", "rows", "loaded", "rejected", "superseded", "skipped", "odd"]
    assert said[counts].values.tolist() == [
        ["抽查.csv", "loaded", "2", "1", "1", "0", "0", "0"],
        ["读我.txt", "unmatched", *"000000"],
    ]
    words += ["--home", str(home.path)]
    for command, columns, expected in (
        (status, ["table", "rows", "rejected", "latest"], ["strange_notes", "1", "1"]),
        (list_deliveries, ["delivery", "files", "rows", "received"], [*os.listdir(home.rejects)]),
    ):
        assert CliRunner().invoke(command, words).exit_code == 0
        (row,) = read(form, out)[columns].values.tolist()
        assert row[: len(expected)] == expected
        assert row[-1].startswith("2024-03-05")


@pytest.mark.parametrize("command", ["load", "status"])
def test_a_form_that_needs_a_file_is_refused_before_anything_is_done(
    home: Home, drop: Drop, strange: Path, command: str
) -> None:
    folder = drop("in", {"抽查.csv": NOTES})
    if command == "load":
        result = run(home, strange, str(folder), "--format", "xlsx")
    else:
        result = CliRunner().invoke(status, ["--format", "xlsx", "--home", str(home.path)])
    assert "say which with --out" in str(result.exception)
    assert not list(home.deliveries.iterdir())


def test_status_and_reports_are_written_to_a_file_as_they_are_shown(
    home: Home, drop: Drop, strange: Path, tmp_path: Path
) -> None:
    out = tmp_path / "said.txt"
    folder = drop("in", {"抽查.csv": NOTES})
    assert run(home, strange, str(folder), "--out", str(out)).stdout == ""
    assert out.read_text("utf-8").splitlines()[1].split()[:3] == ["抽查.csv", "strange_notes", "2"]
    shown = CliRunner().invoke(status, ["--home", str(home.path)]).stdout
    CliRunner().invoke(status, ["--home", str(home.path), "--out", str(out)])
    assert out.read_text("utf-8") == shown


def test_a_withdrawn_delivery_is_listed_with_who_when_and_why(
    home: Home, drop: Drop, strange: Path
) -> None:
    run(home, strange, str(drop("in", {"抽查.csv": NOTES})), "--received", "2024-03-05")
    place, runner = ["--home", str(home.path)], CliRunner()
    words = ["2024-03-05", "--why", "寄错了", "--who", "王科长", *place]
    said = runner.invoke(withdraw, words)
    assert (said.exit_code, said.stderr) == (0, "")
    (row,) = json.loads(runner.invoke(list_deliveries, [*place, "--format", "json"]).stdout)
    today = {str(datetime.date.today()), datetime.datetime.now(datetime.UTC).date().isoformat()}
    assert row["withdrawn"][:10] in today
    assert row["withdrawn"][10:] == " 王科长: 寄错了"
    shown = runner.invoke(status, place).stdout
    assert f"Withdrawn: {row['delivery']}, by 王科长 on " in shown
    stock = json.loads(runner.invoke(status, [*place, "--format", "json"]).stdout)
    assert (stock["tables"], len(stock["deliveries"])) == ([], 1)
    assert "strange_notes" not in shown
    assert (
        runner.invoke(withdraw, [row["delivery"], "--undo", "--why", "对", *place]).exit_code == 0
    )
    (row,) = json.loads(runner.invoke(list_deliveries, [*place, "--format", "json"]).stdout)
    assert row["withdrawn"] is None
    assert runner.invoke(withdraw, [row["delivery"], *place]).exit_code == 2


def test_every_command_has_help_with_an_example() -> None:
    for command in (load, status, list_deliveries, withdraw):
        said = CliRunner().invoke(command, ["--help"]).stdout
        assert f"Example: qiji {command.name}" in said

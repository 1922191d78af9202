"""`qiji load` and `qiji status` as a person uses them."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.errors import DeclarationError, QijiError
from graph.home import Home
from loaders import commands
from loaders.commands import Bar, load, status
from loaders.deliveries import deliveries

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
    assert result.stderr == ""


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


def test_every_command_has_help_with_an_example() -> None:
    for command in (load, status):
        said = CliRunner().invoke(command, ["--help"]).stdout
        assert f"Example: qiji {command.name}" in said

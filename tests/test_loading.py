"""docs/loading.md, typed as it stands by a newcomer in a folder of their own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from qiji import main

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/loading.md").read_text("utf-8")
FENCED = re.compile(r"^```(sh|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)
MADE = re.compile(r"\b(\d{4}-\d\d-\d\d)-[0-9a-f]{10,12}\b")
REFUSING = "qiji table check"


def steps() -> list[tuple[list[str], list[str]]]:
    """Return the commands of the page, block by block, and the lines that answer each block."""
    found: list[tuple[list[str], list[str]]] = []
    for language, body in FENCED.findall(PAGE):
        if language == "sh":
            found.append((body.splitlines(), []))
        else:
            found[-1][1].extend(body.splitlines())
    return found


def typed(line: str, desk: Path) -> str:
    """Type one line, and return what it printed, with the folder as `~`."""
    if not line.startswith("qiji "):
        subprocess.run(["sh", "-ec", line], cwd=desk, check=True)
        return ""
    words = shlex.split(os.path.expandvars(line))[1:]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == line.startswith(REFUSING), result.stderr
    return result.stdout.replace(str(desk), "~")


def test_every_step_of_the_page_answers_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "examples/night", tmp_path / "examples/night")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QIJI_HOME", str(tmp_path / "night"))
    (first, _), *others = steps()
    assert first == ["export QIJI_HOME=~/night"]
    for lines, wanted in others:
        printed = "".join(typed(line, tmp_path) for line in lines)
        assert fits(printed.splitlines(), wanted), printed


def fits(printed: list[str], wanted: list[str]) -> bool:
    """Return whether lines are those wanted, of which `…` stands for any, and none for none."""
    parts = [re.escape(MADE.sub(r"\1-#", line.rstrip())) for line in wanted]
    pattern = "".join(r"(.*\n)*?" if line == re.escape("…") else f"{line}\n" for line in parts)
    said = "".join(MADE.sub(r"\1-#", line.rstrip()) + "\n" for line in printed)
    return re.fullmatch(pattern, said) is not None


@pytest.mark.parametrize(
    ("printed", "wanted", "fit"),
    [
        (["a 2024-06-01-0123456789", "b"], ["a 2024-06-01-fedcba9876", "b"], True),
        (["a", "b", "c"], ["a", "…"], True),
        (["a", "b"], ["a"], False),
        (["a"], ["b"], False),
    ],
)
def test_the_comparison_itself_tells(printed: list[str], wanted: list[str], fit: bool) -> None:
    assert fits(printed, wanted) is fit


def test_the_page_goes_through_all_that_a_clerk_does() -> None:
    commands = [line for lines, _ in steps() for line in lines]
    for begun in ("table new", "table check", "load", "build", "judge", "withdraw", "quality"):
        assert any(line.startswith(f"qiji {begun}") for line in commands), begun

"""What the command answers on damaged files: 0 where all was taken, 1 where a file was left out.

Rows that are refused are in `rejects/` and leave the file taken; nothing ever ends in a traceback.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from qiji import main
from tests.damage import test_damage
from tests.damage.cases import KINDS, Case
from tests.damage.running import Bureau, write

NAMES = sorted(KINDS)
SAMPLE = NAMES[:: len(NAMES) // 10]
BY_THE_SHELL = (
    "a_cut_character",
    "a_header_repeated_in_another_order",
    "a_name_of_bytes_that_are_no_text",
)
TAKEN = {"loaded", "known", "unmended"}


@pytest.fixture(scope="module")
def declarations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    Bureau(folder)
    return folder


def words_for(case: Case, folder: Path, declarations: Path) -> list[str]:
    """Write a case; return the words of the command that loads it."""
    write(case, folder / "in")
    told = ["--tables", str(declarations), "--received", "2024-03-05", "--format", "json"]
    return ["load", str(folder / "in"), *told, "--home", str(folder / "home")]


def wanted(case: Case) -> int:
    return 0 if set(case.states) <= TAKEN else 1


def held_to(name: str, folder: Path, declarations: Path) -> None:
    """Load a case by the command, twice, and hold its answers to what the case says."""
    case = KINDS[name](Random(f"{name} 0"))
    words = words_for(case, folder, declarations)
    for _ in range(2):
        done = CliRunner().invoke(main, words)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == wanted(case), done.output
        assert "Traceback" not in done.output
    assert json.loads(done.stdout)["deliveries"] == []


def test_the_shell_sample_holds_both_answers() -> None:
    assert test_damage.MODULES
    assert {wanted(KINDS[name](Random(f"{name} 0"))) for name in BY_THE_SHELL} == {0, 1}


@pytest.mark.parametrize("name", SAMPLE)
def test_the_command_answers_as_it_should(name: str, tmp_path: Path, declarations: Path) -> None:
    held_to(name, tmp_path, declarations)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name not in SAMPLE])
def test_the_command_answers_always(name: str, tmp_path: Path, declarations: Path) -> None:
    held_to(name, tmp_path, declarations)


@pytest.mark.parametrize("name", BY_THE_SHELL)
def test_a_shell_sees_the_answer(name: str, tmp_path: Path, declarations: Path) -> None:
    case = KINDS[name](Random(f"{name} 0"))
    words = words_for(case, tmp_path, declarations)
    command = [sys.executable, "-m", "qiji", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == wanted(case), done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert json.loads(done.stdout)


def test_what_cannot_be_begun_is_one_sentence(tmp_path: Path) -> None:
    runner, home = CliRunner(), str(tmp_path / "home")
    (tmp_path / "empty").mkdir()
    for folder in ("nowhere", "empty"):
        done = runner.invoke(main, ["load", str(tmp_path / folder), "--home", home])
        assert done.exit_code == 1
        assert done.stderr.startswith("qiji: ")
        assert done.stderr.count("\n") == 1
    assert runner.invoke(main, ["load", "--nonsense"]).exit_code == 2

"""Building: equal bytes from equal deliveries, and whatever stops it leaves everything whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from graph import aside, hand, sealing, search
from graph.days import parse_day
from graph.drafted import Draft
from graph.edition import Edition
from graph.errors import HandLost, HomeFull, MissingFile
from graph.home import Home
from graph.identifiers.codes import org_check, uscc_check
from graph.verifying import verify
from loaders.declaring.declaration import declaration_texts, declared
from loaders.drafting import framing
from loaders.meant import resolving
from loaders.taking.load import load
from qiji import STAGES, build_edition, main

TABLES, TEXTS = declared(), declaration_texts()
Rows = list[dict[str, Any]]

KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from graph.home import Home
    from qiji import build_edition

    for line in sys.stdin:
        home, stage = line.split()

        def step(now):
            if now == stage:
                os.kill(os.getpid(), signal.SIGKILL)

        child = os.fork()
        if not child:
            build_edition(Home.at(home), step)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    """
)
BUILT = textwrap.dedent(
    """
    import sys
    import graph.search.writer
    from graph.home import Home
    from qiji import build_edition

    graph.search.writer.APART = int(sys.argv[2])
    print(build_edition(Home.at(sys.argv[1])))
    """
)


def uscc(number: int) -> str:
    """Return an invented code that passes its checks."""
    body = f"MAT{number:05d}"
    code = f"91370105{body}{org_check(body)}"
    return code + uscc_check(code)


def firm(number: int, **columns: Any) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "统一社会信用代码": uscc(number),
        "名称": f"济南泉明{number}号商贸有限公司",
        "成立日期": "2015-01-01",
        "登记状态": "存续",
        "注册资本": "100",
        "法定代表人": f"王小{'明红强丽'[number % 4]}",
        "住所": "济南市泉明路1号",
    } | columns


def holder(number: int, name: str, amount: int) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "投资人": name,
        "投资人类型": "自然人股东",
        "认缴出资额": str(amount),
    }


def debtor(number: int, **columns: Any) -> dict[str, Any]:
    return {
        "案号": f"(2021)鲁0105执{number}号",
        "被执行人名称": f"济南泉明{number}号商贸有限公司",
        "被执行人类别": "法人或其他组织",
        "统一社会信用代码": uscc(number),
        "立案时间": "2021-02-03",
        "执行标的": "1000",
    } | columns


def deliver(home: Home, day: str, **files: Rows) -> None:
    folder = home.path.parent / f"{home.path.name}-{day}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    assert load(home, folder, TABLES, TEXTS, parse_day(day)).whole


def first(home: Home) -> None:
    deliver(
        home,
        "2020-12-31",
        企业基本信息=[firm(n) for n in range(1, 9)],
        投资人及出资信息=[holder(n, "李红", 60) for n in range(1, 9)],
    )


def second(home: Home) -> None:
    deliver(
        home,
        "2021-12-31",
        企业基本信息=[firm(n, 注册资本="200") for n in range(2, 12)],
        投资人及出资信息=[holder(n, "赵大", 70) for n in range(2, 12)],
        被执行人信息=[debtor(n) for n in range(1, 6)],
    )


def prints(path: Path) -> dict[str, bytes]:
    """Return every file's bytes; of a manifest without its clock."""
    found = {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    for name in [name for name in found if name.endswith("manifest.json")]:
        manifest = json.loads(found[name])
        manifest.pop("built_at", None)
        found[name] = json.dumps(manifest, sort_keys=True).encode()
    return found


def copied(home: Home, to: Path) -> Home:
    shutil.copytree(home.path, to)
    return Home.at(to)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that nothing was loaded into."""
    return Home.at(tmp_path / "home").make()


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with one edition and a delivery that came after it. Only to be copied."""
    home = Home.at(tmp_path_factory.mktemp("half") / "home").make()
    first(home)
    build_edition(home)
    second(home)
    return home


@pytest.fixture(scope="module")
def whole(half: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same, built without any disturbance."""
    home = copied(half, tmp_path_factory.mktemp("whole") / "home")
    build_edition(home)
    return home


# --- bytes ---------------------------------------------------------------------------------


def test_a_city_is_built_to_the_same_bytes_as_a_town(
    half: Home, whole: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its frames wait on the disk, and its names are compared in a process of their own."""
    home = copied(half, tmp_path / "home")
    monkeypatch.setattr(aside, "LARGE", 0)
    monkeypatch.setattr(resolving, "CITY", 0)
    monkeypatch.setattr(resolving, "cores", lambda: 2)
    monkeypatch.setattr(framing, "FEW", 0)
    monkeypatch.setattr(framing, "MANY", 1)
    monkeypatch.setattr(search.writer, "APART", 0)
    build_edition(home)
    assert prints(home.edition_path()) == prints(whole.edition_path())
    assert not list(home.path.rglob(".*"))


def test_a_process_that_compares_names_may_die_and_nothing_is_lost(
    half: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Doomed(hand.Hand):
        def __init__(self) -> None:
            super().__init__()
            os.kill(self.process.pid, signal.SIGKILL)

    home = copied(half, tmp_path / "home")
    before = prints(home.path)
    monkeypatch.setattr(resolving, "CITY", 0)
    monkeypatch.setattr(resolving, "cores", lambda: 2)
    monkeypatch.setattr(hand, "Hand", Doomed)
    with pytest.raises(HandLost, match=r"compared names was ended from outside.*as it was"):
        build_edition(home)
    assert prints(home.path) == before


def test_equal_deliveries_make_equal_bytes_whatever_the_order_of_hashes(
    half: Home, whole: Home, tmp_path: Path
) -> None:
    # The second writes its name index by a process of its own, as for a city.
    for seed, apart in (("1", 10**9), ("2", 0)):
        home = copied(half, tmp_path / seed)
        made = subprocess.run(
            [sys.executable, "-c", BUILT, home.path, str(apart)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert made.stdout.strip() == home.current_id() == whole.current_id()
        assert prints(home.edition_path()) == prints(whole.edition_path())
        assert prints(home.identities) == prints(whole.identities)


def test_building_again_makes_the_same_edition(whole: Home, tmp_path: Path) -> None:
    home = copied(whole, tmp_path / "home")
    before = prints(home.path)
    assert build_edition(home) == whole.current_id()
    assert {k: v for k, v in prints(home.path).items() if k != "lock"} == {
        k: v for k, v in before.items() if k != "lock"
    }


def test_a_home_without_deliveries_is_told_what_to_do(home: Home) -> None:
    with pytest.raises(MissingFile, match="holds no deliveries; load department files"):
        build_edition(home)
    assert home.edition_ids() == []


# --- killed --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def killed() -> Iterator[Callable[[Home, str], int]]:
    """Build in a process that kills itself where a stage begins; return its exit code."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", KILLED], **pipes) as process:

        def run(home: Home, stage: str) -> int:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{home.path} {stage}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield run
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize("stage", STAGES)
def test_a_build_killed_at_any_stage_leaves_the_edition_in_use_and_the_next_build_is_sound(
    half: Home, whole: Home, tmp_path: Path, killed: Callable[[Home, str], int], stage: str
) -> None:
    home = copied(half, tmp_path / "home")
    in_use = home.current_id()
    before = prints(home.edition_path())
    assert killed(home, stage) == -9
    assert home.current_id() == in_use
    assert prints(home.edition_path()) == before
    verify(home.edition_path())
    # Nobody waits for the dead, the ids are those of an undisturbed build, and nothing is left.
    assert build_edition(home) == whole.current_id()
    assert prints(home.edition_path()) == prints(whole.edition_path())
    assert set(home.edition_ids()) == set(whole.edition_ids())
    assert not list(home.editions.glob(".*"))
    assert not list(home.path.glob(".CURRENT"))


def test_a_build_killed_at_every_stage_in_turn_is_still_sound(
    half: Home, whole: Home, tmp_path: Path, killed: Callable[[Home, str], int]
) -> None:
    home = copied(half, tmp_path / "home")
    assert [killed(home, stage) for stage in STAGES] == [-9] * len(STAGES)
    assert killed(home, "none") == 0
    assert home.current_id() == whole.current_id()


# --- a full disk ---------------------------------------------------------------------------

REFUSING = [
    "nodes/Company.arrow",
    "nodes/Person.ids.npy",
    "edges/OWNS.arrow",
    "adjacency/offsets.npy",
    "adjacency/series.npy",
    "derived/grades.arrow",
    ".manifest.json",
]


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Have one file of an edition stand on a device that is always full."""
    write_base = sealing.write_base

    def planted(path: Path, draft: Draft) -> None:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).symlink_to("/dev/full")
        write_base(path, draft)

    monkeypatch.setattr(sealing, "write_base", planted)


@pytest.mark.parametrize("name", REFUSING)
def test_a_full_disk_is_one_sentence_whichever_file_meets_it(
    half: Home, whole: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    home = copied(half, tmp_path / "home")
    in_use = home.current_id()
    with monkeypatch.context() as patch:
        refuse(patch, name)
        said = CliRunner().invoke(main, ["build"], env={"QIJI_HOME": str(home.path)})
    assert said.exit_code == 1
    # On a slow machine the progress is told before it.
    *progress, sentence = said.stderr.splitlines()
    assert sentence.startswith(f"qiji: The disk that holds {home.path} is full; nothing")
    assert all(" s" in line and "%" in line for line in progress)
    assert home.current_id() == in_use
    verify(home.edition_path())
    assert not list(home.editions.glob(".*"))
    assert build_edition(home) == whole.current_id()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A disk of six mebibytes; None where this user may not mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=6m", "none", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    yield place
    # Lazily: editions that were opened there are still mapped.
    subprocess.run(["umount", "-l", str(place)], check=True)


def refusal(home: Home) -> str:
    """Return with what a build was refused by a full disk; nothing if it was not."""
    try:
        build_edition(home)
    except HomeFull as error:
        return str(error)
    return ""


def test_a_disk_that_fills_up_anywhere_loses_nothing(
    half: Home,
    whole: Home,
    small_disk: Path | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = copied(half, (small_disk or tmp_path) / "home")
    in_use, before = home.current_id(), prints(half.edition_path())
    refused = 0
    for room in (0, 4, 16, 64, 128, 192, 256, 320, 384, 448):
        with monkeypatch.context() as patch:
            if small_disk is None:  # without a disk of our own, the full device stands for it
                refuse(patch, REFUSING[room % len(REFUSING)])
            else:
                free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
                (small_disk / "ballast").write_bytes(bytes(max(0, free - room * 1024)))
            said = refusal(home)
            if small_disk is not None:
                (small_disk / "ballast").unlink()
        if not said:
            break
        refused += 1
        assert "nothing that was there is lost" in said
        assert home.current_id() == in_use
        assert prints(home.edition_path()) == before
        assert not list(home.editions.glob(".*"))
    assert refused >= 5
    assert build_edition(home) == whole.current_id()
    assert prints(home.edition_path()) == prints(whole.edition_path())
    assert prints(home.identities) == prints(whole.identities)


# --- ids -----------------------------------------------------------------------------------


def found(edition: Edition, text: str) -> str:
    """Return the id of the one who answers to a text."""
    (hit,) = edition.names.find(text).hits
    return hit.node_id


def test_ids_never_change_when_a_delivery_is_added(half: Home, whole: Home) -> None:
    (early,) = (Edition.open(half.edition_path()),)
    late = Edition.current(whole)
    assert early.edition_id != late.edition_id
    # Whom evidence joins later on is still found by the id given up (decision 0018).
    joined = {old.encode() for old in late.manifest["merged"]}
    for label in ("Company", "Person", "Event", "Address", "Contact"):
        assert set(early.ids(label)) <= set(late.ids(label)) | joined
    assert all(old.startswith(b"P") for old in joined)
    for number in range(1, 9):
        assert found(early, uscc(number)) == found(late, uscc(number))
    names = {i: early.node(early.number(i))["name"] for i in map(bytes.decode, early.ids("Person"))}
    assert {i: late.node(late.number(i))["name"] for i in names} == names


def test_a_company_known_by_its_name_keeps_its_id_when_the_register_comes(home: Home) -> None:
    deliver(home, "2020-12-31", 被执行人信息=[debtor(1, 统一社会信用代码="")])
    build_edition(home)
    named = found(Edition.current(home), "济南泉明1号商贸有限公司")
    deliver(home, "2021-12-31", 企业基本信息=[firm(1)])
    build_edition(home)
    assert found(Edition.current(home), uscc(1)) == named


def test_two_that_turn_out_one_keep_the_older_id_and_the_other_leads_to_it(home: Home) -> None:
    """One is known by the registry's key, the other by its code; both have a 李红."""
    deliver(home, "2020-06-30", 投资人及出资信息=[holder(1, "李红", 60)])
    build_edition(home)
    edition = Edition.current(home)
    older = found(edition, "K1")
    (person,) = (h.node_id for h in edition.names.find("李红").hits)
    listed = {
        "案号": "(2021)鲁0105执7号",
        "失信被执行人名称": "济南泉明1号商贸有限公司",
        "当事人类型": "企业",
        "统一社会信用代码": uscc(1),
        "法定代表人": "李红",
        "发布时间": "2020-10-01",
        "失信行为具体情形": "有履行能力而拒不履行",
    }
    deliver(home, "2020-12-31", 失信被执行人名单=[listed])
    build_edition(home)
    edition = Edition.current(home)
    newer = found(edition, uscc(1))
    (other,) = {h.node_id for h in edition.names.find("李红").hits} - {person}
    assert newer != older
    for day in ("2021-12-31", "2022-12-31"):
        deliver(home, day, 企业基本信息=[firm(1, 营业期限自=day)])
        build_edition(home)
        edition = Edition.current(home)
        assert found(edition, uscc(1)) == found(edition, "K1") == older
        assert edition.number(newer) == edition.number(older)
        assert edition.number(other) == edition.number(person)
        assert newer.encode() not in edition.ids("Company")
        assert other.encode() not in edition.ids("Person")

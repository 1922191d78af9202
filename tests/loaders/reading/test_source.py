"""What cannot be read honestly is refused by name, in a sentence, and never waited for."""

import gzip
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.errors import UnreadableFile
from loaders.reading import header, open_source

REAL = Path(__file__).parents[4] / "shared" / "real" / "jinan"
NOBODY = 65534


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        open_source(path)
    text = str(caught.value)
    assert text.startswith(repr(path.name))
    assert text.endswith(".")
    return text


def test_a_named_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "is a named pipe" in refusal(tmp_path / "pipe.csv")


def test_a_socket_a_device_and_a_folder_are_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(tmp_path, os.O_RDONLY)
        try:  # by a short path: a socket's may have 107 bytes
            listener.bind(f"/proc/self/fd/{here}/talk.csv")
        finally:
            os.close(here)
        assert "is a socket" in refusal(tmp_path / "talk.csv")
    (tmp_path / "null.csv").symlink_to("/dev/zero")
    assert "is a device" in refusal(tmp_path / "null.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.csv")


def test_links_to_nothing_and_loops_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    assert "is a link to nothing" in refusal(tmp_path / "gone.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert "leads back to itself" in refusal(tmp_path / "loop.csv")
    assert "does not exist" in refusal(tmp_path / "never.csv")


@contextmanager
def without_privilege() -> Iterator[None]:
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.csv"
    path.write_text("name,amount\na,1\n")
    path.chmod(0)
    with without_privilege():
        assert "may not be read" in refusal(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n\r\n\t", "holds nothing but blanks", id="blank"),
        pytest.param(b"\xef\xbb\xbf", "holds nothing but blanks", id="only-a-bom"),
        pytest.param(bytes(512), "holds nothing but blanks", id="only-nuls"),
        pytest.param(gzip.compress(b"name,amount\n"), "gzip", id="gzip"),
        pytest.param(gzip.compress(b"name,amount\n")[:15], "gzip", id="gzip-cut-off"),
        pytest.param(b"%PDF-1.7\n", "PDF", id="pdf"),
        pytest.param(b"Rar!\x1a\x07\x00", "RAR", id="rar"),
        pytest.param(b"\n<html><table>", "web page", id="html-named-csv"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cut off", id="ole-cut-off"),
        pytest.param(bytes(range(128, 256)) * 9, "neither UTF-8", id="no-text"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, why: str
) -> None:
    path = tmp_path / "表 1\n🙂.csv"
    path.write_bytes(content)
    assert why in refusal(path)


GB18030 = {
    "change_info.csv",
    "company_baseinfo.csv",
    "ent_contribution.csv",
    "ent_contribution_year.csv",
    "ent_guarantee.csv",
    "enterprise_insurance.csv",
    "jn_tech_center.csv",
    "justice_declare.csv",
    "justice_enforced.csv",
}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real tables are not beside this checkout")
def test_every_real_table_opens_in_its_encoding_with_every_row() -> None:
    for path in sorted(REAL.glob("*.csv")):
        [grid] = open_source(path)
        found = header(grid, lambda names: "entname" in names)
        assert found is not None, path.name
        assert found.grid.encoding == ("gb18030" if path.name in GB18030 else "utf-8"), path.name
        assert len(found.frame) == path.read_bytes().count(b"\n") - 1, path.name
        assert len(found.ragged) == 0, path.name


@pytest.mark.skipif(not REAL.is_dir(), reason="the real tables are not beside this checkout")
def test_the_real_workbook_opens() -> None:
    [grid] = open_source(REAL / "fields.xlsx")
    found = header(grid, lambda names: "表格名称" in names)
    assert found is not None
    assert len(found.frame) > 100

"""An edition written as the files that `neo4j-admin database import full` reads.

    nodes-Company-header.csv   id:ID,name:string,…,established_on:date
    nodes-Company.csv          the rows; missing is empty, text stands in quotes
    import.args                the options, one a line, read by `neo4j-admin … @import.args`
    after.cypher               constraints, indexes, and the mark that the edition is complete

The same labels, keys, types and properties as over Bolt. Rows are streamed: a window at a time.
`import.args` is written last, so that what was cut off is never taken for whole.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from graph.edition import Edition
from graph.errors import HomeError
from graph.home import disk
from graph.neo4j import shape
from graph.neo4j.publishing.marker import FINISH, SCHEMA, Counts, imported
from graph.neo4j.shape import Part

COMMAND = "neo4j-admin database import full neo4j @import.args"

_OURS = re.compile(
    r"(nodes|edges)-\w+?(-header)?\.csv(\.gz)?|import\.args|after\.cypher|README\.md"
)
_TYPES = {
    pa.string(): "string", pa.int64(): "long", pa.float64(): "double", pa.bool_(): "boolean",
    pa.date32(): "date",
}  # fmt: skip
_OPTIONS = (
    "--id-type=string",
    "--multiline-fields=true",  # addresses and scopes hold line breaks
    "--legacy-style-quoting=false",  # a quote in a text is doubled, a backslash is a backslash
    "--ignore-empty-strings=false",  # "" is an empty text, nothing at all is missing
    "--trim-strings=false",
    "--skip-bad-relationships=false",
    "--skip-duplicate-nodes=false",
    "--bad-tolerance=0",
    "--read-buffer-size=16m",  # the longest text that is read
)
_README = """# The edition {edition} for Neo4j

{nodes:,} nodes and {edges:,} relationships, written by `qiji publish --to-files`.

1. Stop the database (Community: the server). The import makes the database `neo4j` anew; where one
   exists, add `--overwrite-destination=true`, **and everything in it is lost**.
2. In this folder, as the user that the server runs as:

       {command}

   For the server of `scripts/neo4j`: `sh scripts/neo4j import {folder}`.
3. Start the server, then run either of

       qiji publish bolt://HOST:7687
       cypher-shell -a bolt://HOST:7687 -f after.cypher

   The first finds the edition there, makes constraints and indexes, and marks it as complete; it
   sends nothing. Until then the server says of itself that the edition is not complete.
"""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class FilesReport:
    """What was written.

    Args:
        edition: id of the edition.
        nodes: how many nodes, the dated values among them.
        edges: how many relationships, those to dated values among them.
        size: bytes of all files.
        command: what to run in the folder.
    """

    edition: str
    nodes: int
    edges: int
    size: int
    command: str


def write_files(
    edition: Edition, folder: Path, *, gz: bool = False, progress: Progress | None = None
) -> FilesReport:
    """Write an edition as files to be imported.

    Args:
        edition: what.
        folder: where to; new, empty, or holding an earlier run's files, which are replaced.
        gz: compress the rows.
        progress: called with what is being written, rows written and rows in all.

    Raises:
        HomeError: the folder holds something else, or cannot be written.
    """
    told = progress or (lambda what, done, total: None)
    with disk(folder):
        _emptied(folder)
        held = [(part, rows) for part in shape.parts() if (rows := shape.rows_of(edition, part))]
        total, done = sum(rows for _, rows in held), 0
        for part, _ in held:
            for rows in _written(edition, part, folder, gz):
                told(part.name, done, total)
                done += rows
        told("", total, total)
        counts = Counts.of(edition)
        _mark(edition, counts, folder)
        _instructions(edition, counts, folder)
        _put(folder / "import.args", "".join(f"{o}\n" for o in _arguments(held, gz)))
    size = sum(file.stat().st_size for file in folder.iterdir())
    return FilesReport(edition.edition_id, counts.nodes, counts.edges, size, COMMAND)


def _emptied(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise HomeError(f"{folder} is no folder; name a new or empty one.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    there = list(folder.iterdir())
    others = sorted(file.name for file in there if not _OURS.fullmatch(file.name))
    if others:
        raise HomeError(
            f"{folder} holds {others[0]!r}, which is not of an import; name a new or empty folder."
        )
    for file in sorted(there, key=lambda file: file.name != "import.args"):
        file.unlink()


def _written(edition: Edition, part: Part, folder: Path, gz: bool) -> Iterator[int]:
    """Write the files of a part, and yield the rows of each window once they are written."""
    sinks = [_Sink(folder, name, fields, gz) for name, fields in _files(part).items()]
    try:
        for rows in shape.windows(edition, part):
            for sink in sinks:
                sink.write(rows)
            yield rows.num_rows
    finally:
        for sink in sinks:
            sink.close()


class _Sink:
    """One file of rows and the header beside it."""

    def __init__(self, folder: Path, name: str, fields: dict[str, str], gz: bool) -> None:
        _put(folder / f"{name}-header.csv", ",".join(fields.values()) + "\n")
        self._columns = list(fields)
        file = folder / f"{name}.csv{'.gz' if gz else ''}"
        self._file = pa.OSFile(str(_closed(file)), "wb")
        self._out = pa.CompressedOutputStream(self._file, "gzip") if gz else self._file
        self._options = csv.WriteOptions(include_header=False, quoting_style="all_valid")

    def write(self, rows: pa.Table) -> None:
        """Append rows."""
        chosen = pa.Table.from_arrays(
            [rows.column(name) for name in self._columns],
            names=[str(place) for place in range(len(self._columns))],
        )
        csv.write_csv(chosen, self._out, self._options)

    def close(self) -> None:
        """Write what is left."""
        self._out.close()
        self._file.close()


def _files(part: Part) -> dict[str, dict[str, str]]:
    """Return the files of a part: by name, the header's field by the column it is made of."""
    plain = {f.name: f"{f.name}:{_TYPES[f.type]}" for f in part.columns}
    dated = {name: field for name, field in plain.items() if name not in part.keys}
    if part.form == "node":
        return {f"nodes-{part.name}": {**plain, "id": "id:ID"}}
    if part.form == "edge":
        ends = {"a": ":START_ID", "b": ":END_ID"}
        return {f"edges-{part.name}": {**ends, "key": plain["key"], **dated}}
    stated = {"id": "id:ID", "property": plain["property"], "value": plain["value"]}
    hung = {name: field for name, field in dated.items() if name not in stated}
    return {
        f"nodes-{part.name}": stated,
        "edges-HAS": {"owner": ":START_ID", "id": ":END_ID", **hung},
    }


def _arguments(held: list[tuple[Part, int]], gz: bool) -> list[str]:
    found = []
    for part, _ in held:
        for name in _files(part):
            kind, _, type_name = name.partition("-")
            files = f"{name}-header.csv,{name}.csv{'.gz' if gz else ''}"
            labels = f"Qiji:{type_name}" if kind == "nodes" else type_name
            found.append(f"--{'nodes' if kind == 'nodes' else 'relationships'}={labels}={files}")
    found.append("--nodes=QijiEdition=nodes-QijiEdition-header.csv,nodes-QijiEdition.csv")
    return [*_OPTIONS, *found]


def _mark(edition: Edition, counts: Counts, folder: Path) -> None:
    """Write the node by which the server says which edition was imported, not yet complete."""
    values = imported(edition, counts)
    kinds = {str: "string", int: "long"}
    fields = [f"{k}:{'date' if k == 'data_day' else kinds[type(v)]}" for k, v in values.items()]
    _put(folder / "nodes-QijiEdition-header.csv", ",".join([":ID", *fields]) + "\n")
    row = ",".join(f'"{value}"' for value in ["QijiEdition", *values.values()])
    _put(folder / "nodes-QijiEdition.csv", row + "\n")


def _instructions(edition: Edition, counts: Counts, folder: Path) -> None:
    statements = [*SCHEMA, FINISH]
    _put(folder / "after.cypher", "".join(f"{text.strip()};\n" for text in statements))
    told = _README.format(
        edition=edition.edition_id, nodes=counts.nodes, edges=counts.edges,
        command=COMMAND, folder=folder,
    )  # fmt: skip
    _put(folder / "README.md", told)


def _put(file: Path, text: str) -> None:
    _closed(file).write_text(text, "utf-8")


def _closed(file: Path) -> Path:
    """Make a file that only its owner reads; the rows name people."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    return file

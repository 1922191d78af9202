"""Two editions laid beside each other: what is gone, what is new, what is otherwise.

Both are taken window by window, in the order of their owners' ids, which is the same in every
edition. Rows are told apart by their keys and compared column by column, on arrays; what differs
waits on disk, so that two large editions never stand in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.arrow import whole
from graph.edition import Edition
from graph.neo4j import shape
from graph.neo4j.publishing import statements
from graph.neo4j.publishing.sending import Step
from graph.neo4j.shape import Part

_SEPARATOR = "\x1f"  # stands in no id


@dataclass(frozen=True, slots=True)
class Difference:
    """What leads from one window of a part to another.

    Args:
        gone: the keys of rows that are there no longer.
        new: whole rows that were not there.
        changed: whole rows whose other columns are not what they were.
    """

    gone: pa.Table
    new: pa.Table
    changed: pa.Table


def compare(old: pa.Table, new: pa.Table, keys: tuple[str, ...]) -> Difference:
    """Return what leads from one table to another; within each, keys are unique."""
    before, after = _joined(old, keys), _joined(new, keys)
    places = pc.index_in(after, before)
    there = pc.is_valid(places)
    kept = new.filter(there)
    differs = _differs(old.take(places.drop_null()), kept, keys)
    gone = pc.invert(pc.is_in(before, after))
    return Difference(
        old.select(keys).filter(gone), new.filter(pc.invert(there)), kept.filter(differs)
    )


def steps_between(old: Edition, new: Edition, folder: Path) -> list[Step]:
    """Return the steps that make a server which holds one edition hold another.

    Edges go first, then what they hung on; then nodes come before the edges that need them.

    Args:
        folder: an empty one, where rows wait until they are sent.
    """
    removing: list[Step] = []
    sending: list[Step] = []
    for part in shape.parts():
        gone, added, changed = _spooled(old, new, part, folder)
        if gone:
            statement = statements.remove(part)
            step = Step(part.name, statement, *_stored(gone), removes=True)
            removing.insert(0, step)
        if changed:
            sending.append(Step(part.name, statements.change(part), *_stored(changed)))
        if added:
            sending.append(Step(part.name, statements.create(part), *_stored(added)))
    return removing + sending


def _windows(old: Edition, new: Edition, part: Part) -> Iterator[tuple[pa.Table, pa.Table]]:
    owners = {*shape.owners_at(old, part), *shape.owners_at(new, part)}
    starts = sorted(owners, key=shape.order)
    for first, last in zip(starts, [*starts[1:], None], strict=False):
        yield shape.between(old, part, first, last), shape.between(new, part, first, last)


def _spooled(
    old: Edition, new: Edition, part: Part, folder: Path
) -> tuple[Path | None, Path | None, Path | None]:
    """Write what differs in a part to files; return those of gone, new and changed rows."""
    spools = [_Spool(folder / f"{part.name}.{n}") for n in range(3)]
    for before, after in _windows(old, new, part):
        if before.equals(after):
            continue
        found = compare(before, after, part.keys)
        for spool, table in zip(spools, (found.gone, found.new, found.changed), strict=True):
            spool.write(table)
    gone, added, changed = (spool.close() for spool in spools)
    return gone, added, changed


class _Spool:
    """Rows in a file, made when the first comes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._writer: pa.ipc.RecordBatchFileWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Append rows, if there are any."""
        if not table.num_rows:
            return
        if self._writer is None:
            self._writer = pa.ipc.new_file(str(self._file), table.schema)
        self._writer.write_table(table.combine_chunks())

    def close(self) -> Path | None:
        """Return the file, or None where nothing came."""
        if self._writer is None:
            return None
        self._writer.close()
        return self._file


def _stored(file: Path) -> tuple[int, partial[Iterator[pa.Table]]]:
    """Return how many rows a file holds, and what reads them."""
    with pa.memory_map(str(file)) as source:
        reader = pa.ipc.open_file(source)
        count = sum(reader.get_batch(n).num_rows for n in range(reader.num_record_batches))
    return count, partial(_read, file)


def _read(file: Path) -> Iterator[pa.Table]:
    reader = pa.ipc.open_file(pa.memory_map(str(file)))
    for number in range(reader.num_record_batches):
        yield pa.Table.from_batches([reader.get_batch(number)])


def _joined(table: pa.Table, keys: tuple[str, ...]) -> pa.Array:
    columns = (table.column(key).cast(pa.string()) for key in keys)
    return whole(pc.binary_join_element_wise(*columns, _SEPARATOR))


def _differs(old: pa.Table, new: pa.Table, keys: tuple[str, ...]) -> pa.Array:
    """Return which rows differ in a column that is no key; missing is equal to missing."""
    differs = pa.array([False] * new.num_rows, pa.bool_())
    for name in new.column_names:
        if name in keys:
            continue
        one, two = old.column(name), new.column(name)
        unequal = pc.fill_null(pc.not_equal(one, two), False)
        lost = pc.xor(pc.is_null(one), pc.is_null(two))
        differs = pc.or_(differs, pc.or_(unequal, lost))
    return differs

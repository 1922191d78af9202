"""`qiji load`: files into a delivery, whole or not at all."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyarrow as pa

from graph.errors import DataError
from graph.home import Home, disk
from graph.protection import Key
from loaders.checking.assigning import Sheet, Source, among, fits_name, sheets, sources
from loaders.checking.batches import looked_at
from loaders.checking.guarding import Guard
from loaders.checking.hands import Alone, Hands, hands_for
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import Delivery, sha256_of
from loaders.keeping.report import Figure, Report
from loaders.keeping.withdrawing import standing
from loaders.table import Table
from loaders.taking.again import sifted
from loaders.taking.holding import held_keys
from loaders.taking.incoming import Incoming, sweep
from loaders.taking.intake import Intake, Look, joined, take_in
from loaders.taking.kept import with_kept
from loaders.taking.keying import one_key
from loaders.taking.mending import mend
from loaders.taking.repeats import Earlier
from loaders.taking.rows import fresh_rows, typed_rows

__all__ = ["Progress", "load", "load_folder", "typed_rows"]

Progress = Callable[[float, str], None]
"""Is told the share done, in [0, 1], and what is done."""


def load(
    home: Home,
    path: Path,
    tables: Mapping[str, Table],
    texts: Mapping[str, str],
    received: int,
    progress: Progress = lambda share, doing: None,
    *,
    stated: bool = True,
) -> Report:
    """Load a folder of files, or one file, as one delivery.

    Args:
        texts: the text of each declaration, kept with the rows it made, by which refused rows
            that come back are read where their table is not among `tables`.
        received: day number on which the files came.
        stated: whether somebody said so; the clock's day does not count as news of a register
            whose bytes are here (`loaders.taking.again`).

    Returns:
        A figure for each file (or sheet): what was loaded, refused, known already or left out.

    Raises:
        MissingFile: there is nothing to load.
        HomeBusy: another command writes this home.
        HomeFull: the disk is full.
    """
    found = sources(path)
    with home.lock("load"), disk(home.path):
        sweep(home)
        given = frozenset(tables)
        tables, texts = with_kept(home, tables, texts)
        with hands_for(home, found) as hands:
            work = _Work(home, tables, texts, given, received, progress, hands, stated)
            work.assign(found)
            made = [name for name in (work.load_new(), work.load_mended()) if name]
    order = {source.name: n for n, source in enumerate(found)}
    figures = sorted(work.figures, key=lambda f: (order.get(f.file.split("#")[0], -1), f.file))
    return Report(tuple(made), tuple(figures))


def load_folder(
    home: Home,
    path: Path,
    *,
    received: int,
    stated: bool = True,
    extra: Path | None = None,
    progress: Progress = lambda share, doing: None,
) -> Report:
    """Load a folder of files by our declarations, and those under `extra`.

    Args:
        received, stated: day number on which the files came, as in `load`.

    Raises:
        DeclarationError, MissingFile, HomeBusy, HomeFull: a declaration is wrong, or as `load`.
    """
    tables, texts = declared(extra=extra), declaration_texts(extra=extra)
    return load(home, path, tables, texts, received, progress, stated=stated)


@dataclass
class _Work:
    """One load under way: which sheet goes to which table, and what became of it."""

    home: Home
    tables: Mapping[str, Table]
    texts: Mapping[str, str]
    given: frozenset[str]
    received: int
    progress: Progress
    hands: Hands | Alone | None
    stated: bool = True
    figures: list[Figure] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.guard = Guard(Key.of(self.home))
        self.known = standing(self.home)
        self.sha: dict[str, str] = {}
        self.sizes: dict[str, float] = {}
        self.unread: list[str] = []
        self.new: dict[str, list[Sheet]] = defaultdict(list)
        self.mended: dict[str, list[Sheet]] = defaultdict(list)
        self.done = 0.0

    def assign(self, found: list[Source]) -> None:
        """Set apart what belongs to no table, what cannot be read, and what is here already."""
        total = sum(s.path.stat().st_size for s in found if s.path.is_file()) or 1
        openings = [self._opening(source) for source in found]
        for number, (source, opened) in enumerate(zip(found, openings, strict=True)):
            self.progress(0.1 * number / len(found), source.name)
            try:
                self.sha[source.name] = sha256_of(source.path)
                self.sizes[source.name] = source.path.stat().st_size / total
                for sheet in opened():
                    self._sort(sheet)
            except DataError as error:
                self.figures.append(Figure(source.name, "", "refused", notes=(str(error),)))
                self.unread.append(source.name)
        self._sift()

    def _opening(self, source: Source) -> Callable[[], list[Sheet]]:
        """Return what opens a file, or waits for those who do."""
        if self.hands is not None:
            return self.hands.sheets(source, self.tables)
        return partial(sheets, source, self.tables)

    def _sort(self, sheet: Sheet) -> None:
        if not sheet.mended:
            sheet = among(sheet, self.given)
        if len(sheet.tables) != 1:
            self.figures.append(Figure(sheet.name, "", "unmatched", notes=(sheet.why,)))
            return
        (self.mended if sheet.mended else self.new)[sheet.tables[0]].append(sheet)

    def _sift(self) -> None:
        """Set apart what came before, and registers of which a part cannot be read."""
        for came in (self.new, self.mended):
            for name, sheets_ in sorted(came.items()):
                table = self.tables[name]
                came[name], figures = sifted(
                    table, sheets_, self.sha, self.known, self.received, stated=self.stated
                )
                self.figures += figures
                parts = [f for f in self.unread if table.kind == "full" and fits_name(table, f)]
                if parts and came is self.new:
                    self._stopped(name, came.pop(name), _partly(parts[0]))
        self.new = {name: sheets_ for name, sheets_ in self.new.items() if sheets_}
        self.mended = {name: sheets_ for name, sheets_ in self.mended.items() if sheets_}

    def load_new(self) -> str | None:
        """Load what came for the first time; return the id of its delivery, if it has one."""
        with Incoming(self.home, self.received) as incoming:
            new = sorted(self.new.items(), key=self._by_size)
            looks = {name: self._looks(name, sheets_) for name, sheets_ in new}
            intake: Intake | None
            for name, sheets_ in new:
                try:
                    intake = self._take(name, sheets_, looks[name])
                    self._keep(incoming, self.tables[name], sheets_, intake)
                except DataError as error:
                    self._stopped(name, sheets_, error)
                intake = None
                pa.default_memory_pool().release_unused()
            return incoming.seal() if incoming.tables else None

    def _by_size(self, new: tuple[str, list[Sheet]]) -> tuple[float, str]:
        """Return what puts the largest table first: while it is kept, the others are looked at."""
        name, sheets_ = new
        return -sum(self.sizes.get(file, 0.0) for file in {s.source.name for s in sheets_}), name

    def _looks(self, name: str, sheets_: list[Sheet]) -> Callable[[Sheet], Look]:
        """Return what looks at the sheets of a table, in other processes if there are any."""
        ask = looked_at if self.hands is None else self.hands.ask
        return ask(sheets_, self.tables[name], self.received, self.guard)

    def _take(self, name: str, sheets_: list[Sheet], looks: Callable[[Sheet], Look]) -> Intake:
        table, earlier = self.tables[name], self._earlier(name)
        for delivery in (*earlier.mends, *earlier.deliveries):
            fresh_rows(self.home, delivery, table, self.guard, self.known)

        def looked(sheet: Sheet) -> Look:
            share = self.sizes.get(sheet.source.name, 0.0)
            self.progress(0.1 + 0.9 * min(self.done, 1.0), sheet.name)
            self.done += share
            return looks(sheet)

        return one_key(table, take_in(table, sheets_, looked, earlier.last_said()), self.known)

    def _earlier(self, name: str) -> Earlier:
        return Earlier.of(self.tables[name], self.known, self.received, math.inf)

    def load_mended(self) -> str | None:
        """Load refused rows that came back; return the id of their delivery, if it has one."""
        if not self.mended:
            return None
        self.known = standing(self.home)
        known = {d.id: d for d in self.known}
        with Incoming(self.home, self.received, mends=True) as incoming:
            for name, sheets_ in sorted(self.mended.items()):
                parts = [self._mend(self.tables[name], sheet, known) for sheet in sheets_]
                pairs = [(s, p) for s, p in zip(sheets_, parts, strict=True) if p is not None]
                if pairs:
                    intake = joined([part for _, part in pairs])
                    self._keep(incoming, self.tables[name], [s for s, _ in pairs], intake)
            return incoming.seal() if incoming.tables else None

    def _mend(self, table: Table, sheet: Sheet, known: dict[str, Delivery]) -> Intake | None:
        """Return the rows of a sheet that were mended, or None where none was."""
        try:
            intake = mend(table, sheet, self.received, self.guard, known)
        except DataError as error:
            self._stopped(table.name, [sheet], error)
            return None
        if len(intake.rows):
            return intake
        self.figures += intake.figures
        return None

    def _keep(self, incoming: Incoming, table: Table, sheets_: list[Sheet], intake: Intake) -> None:
        for sheet in {s.source.name: s for s in sheets_}.values():
            name = sheet.source.name
            incoming.archive(sheet.source.path, name, self.sha[name], table.name)
        after = "" if incoming.mends else self._earlier(table.name).mark
        held = None if incoming.mends else held_keys(table, intake.refused, self.guard)
        incoming.keep(table, self.texts[table.name], intake, after, held)
        incoming.figures += [f.as_dict() for f in intake.figures]
        self.figures += intake.figures

    def _stopped(self, table: str, sheets_: list[Sheet], why: DataError | str) -> None:
        for sheet in sheets_:
            self.figures.append(Figure(sheet.name, table, "stopped", notes=(str(why),)))


def _partly(name: str) -> str:
    return (
        f"{name} cannot be read, and may be a part of this register, which is whole at each "
        "delivery; mend it and load all parts together, or move it away."
    )

"""Deliveries taken back: a withdrawal says who, when and why, is kept for ever, and may be undone.

    withdrawals.ndjson      one line a decision, in the order taken; only ever appended to

Nothing of a withdrawn delivery is deleted: its facts are left out of the next edition, and come
back with the one after its withdrawal is undone.
"""

from __future__ import annotations

import datetime
import getpass
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import DataError, HomeError, WrongParameters
from graph.home import Home, disk, flush_folder
from loaders.keeping.deliveries import Delivery, deliveries

FILE = "withdrawals.ndjson"


@dataclass(frozen=True)
class Decision:
    """One decision on a delivery: withdrawn, or its withdrawal undone.

    Attributes:
        at: the moment in UTC, ISO 8601 to the second.
    """

    delivery: str
    withdrawn: bool
    why: str
    who: str
    at: str


def decisions(home: Home) -> list[Decision]:
    """Return every decision ever taken, in order; a line cut off by a crash was never taken.

    Raises:
        HomeError: a line cannot be read.
    """
    path = home.path / FILE
    if not path.exists():
        return []
    with disk(home.path):
        lines = path.read_bytes().split(b"\n")[:-1]
    return [_decision(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _decision(path: Path, number: int, line: bytes) -> Decision:
    try:
        return Decision(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise HomeError(
            f"{path}, line {number} cannot be read ({error}); put the file back from a copy.",
            line=number,
        ) from error


def withdrawn(home: Home) -> dict[str, Decision]:
    """Return the deliveries that are withdrawn now, each with the decision that did it."""
    last = {one.delivery: one for one in decisions(home)}
    return {name: one for name, one in last.items() if one.withdrawn}


def standing(home: Home) -> list[Delivery]:
    """Return the deliveries that count: all but the withdrawn ones, in their order.

    Refused rows that were mended are left out with the delivery in which they stood first by
    those who read rows (`loaders.taking.rows`), for one file of them may speak of several
    deliveries.
    """
    gone = withdrawn(home)
    return [delivery for delivery in deliveries(home) if delivery.id not in gone]


def withdraw(home: Home, name: str, why: str, who: str | None = None) -> Decision:
    """Withdraw a delivery: the next edition is built without it.

    Args:
        name: its id, or a beginning that only it has.
        who: who decides; the user of this machine unless told.

    Raises:
        WrongParameters: there is no such delivery, or no reason is given.
        DataError: it is withdrawn already.
        HomeBusy: another command writes this home.
    """
    with home.lock("withdraw"):
        delivery = named(home, name)
        earlier = withdrawn(home).get(delivery.id)
        if earlier is not None:
            raise DataError(
                f"The delivery {delivery.id} was withdrawn by {earlier.who} on {earlier.at[:10]} "
                f"({earlier.why}); `qiji withdraw {delivery.id} --undo --why TEXT` brings it back."
            )
        return _decide(home, delivery.id, why, who, away=True)


def bring_back(home: Home, name: str, why: str, who: str | None = None) -> Decision:
    """Undo a withdrawal: the next edition counts the delivery again.

    Raises:
        WrongParameters: there is no such delivery, or no reason is given.
        DataError: it is not withdrawn.
        HomeBusy: another command writes this home.
    """
    with home.lock("withdraw"):
        delivery = named(home, name)
        if delivery.id not in withdrawn(home):
            raise DataError(f"The delivery {delivery.id} is not withdrawn; there is nothing to do.")
        return _decide(home, delivery.id, why, who, away=False)


def named(home: Home, name: str) -> Delivery:
    """Return the delivery of an id, or of a beginning that only it has.

    Raises:
        WrongParameters: none or several answer to it.
    """
    found = [d for d in deliveries(home) if d.id.startswith(name)] if name else []
    exact = [d for d in found if d.id == name]
    if len(exact or found) == 1:
        return (exact or found)[0]
    said = f"{len(found)} deliveries begin so" if found else "there is none of that id"
    raise WrongParameters(
        f"No one delivery is meant by {name!r}: {said}; `qiji deliveries` lists them.", given=name
    )


def _decide(home: Home, delivery: str, why: str, who: str | None, *, away: bool) -> Decision:
    if not why.strip():
        raise WrongParameters("A reason is kept with the decision; give it with --why TEXT.")
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = Decision(delivery, away, why.strip(), (who or _user()).strip(), now)
    path = home.path / FILE
    with disk(home.path):
        new = not path.exists()
        with open(path, "ab+") as file:
            file.seek(0)
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)  # what a crash cut off was never decided
            file.write(json.dumps(asdict(made), ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            os.chmod(path, 0o600)
            flush_folder(home.path)
    return made


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())

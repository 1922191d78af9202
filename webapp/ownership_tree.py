"""The holders above one company as geometry: boxes in layers, holdings as lines.

Pure. A holder reached twice is one box with several lines; a holding that closes a ring is
marked, and drawn dashed. `templates/macros/ownership.html` draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BOX_HEIGHT, LAYER, SPACE, EDGE = 34.0, 96.0, 18.0, 10.0
LETTER, WIDE_LETTER, PADDING, LONGEST = 7.5, 13.5, 26.0, 16


@dataclass(frozen=True)
class Holder:
    """One party to be placed; `kind` is Company or Person."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Holding:
    """One holding; a share in [0, 1], or None where nobody stated it."""

    holder: str
    held: str
    share: float | None


@dataclass(frozen=True)
class Box:
    """One placed party, by its upper left corner."""

    id: str
    name: str
    kind: str
    x: float
    y: float
    width: float
    shown: str


@dataclass(frozen=True)
class Line:
    """One placed holding, and where its share is written."""

    path: str
    x: float
    y: float
    share: float | None
    ring: bool


@dataclass(frozen=True)
class Tree:
    """Everything the macro draws."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    box_height: float = BOX_HEIGHT


def draw(
    target: str, holders: Sequence[Holder], holdings: Sequence[Holding], *, down: bool = False
) -> Tree:
    """Return the tree with the target in the lowest layer and its holders above.

    Args:
        down: the target stands on top instead, above what it holds.
    """
    above: dict[str, list[str]] = {}
    for holding in holdings:
        near, far = (holding.holder, holding.held) if down else (holding.held, holding.holder)
        above.setdefault(near, []).append(far)
    rings = ring_edges(target, above)
    depth = depths(target, above, rings)
    known = {holder.id: holder for holder in holders if holder.id in depth}
    layers = ordered(depth, known, above)
    widths = {id: box_width(holder.name) for id, holder in known.items()}
    rooms = [sum(widths[id] for id in layer) + SPACE * (len(layer) - 1) for layer in layers]
    width = max(rooms, default=0.0) + 2 * EDGE
    boxes = {}
    for number, (layer, room) in enumerate(zip(layers, rooms, strict=True)):
        x = (width - room) / 2
        y = EDGE + LAYER * (number if down else len(layers) - 1 - number)
        for id in layer:
            boxes[id] = box(known[id], round(x, 1), y, widths[id])
            x += widths[id] + SPACE
    drawn = [h for h in holdings if h.holder in boxes and h.held in boxes]
    ends = [((h.held, h.holder) if down else (h.holder, h.held)) in rings for h in drawn]
    lines = [line(h, boxes, ring) for h, ring in zip(drawn, ends, strict=True)]
    height = 2 * EDGE + BOX_HEIGHT + LAYER * (len(layers) - 1)
    return Tree(round(width, 1), height, tuple(boxes.values()), tuple(lines))


def ring_edges(target: str, above: dict[str, list[str]]) -> set[tuple[str, str]]:
    """Return the (holder, held) pairs that close a ring on the way up from the target."""
    found: set[tuple[str, str]] = set()
    done: set[str] = set()
    path: list[str] = []
    waiting = [(target, False)]
    while waiting:
        party, leaving = waiting.pop()
        if leaving:
            path.pop()
            done.add(party)
            continue
        if party in done or party in path:
            continue
        path.append(party)
        waiting.append((party, True))
        for holder in above.get(party, ()):
            if holder in path:
                found.add((holder, party))
            elif holder not in done:
                waiting.append((holder, False))
    return found


def depths(target: str, above: dict[str, list[str]], rings: set[tuple[str, str]]) -> dict[str, int]:
    """Return each party's layer: its longest way up from the target, rings left out."""
    depth = {target: 0}
    layer = {target}
    while layer:
        following = set()
        for held in layer:
            for holder in above.get(held, ()):
                if (holder, held) not in rings and depth.get(holder, -1) <= depth[held]:
                    depth[holder] = depth[held] + 1
                    following.add(holder)
        layer = following
    return depth


def ordered(
    depth: dict[str, int], known: dict[str, Holder], above: dict[str, list[str]]
) -> list[list[str]]:
    """Return the layers from the target up, each near the middle of what it holds."""
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for id in known:
        layers[depth[id]].append(id)
    place: dict[str, float] = {}
    for layer in layers:
        held = {id: [place[h] for h in place if id in above.get(h, ())] for id in layer}
        layer.sort(key=lambda id: (sum(held[id]) / len(held[id]) if held[id] else 0.0, id))
        place.update({id: (n + 0.5) / len(layer) for n, id in enumerate(layer)})
    return layers


def box_width(name: str) -> float:
    """Return the room a name takes, cut at `LONGEST` letters."""
    shown = cut(name)
    return round(PADDING + sum(WIDE_LETTER if ord(c) > 0x2E7F else LETTER for c in shown), 1)


def cut(name: str) -> str:
    """Return a name as it is written in a box."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def box(holder: Holder, x: float, y: float, width: float) -> Box:
    """Return a placed party."""
    return Box(holder.id, holder.name, holder.kind, x, y, width, cut(holder.name))


def line(holding: Holding, boxes: dict[str, Box], ring: bool) -> Line:
    """Return a holding from the foot of its holder to the head of what it holds."""
    holder, held = boxes[holding.holder], boxes[holding.held]
    x1, y1 = holder.x + holder.width / 2, holder.y + BOX_HEIGHT
    x2, y2 = held.x + held.width / 2, held.y
    if ring:
        side = max(holder.x + holder.width, held.x + held.width) + SPACE / 2
        path = (
            f"M{holder.x + holder.width:.1f} {holder.y + BOX_HEIGHT / 2:.1f}H{side:.1f}"
            f"V{held.y + BOX_HEIGHT / 2:.1f}H{held.x + held.width:.1f}"
        )
        return Line(path, side, (holder.y + held.y + BOX_HEIGHT) / 2, holding.share, True)
    middle = y2 - (LAYER - BOX_HEIGHT) / 2
    path = f"M{x1:.1f} {y1:.1f}V{middle:.1f}H{x2:.1f}V{y2:.1f}"
    return Line(path, round(x1, 1), round(y1 + 16, 1), holding.share, False)

"""The holders above one company as geometry: boxes in layers, holdings as lines.

Pure. A holder reached twice is one box with several lines; a holding that closes a ring is
marked, and drawn dashed. `templates/macros/ownership.html` draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

BOX_HEIGHT, LAYER, SPACE, EDGE = 34.0, 96.0, 18.0, 10.0
LANE = 10.0  # room of a line that passes a layer
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

    A holding that spans several layers keeps a lane of its own through those between, so that
    no line runs behind a box it does not belong to.

    Args:
        down: the target stands on top instead, above what it holds.
    """
    links = [(h.holder, h.held) if down else (h.held, h.holder) for h in holdings]
    above: dict[str, list[str]] = {}
    for near, far in links:
        above.setdefault(near, []).append(far)
    rings = {(near, far) for far, near in ring_edges(target, above)}
    depth = depths(target, above, {(far, near) for near, far in rings})
    ways = {link: lanes(link, depth) for link in links if link not in rings and link[1] in depth}
    places = placed(depth, {h.id: h for h in holders}, ways, above)
    width = max((x + w for row in places for _, x, w in row), default=0.0) + EDGE
    rows = [EDGE + LAYER * (n if down else len(places) - 1 - n) for n in range(len(places))]
    at = {id: (x, rows[n], w) for n, row in enumerate(places) for id, x, w in row}
    named = {h.id: h for h in holders}
    boxes = {id: box(named[id], *at[id]) for id in depth if id in named}
    lines = []
    for holding, link in zip(holdings, links, strict=True):
        if link in rings and {*link} <= set(boxes):
            lines.append(ring_line(holding, boxes))
        elif link in ways:
            lines.append(line(holding, [at[id] for id in ways[link]], down))
    height = 2 * EDGE + BOX_HEIGHT + LAYER * (len(places) - 1)
    return Tree(round(width + SPACE, 1), height, tuple(boxes.values()), tuple(lines))


def lanes(link: tuple[str, str], depth: dict[str, int]) -> list[str]:
    """Return what a holding passes from layer to layer: near end, lanes of its own, far end."""
    near, far = link
    between = range(depth[near] + 1, depth[far])
    return [near, *(f"{near}|{far}|{n}" for n in between), far]


def placed(
    depth: dict[str, int],
    named: dict[str, Holder],
    ways: dict[tuple[str, str], list[str]],
    above: dict[str, list[str]],
) -> list[list[tuple[str, float, float]]]:
    """Return each layer as (id, x, width), boxes and lanes, every one near what it leads to."""
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    below: dict[str, list[str]] = {}
    for id, n in depth.items():
        layers[n].append(id)
    for way in ways.values():
        for step, (near, far) in enumerate(pairwise(way)):
            below.setdefault(far, []).append(near)
            if far not in depth:
                layers[depth[way[0]] + step + 1].append(far)
    widths = {id: box_width(named[id].name) if id in named else LANE for n in layers for id in n}
    middle: dict[str, float] = {}
    for layer in layers:
        layer.sort(key=lambda id: (mean([middle[b] for b in below.get(id, ()) if b in middle]), id))
        room = sum(widths[id] for id in layer) + SPACE * (len(layer) - 1)
        x = -room / 2
        for id in layer:
            middle[id] = x + widths[id] / 2
            x += widths[id] + SPACE
    left = min(middle[id] - widths[id] / 2 for layer in layers for id in layer) - EDGE
    return [
        [(id, round(middle[id] - widths[id] / 2 - left, 1), widths[id]) for id in layer]
        for layer in layers
    ]


def mean(values: list[float]) -> float:
    """Return the middle of some places, or the middle of all for none."""
    return sum(values) / len(values) if values else 0.0


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


def ring_line(holding: Holding, boxes: dict[str, Box]) -> Line:
    """Return a holding that closes a ring: around the right of both its ends."""
    holder, held = boxes[holding.holder], boxes[holding.held]
    right, middle = holder.x + holder.width, holder.y + BOX_HEIGHT / 2
    end, level = held.x + held.width, held.y + BOX_HEIGHT / 2
    side = max(right, end) + SPACE
    path = f"M{right:.1f} {middle:.1f}H{side:.1f}V{level:.1f}H{end:.1f}"
    return Line(path, round(side, 1), round((middle + level) / 2, 1), holding.share, True)


def line(holding: Holding, way: list[tuple[float, float, float]], down: bool) -> Line:
    """Return a holding as a curve through its lanes, its share beside the far end's box."""
    points = [(x + width / 2, y) for x, y, width in way]
    path = ""
    for (x1, y1), (x2, y2) in pairwise(points):
        top, foot = ((x1, y1), (x2, y2)) if y1 < y2 else ((x2, y2), (x1, y1))
        begin, end = top[1] + BOX_HEIGHT, foot[1]
        turn = (begin + end) / 2
        path += f"M{top[0]:.1f} {begin:.1f}C{top[0]:.1f} {turn:.1f} {foot[0]:.1f} {turn:.1f} "
        path += f"{foot[0]:.1f} {end:.1f}"
    for x, y in points[1:-1]:
        path += f"M{x:.1f} {y:.1f}V{y + BOX_HEIGHT:.1f}"
    (near, _), (far, level) = points[-2], points[-1]
    x = far + (near - far) * 0.4
    gap = LAYER - BOX_HEIGHT
    y = level - gap * 0.28 + 4 if down else level + BOX_HEIGHT + gap * 0.28 + 4
    return Line(path, round(x, 1), round(y, 1), holding.share, False)

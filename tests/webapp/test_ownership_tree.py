"""Holders above a company as geometry: every line leads where it says."""

import re

import pytest

from webapp.ownership_tree import BOX_HEIGHT, Holder, Holding, Tree, draw


def tree(*holdings: tuple[str, str], target: str = "T", down: bool = False) -> Tree:
    ids = dict.fromkeys([target, *(end for pair in holdings for end in pair)])
    holders = [Holder(id, f"名称{id}", "Company") for id in ids]
    return draw(target, holders, [Holding(a, b, 0.5) for a, b in holdings], down=down)


def layer_of(found: Tree) -> dict[str, float]:
    return {box.id: box.y for box in found.boxes}


def test_holders_stand_above_what_they_hold() -> None:
    y = layer_of(tree(("A", "T"), ("B", "A")))
    assert y["B"] < y["A"] < y["T"]


def test_investments_stand_below_their_holder() -> None:
    y = layer_of(tree(("T", "A"), ("A", "B"), down=True))
    assert y["T"] < y["A"] < y["B"]


def test_a_holder_reached_twice_is_one_box_with_two_lines() -> None:
    found = tree(("P", "T"), ("A", "T"), ("P", "A"))
    assert len([box for box in found.boxes if box.id == "P"]) == 1
    assert len(found.lines) == 3


def test_boxes_never_cover_each_other() -> None:
    found = tree(*[(f"A{n}", "T") for n in range(6)], *[(f"B{n}", "A0") for n in range(5)])
    for one in found.boxes:
        for two in found.boxes:
            if one.id < two.id and one.y == two.y:
                assert one.x + one.width < two.x or two.x + two.width < one.x


def test_a_line_over_several_layers_passes_beside_every_box() -> None:
    found = tree(("P", "T"), ("A", "T"), ("B", "T"), ("P", "A"), ("P", "B"))
    middle = next(box.y for box in found.boxes if box.id == "A")
    lanes = [
        float(m[1])
        for line in found.lines
        for m in re.finditer(r"M([\d.]+) ([\d.]+)V", line.path)
        if float(m[2]) == middle
    ]
    assert len(lanes) == 1
    boxes = [box for box in found.boxes if box.y == middle]
    assert all(not box.x <= lanes[0] <= box.x + box.width for box in boxes)


def test_every_line_ends_at_the_foot_of_a_box_and_the_head_of_another() -> None:
    found = tree(("P", "T"), ("A", "T"), ("P", "A"))
    heads = {(round(b.x + b.width / 2, 1), b.y) for b in found.boxes}
    feet = {(round(b.x + b.width / 2, 1), b.y + BOX_HEIGHT) for b in found.boxes}
    for line in found.lines:
        numbers = [float(n) for n in re.findall(r"[\d.]+", line.path)]
        ends = {(numbers[i], numbers[i + 1]) for i in range(len(numbers) - 1)}
        assert ends & heads
        assert ends & feet


@pytest.mark.parametrize(
    "holdings",
    [
        pytest.param([("A", "T"), ("B", "A"), ("A", "B")], id="two-hold-each-other"),
        pytest.param([("A", "T"), ("T", "A")], id="the-company-holds-its-holder"),
        pytest.param([("A", "T"), ("B", "A"), ("C", "B"), ("A", "C")], id="three-in-a-ring"),
    ],
)
def test_a_ring_ends_and_one_of_its_lines_is_marked(holdings: list[tuple[str, str]]) -> None:
    found = tree(*holdings)
    assert len(found.lines) == len(holdings)
    assert [line.ring for line in found.lines].count(True) == 1


def test_everything_stays_inside_the_picture() -> None:
    found = tree(("A", "T"), ("B", "A"), ("A", "B"), *[(f"C{n}", "B") for n in range(9)])
    assert all(b.x >= 0 and b.x + b.width <= found.width for b in found.boxes)
    assert all(b.y >= 0 and b.y + BOX_HEIGHT <= found.height for b in found.boxes)


def test_a_long_name_is_cut_in_the_box_and_kept_whole_beside() -> None:
    found = draw("T", [Holder("T", "很" * 40, "Company")], [])
    assert len(found.boxes[0].shown) < len(found.boxes[0].name) == 40

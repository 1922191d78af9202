"""Steps in an address, and the views they give."""

import pytest

from graph.edition import Edition
from graph.errors import WrongParameters
from webapp import steps
from webapp.steps import Step, View, parse, replay

ALL = {f"C00000000{n}" for n in range(1, 6)}


def shown(edition: Edition, text: str) -> set[str]:
    return set(edition.id_list(list(view(edition, text).shown)))


def view(edition: Edition, text: str) -> View:
    return replay(edition, parse(text), edition.moment())


def test_steps_are_read_and_written_alike() -> None:
    text = "seed(C000000001).sh(C000000001,C000000002).hide(P000000003)"
    assert ".".join(map(str, parse(text))) == text
    assert parse("") == []
    assert parse("hide(E0e4ced74096da9cc)") == [Step("hide", ("E0e4ced74096da9cc",))]


@pytest.mark.parametrize("text", ["sh", "sh(", "boom(C1)", "sh(C1)sh(C2", "seed(<x>)", "sh(C1) "])
def test_what_is_no_step_is_refused(text: str) -> None:
    with pytest.raises(WrongParameters, match="is no step of a view"):
        parse(text)


VIEWS = [
    ("seed(C000000001)", {"C000000001"}),
    ("sh(C000000001)", {"C000000001", "C000000002", "C000000005", "P000000001"}),
    ("in(C000000001)", {"C000000001", "C000000003"}),
    ("rp(P000000001)", {"P000000001", "C000000001", "C000000002"}),
    ("sh(C000000001).hide(P000000001)", {"C000000001", "C000000002", "C000000005"}),
    ("sh(C000000001).only(C000000002)", {"C000000002"}),
    ("seed(C000000001).add(C000000004)", {"C000000001", "C000000004"}),
    ("path(C000000001,C000000004)", {"C000000001", "C000000003", "C000000004"}),
]


@pytest.mark.parametrize(("text", "ids"), VIEWS, ids=[text for text, _ in VIEWS])
def test_steps_give_their_view(edition: Edition, text: str, ids: set[str]) -> None:
    assert shown(edition, text) == ids


def test_a_past_day_gives_the_view_of_that_day(edition: Edition) -> None:
    day = edition.moment(as_of=edition.data_day - 365 * 7)
    found = replay(edition, parse("in(C000000003)"), day)
    assert edition.id_list(list(found.shown)) == ["C000000003"]
    later = edition.moment(as_of=edition.data_day - 365 * 4)
    found = replay(edition, parse("in(C000000003)"), later)
    assert set(edition.id_list(list(found.shown))) == {"C000000003", "C000000004"}


def test_too_many_results_stand_as_one_group_with_its_count(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "GATHER", 2)
    found = view(edition, "sh(C000000001)")
    (group,) = found.groups.values()
    assert edition.id_list(list(found.shown)) == ["C000000001"]
    assert len(group.members) == 3
    rest = view(edition, "sh(C000000001).add(P000000001)")
    assert [len(g.members) for g in rest.groups.values()] == [2]


def test_no_view_holds_more_than_its_cap(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST", 3)
    found = view(edition, f"seed({','.join(sorted(ALL))}).sh(C000000001)")
    assert len(found.shown) == 3
    assert found.groups


def test_a_path_that_is_not_there_is_noted(edition: Edition) -> None:
    found = view(edition, "path(C000000005,P000000003)")
    assert found.no_path == [] or found.no_path == [Step("path", ("C000000005", "P000000003"))]
    assert view(edition, "path(C000000001,E000000016)").no_path


def test_counts_say_before_loading_what_loading_brings(edition: Edition) -> None:
    number = edition.number("C000000001")
    counts = steps.counts(edition, number, edition.moment())
    assert counts["sh"] == len(shown(edition, "sh(C000000001)")) - 1
    assert {verb: n for verb, n in counts.items() if verb in ("in", "rp")} == {"in": 1, "rp": 1}

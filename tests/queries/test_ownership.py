"""Ownership, control and owners on arrays: the vectors of the rules, and random graphs.

networkx and dense algebra are the independent references; nothing of the code under test is
used to find what is expected.
"""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
import pytest

from queries.chains import chains
from queries.control import control_of, controlled, controls, group_votes
from queries.guarantees import all_guarantors, guarantee_circles
from queries.holdings import Holdings, at_least
from queries.integrated import integrated, shares_in
from queries.owners import all_owners, owners_of
from queries.ownership import tree
from queries.tax_shares import tax_shares

Edges = list[tuple[str, str, float]]


class Case:
    """Holdings between named parties; names that begin with P, H or W are persons."""

    def __init__(self, edges: Edges) -> None:
        names = sorted({n for edge in edges for n in edge[:2]})
        self.number = {name: place for place, name in enumerate(names)}
        self.names = names
        self.held = Holdings.of(
            [self.number[a] for a, _, _ in edges],
            [self.number[b] for _, b, _ in edges],
            [share for _, _, share in edges],
            nodes=len(names),
            is_person=[name[0] in "PHW" for name in names],
        )

    def share(self, holder: str, company: str) -> float:
        return shares_in(self.held, self.number[company]).of(self.number[holder])[0]

    def controls(self, holder: str, company: str) -> bool:
        return self.number[company] in controlled(self.held, [self.number[holder]])

    def tax_share(self, company: str, *holders: str) -> float:
        found = tax_shares(self.held, [self.number[h] for h in holders])
        return found.shares.get(self.number[company], 0.0)

    def owners(self, company: str) -> set[str]:
        found = owners_of(self.held, self.number[company])
        return {self.names[o.person] for o in found if o.basis != "possible"}


V1: Edges = [("P", "A", 0.6), ("A", "B", 0.6)]
V2: Edges = [("P", "A", 0.4), ("A", "B", 0.4)]
V3: Edges = [("P", "A", 0.24), ("A", "B", 1.0)]
V4: Edges = [("P", "A", 0.25), ("A", "B", 1.0)]
V8: Edges = [("P", "A", 0.51), ("A", "C", 0.30), ("P", "C", 0.21)]
V9: Edges = [("P", "A", 0.4), ("B", "A", 0.3), ("A", "B", 0.6)]


@pytest.mark.parametrize(
    ("edges", "target", "share", "owner", "control", "tax"),
    [
        pytest.param(V1, "B", 0.36, True, True, 0.6, id="V1"),
        pytest.param(V2, "B", 0.16, False, False, 0.4, id="V2"),
        pytest.param(V3, "B", 0.24, False, False, 0.24, id="V3"),
        pytest.param(V4, "B", 0.25, True, False, 1.0, id="V4"),
        pytest.param([("P", "A", 0.5)], "A", 0.5, True, False, 0.5, id="V7: half is no majority"),
        pytest.param(V8, "C", 0.363, True, True, 0.51, id="V8"),
        pytest.param(V9, "A", 0.4 / 0.82, True, False, 0.7, id="V9 A"),
        pytest.param(V9, "B", 0.24 / 0.82, True, False, 0.6, id="V9 B"),
    ],
)
def test_a_vector_of_the_rules_gives_its_figures(
    edges: Edges, target: str, share: float, owner: bool, control: bool, tax: float
) -> None:
    case = Case(edges)
    assert case.share("P", target) == pytest.approx(share, abs=1e-12)
    assert ("P" in case.owners(target)) is owner
    assert case.controls("P", target) is control
    assert case.tax_share(target, "P") == pytest.approx(tax, abs=1e-12)


def test_v9_rounds_to_the_published_figures() -> None:
    case = Case(V9)
    assert round(case.share("P", "A"), 4) == 0.4878
    assert round(case.share("P", "B"), 4) == 0.2927


def test_v8_counts_the_votes_of_what_is_controlled() -> None:
    case = Case(V8)
    found = control_of(case.held, case.number["C"])
    assert found.actual is not None
    assert case.names[found.actual.party] == "P"
    assert found.actual.votes == pytest.approx(0.51)
    assert [case.names[s.company] for s in found.actual.path] == ["A", "C"]


def test_v5_spouses_hold_enough_together_but_neither_owns_alone() -> None:
    case = Case([("H", "X", 0.15), ("W", "X", 0.12)])
    assert at_least(np.array(case.tax_share("X", "H", "W")), 0.25)
    assert not at_least(np.array(case.tax_share("X", "H")), 0.25)
    assert case.owners("X") == set()


@pytest.mark.parametrize(("share", "linked"), [(0.1999, False), (0.20, True), (0.1 + 0.1, True)])
def test_v11_a_close_link_begins_at_a_fifth_of_the_votes(share: float, linked: bool) -> None:
    case = Case([("P", "A", share)])
    votes = group_votes(case.held, [case.number["P"]])[case.number["A"]].votes
    assert bool(at_least(np.array(votes), 0.20)) is linked


def test_v12_mutual_guarantees_and_the_limit_of_clients() -> None:
    edges = [(0, 1), (1, 0), (0, 2), (0, 3), (0, 4), (0, 5)]
    src, dst = np.array(edges).T
    (circle,) = guarantee_circles(src, dst, np.arange(6), 7)
    assert (circle.members, circle.kind, circle.pairs) == ((0, 1), "mutual", ((0, 1),))
    assert circle.edges == (0, 1)
    first = all_guarantors(src, dst, np.arange(6), 5)[0]
    assert (len(first.clients), first.state) == (5, "at limit")
    more = all_guarantors(np.append(src, 0), np.append(dst, 6), np.arange(7), 5)[0]
    assert (len(more.clients), more.state) == (6, "breach")


@pytest.mark.parametrize(
    ("edges", "kind", "rings"),
    [
        ([(0, 1), (1, 2), (2, 0)], "ring", [(0, 1, 2)]),
        ([(a, b) for a in range(3) for b in range(3) if a != b], "joint", None),
        ([(0, 1), (1, 2), (2, 0), (1, 0)], "net", [(0, 1), (0, 1, 2)]),
    ],
)
def test_a_circle_of_guarantees_is_named_by_its_shape(
    edges: list[tuple[int, int]], kind: str, rings: list[tuple[int, ...]] | None
) -> None:
    src, dst = np.array(edges).T
    (circle,) = guarantee_circles(src, dst, np.arange(len(edges)), 4)
    assert circle.kind == kind
    assert circle.all_rings
    assert rings is None or list(circle.rings) == rings


# --- what is dirty ------------------------------------------------------------------------------


def test_a_closed_circle_ends_and_leaves_nothing_to_outsiders() -> None:
    case = Case([("A", "B", 1.0), ("B", "A", 1.0), ("A", "C", 0.5), ("P", "C", 0.5)])
    assert case.share("P", "C") == 0.5
    assert case.share("P", "A") == 0.0
    assert np.isinf(case.share("A", "C"))
    found = control_of(case.held, case.number["B"])
    assert (found.actual, found.reason) == (None, "circle")
    assert case.owners("C") == {"P"}
    assert case.tax_share("B", "A") == 1.0


def test_a_closed_circle_stays_closed_beside_a_holding_that_counts_nothing() -> None:
    case = Case(
        [("A", "B", 1.0), ("B", "A", 1.0), ("A", "C", 0.5), ("P", "C", 0.5), ("C", "A", np.nan)]
    )
    assert case.share("P", "C") == 0.5
    assert case.share("P", "A") == 0.0
    assert shares_in(case.held, case.number["C"]).of(case.number["P"])[1] == 0.5


def test_closed_and_open_circles_of_one_size_are_told_apart() -> None:
    shut: Edges = [("A", "B", 1.0), ("B", "A", 1.0), ("A", "X", 0.5)]
    case = Case([*shut, ("X", "Y", 0.6), ("Y", "X", 0.3), ("P", "X", 0.2)])
    assert case.share("P", "Y") == pytest.approx(0.2 * 0.6 / 0.82)
    assert integrated(case.held)[0, case.number["Y"]] == pytest.approx(0.2 * 0.6 / 0.82)


def test_a_company_that_holds_its_own_shares_is_the_others_in_proportion() -> None:
    case = Case([("A", "A", 0.2), ("P", "A", 0.8)])
    assert case.share("P", "A") == pytest.approx(1.0)


def test_an_overstated_company_counts_each_share_as_a_part_of_the_sum() -> None:
    case = Case([("P", "A", 0.6), ("P2", "A", 0.6)])
    assert case.share("P", "A") == pytest.approx(0.5)
    assert not case.controls("P", "A")
    assert case.held.overstated.tolist() == [case.number["A"]]


def test_shares_rounded_up_stand_as_stated() -> None:
    case = Case([("P", "A", 0.25), ("P2", "A", 0.7501)])
    assert case.owners("A") == {"P", "P2"}
    assert not len(case.held.overstated)


@pytest.mark.parametrize("stray", [-0.1, np.inf, np.nan])
def test_a_share_that_states_nothing_counts_nothing_at_least_and_the_rest_at_most(
    stray: float,
) -> None:
    case = Case([("P", "A", stray), ("P2", "A", 0.7)])
    shares = shares_in(case.held, case.number["A"])
    assert shares.of(case.number["P"]) == pytest.approx((0.0, 0.3))
    assert shares.of(case.number["P2"]) == pytest.approx((0.7, 0.7))
    assert not shares.complete
    (possible,) = (o for o in owners_of(case.held, case.number["A"]) if o.basis == "possible")
    assert case.names[possible.person] == "P"


def test_unstated_shares_in_a_circle_bound_the_most_by_what_others_surely_have() -> None:
    nan = np.nan
    case = Case([("P", "A", nan), ("B", "A", nan), ("A", "B", nan), ("P2", "B", 0.4)])
    shares = shares_in(case.held, case.number["B"])
    assert shares.of(case.number["P2"])[0] == 0.4
    assert shares.of(case.number["P"]) == pytest.approx((0.0, 0.6))


def test_nearly_closed_circles_give_all_to_the_little_outside_holder() -> None:
    case = Case([("A", "B", 1.0), ("B", "A", 1 - 1e-6), ("P", "A", 1e-6)])
    assert case.share("P", "B") == pytest.approx(1.0, abs=1e-6)


def test_a_chain_of_a_thousand_companies_is_followed_to_its_end() -> None:
    count = 1000
    held = Holdings.of(
        [count, *range(count - 1)],
        range(count),
        [1.0] * count,
        nodes=count + 1,
        is_person=[*[False] * count, True],
    )
    assert shares_in(held, count - 1).of(count)[0] == pytest.approx(1.0)
    assert integrated(held).nnz == count
    found = control_of(held, count - 1)
    assert found.actual is not None
    assert found.actual.party == count
    assert len(found.actual.path) == count


def test_a_large_circle_is_solved_as_a_small_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    held = random_holdings(np.random.default_rng(5), companies=40, people=10, density=6.0)
    dense = integrated(held).toarray()
    monkeypatch.setattr("queries.integrated.DENSE", 1)
    assert integrated(held).toarray() == pytest.approx(dense, abs=1e-10)


# --- random graphs ------------------------------------------------------------------------------

SEEDS = range(200)


def random_holdings(
    rng: np.random.Generator, companies: int = 9, people: int = 5, density: float = 2.2
) -> Holdings:
    """Return holdings with circles; companies first, some shares summing to exactly one."""
    count = int(companies * density)
    src = rng.integers(0, companies + people, count)
    dst = rng.integers(0, companies, count)
    keep = src != dst
    src, dst = src[keep], dst[keep]
    weight = rng.integers(1, 10, len(src)).astype(float)
    total = np.bincount(dst, weight, minlength=companies)
    full = rng.choice([1.0, 0.9, 0.75], companies)
    person = np.arange(companies + people) >= companies
    share = weight / total[dst] * full[dst]
    return Holdings.of(src, dst, share, nodes=companies + people, is_person=person)


def graph_of(held: Holdings) -> nx.DiGraph[int]:
    """Return holdings as a networkx graph, several of one pair added up."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(held.nodes))
    for src, dst, share in zip(
        held.src.tolist(), held.dst.tolist(), held.share.tolist(), strict=True
    ):
        before = graph.edges[src, dst]["share"] if graph.has_edge(src, dst) else 0.0
        graph.add_edge(src, dst, share=before + share)
    return graph


def walk_sums(graph: nx.DiGraph[int]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return M + M² + … by dense doubling of partial sums; what has no sum grows without end."""
    matrix = nx.to_numpy_array(graph, nodelist=sorted(graph), weight="share")
    unit = np.eye(len(matrix))
    total, power = unit.copy(), matrix.copy()
    for _ in range(40):
        total = total + total @ power
        power = power @ power
        if total.max() > 1e9:
            break
    return np.asarray(matrix @ total)


@pytest.mark.parametrize("seed", SEEDS)
def test_integrated_ownership_is_the_sum_of_all_walks(seed: int) -> None:
    held = random_holdings(np.random.default_rng(seed))
    expected = walk_sums(graph_of(held))
    everyone = integrated(held, np.arange(held.nodes)).toarray()
    finite = expected < 1e6
    assert np.isinf(everyone[~finite]).all()
    assert everyone[finite] == pytest.approx(expected[finite], abs=1e-9)
    for company in range(9):
        one = shares_in(held, company)
        mine = [one.of(holder)[0] for holder in range(held.nodes)]
        assert np.array(mine) == pytest.approx(everyone[:, company], abs=1e-9)
        assert everyone[9:, company].sum() <= 1 + 1e-9


def naive_control(graph: nx.DiGraph[int], holder: int) -> Mapping[int, float]:
    """Return what a holder controls, by the rule's own words, over and over until it rests."""
    inside = {holder}
    while True:
        votes = {
            c: sum(d["share"] for a, _, d in graph.in_edges(c, data=True) if a in inside and a != c)
            for c in graph
            if c != holder
        }
        grown = inside | {c for c, v in votes.items() if v > 0.5 + 1e-9}
        if grown == inside:
            return {c: votes[c] for c in inside - {holder}}
        inside = grown


@pytest.mark.parametrize("seed", SEEDS)
def test_control_is_the_closure_of_the_rule(seed: int) -> None:
    held = random_holdings(np.random.default_rng(seed), density=1.9)
    graph = graph_of(held)
    expected = {(h, c): v for h in graph for c, v in naive_control(graph, h).items()}
    found = controls(held)
    pairs = zip(found.controller.tolist(), found.company.tolist(), strict=True)
    assert dict(zip(pairs, found.votes.tolist(), strict=True)) == pytest.approx(expected)
    bosses = {h for h, _ in expected} - {c for _, c in expected}
    assert set(found.controller[found.ultimate].tolist()) == bosses
    for company in range(9):
        answer = control_of(held, company)
        assert {c.party for c in answer.all} == {h for h, c in expected if c == company}
        ultimate = {h for h, c in expected if c == company and h in bosses}
        assert ultimate == ({answer.actual.party} if answer.actual else set())


def naive_tax(graph: nx.DiGraph[int], holder: int) -> dict[int, float]:
    """Return tax shares as the least fixed point, by repeated evaluation from nothing."""
    share = dict.fromkeys(graph, 0.0)
    for _ in range(6000):
        passes = {z: 1.0 if s >= 0.25 - 1e-9 else s for z, s in share.items()} | {holder: 1.0}
        new = {
            y: sum(passes[z] * d["share"] for z, _, d in graph.in_edges(y, data=True) if z != y)
            for y in graph
            if y != holder
        } | {holder: 0.0}
        if max(abs(new[y] - share[y]) for y in graph) < 1e-15:
            break
        share = new
    return {y: s for y, s in share.items() if s > 0}


def test_what_a_firm_holds_of_itself_passes_nothing_on_for_tax() -> None:
    case = Case([("P", "A", 0.24), ("A", "A", 0.1), ("A", "B", 1.0)])
    assert case.tax_share("A", "P") == 0.24
    assert case.tax_share("B", "P") == pytest.approx(0.24)


@pytest.mark.parametrize("seed", SEEDS)
def test_tax_shares_are_the_least_that_the_rule_allows(seed: int) -> None:
    held = random_holdings(np.random.default_rng(seed), density=2.6)
    graph = graph_of(held)
    for holder in range(held.nodes):
        found = tax_shares(held, [holder])
        assert found.shares == pytest.approx(naive_tax(graph, holder), abs=1e-9)
        for company in found.shares:
            entries = found.support(company)
            assert any(held.dst[e] == company for e in entries)
            assert {holder} <= set(held.src[entries].tolist())


@pytest.mark.parametrize("seed", range(80))
def test_paths_and_circles_add_up_to_the_figure(seed: int) -> None:
    held = random_holdings(np.random.default_rng(seed))
    graph = graph_of(held)
    for person in range(9, held.nodes):
        for company in range(9):
            found = chains(held, person, company, limit=3)
            paths = nx.all_simple_paths(graph, person, company)
            products = sorted(
                (
                    float(np.prod([graph[a][b]["share"] for a, b in nx.utils.pairwise(path)]))
                    for path in paths
                ),
                reverse=True,
            )
            assert found.counted
            assert found.found == len(products)
            assert [c.product for c in found.chains] == pytest.approx(products[:3])
            assert found.cut == max(len(products) - 3, 0)
            assert found.cut_share == pytest.approx(sum(products[3:]))
            shown = sum(c.product for c in found.chains)
            assert shown + found.cut_share + found.circles == pytest.approx(found.total)
            assert found.circles >= -1e-12
            for chain in found.chains:
                assert chain.product == pytest.approx(float(np.prod(chain.shares)))
                for (above, below), entries in zip(
                    nx.utils.pairwise(chain.nodes), chain.entries, strict=True
                ):
                    assert set(held.src[list(entries)].tolist()) == {above}
                    assert set(held.dst[list(entries)].tolist()) == {below}


@pytest.mark.parametrize("seed", range(100))
def test_owners_of_a_city_are_the_owners_of_each_company(seed: int) -> None:
    rng = np.random.default_rng(seed)
    held = random_holdings(rng)
    share = np.where(rng.random(len(held)) < 0.15, np.nan, held.share)
    held = Holdings.of(held.src, held.dst, share, nodes=held.nodes, is_person=held.is_person)
    city = all_owners(held, 0.25)
    expected = {
        (o.person, company): (o.share_min, o.share_max)
        for company in range(9)
        for o in owners_of(held, company)
        if o.basis != "possible"
    }
    pairs = list(zip(city.person.tolist(), city.company.tolist(), strict=True))
    assert pairs == sorted(expected)
    assert city.share_min == pytest.approx([expected[p][0] for p in pairs])
    assert city.share_max == pytest.approx([expected[p][1] for p in pairs])
    assert (city.share_max >= city.share_min - 1e-12).all()
    assert (city.share_max <= 1 + 1e-9).all()


@pytest.mark.parametrize("seed", range(60))
def test_the_most_is_never_below_what_any_way_of_filling_in_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    whole = random_holdings(rng)
    hidden = rng.random(len(whole)) < 0.25
    shown = Holdings.of(
        whole.src,
        whole.dst,
        np.where(hidden, np.nan, whole.share),
        nodes=whole.nodes,
        is_person=whole.is_person,
    )
    truth = integrated(whole).toarray()
    for company in range(9):
        shares = shares_in(shown, company)
        for place, person in enumerate(range(9, whole.nodes)):
            least, most = shares.of(person)
            assert least - 1e-9 <= truth[place, company] <= most + 1e-9


def test_the_tree_shows_each_holder_once_marks_circles_and_counts_what_it_hides() -> None:
    case = Case([*V9, ("P", "B", 0.1), ("Q", "A", 0.02), ("R", "A", np.nan)])
    found = tree(case.held, case.number["A"], min_share=0.05)
    lines = [
        (r.depth, case.names[r.node], r.cycle, r.repeated, r.below, r.hidden) for r in found.rows
    ]
    assert lines == [
        (0, "A", False, False, 4, 1),
        (1, "P", False, False, 0, 0),
        (1, "B", False, False, 2, 0),
        (2, "A", True, False, 4, 0),
        (2, "P", False, True, 0, 0),
        (1, "R", False, False, 0, 0),
    ]
    assert found.rows[0].stated == pytest.approx(0.72)
    assert found.rows[4].product == pytest.approx(0.03)
    assert np.isnan(found.rows[5].share)
    down = tree(case.held, case.number["P"], "down", depth=1)
    assert [case.names[r.node] for r in down.rows] == ["P", "A", "B"]
    assert down.rows[1].integrated == pytest.approx(case.share("P", "A"))

"""Time ownership and control of a city, beside plain networkx on a slice of the same city.

    python -m benchmarks.ownership [--companies N] [--slice M]

Plain networkx stands for what one would write first: a graph, and for each company a walk up
its holders, paths multiplied and added; circles are cut, so it is also less exact. Times are
seconds of one run; the slice is answered by both, and their answers are compared.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import TypeAlias, TypeVar

import networkx as nx
import numpy as np

from queries.control import control_of, controls
from queries.holdings import Holdings
from queries.integrated import integrated, shares_in
from queries.owners import all_owners, owners_of

Answer = TypeVar("Answer")
Plain: TypeAlias = "nx.DiGraph[int]"


def city(companies: int, seed: int = 1) -> Holdings:
    """Return holdings of N companies by N persons and each other, two a company.

    A fifth of the holdings are by companies, nearly all by earlier ones; one company in a
    hundred stands in a ring of two to forty.
    """
    rng = np.random.default_rng(seed)
    count = 2 * companies
    dst = np.concatenate([np.arange(companies), rng.integers(0, companies, count - companies)])
    by_firm = rng.random(count) < 0.2
    earlier = (rng.random(count) * dst).astype(np.int64)
    src = np.where(by_firm, earlier, companies + rng.integers(0, companies, count))
    ringed = rng.permutation(companies)[: companies // 100]
    sizes = np.minimum(rng.geometric(0.4, len(ringed)) + 1, 40)
    ends = np.cumsum(sizes)
    for ring in np.split(ringed, ends[ends < len(ringed)]):
        src[ring] = np.roll(ring, 1)  # a company's first holding is the entry of its own number
    keep = src != dst
    src, dst = src[keep], dst[keep]
    weight = rng.random(len(src)) + 0.05
    share = weight / np.bincount(dst, weight, minlength=companies)[dst]
    person = np.arange(2 * companies) >= companies
    order = np.argsort(src, kind="stable")  # as an edition has them
    return Holdings.of(src[order], dst[order], share[order], nodes=len(person), is_person=person)


def timed(what: str, work: Callable[[], Answer]) -> tuple[Answer, float]:
    """Run, say how long it took, and return the answer and the seconds."""
    begun = time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - begun
    print(f"{what:<58}{seconds:>10.3f} s")
    return answer, seconds


def plain_shares(graph: Plain, companies: int) -> dict[tuple[int, int], float]:
    """Return what persons hold of each company, in plain networkx."""
    found: dict[tuple[int, int], float] = {}
    for company in range(companies):
        waiting = [(company, 1.0, frozenset([company]))]
        while waiting:
            node, part, way = waiting.pop()
            for holder, link in graph.pred[node].items():
                share = link["share"]
                if holder >= companies:
                    key = (holder, company)
                    found[key] = found.get(key, 0.0) + part * share
                elif holder not in way:
                    waiting.append((holder, part * share, way | {holder}))
    return found


def plain_control(graph: Plain, nodes: int) -> set[tuple[int, int]]:
    """Return who controls what, in plain networkx."""
    found = set()
    for holder in range(nodes):
        votes: dict[int, float] = {}
        inside, waiting = {holder}, [holder]
        while waiting:
            for company, link in graph.succ[waiting.pop()].items():
                votes[company] = votes.get(company, 0.0) + link["share"]
                if votes[company] > 0.5 + 1e-9 and company not in inside:
                    inside.add(company)
                    waiting.append(company)
        found |= {(holder, company) for company in inside - {holder}}
    return found


def as_graph(held: Holdings) -> Plain:
    """Return holdings as a networkx graph."""
    graph: Plain = nx.DiGraph()
    graph.add_nodes_from(range(held.nodes))
    for src, dst, share in zip(
        held.src.tolist(), held.dst.tolist(), held.share.tolist(), strict=True
    ):
        before = graph.edges[src, dst]["share"] if graph.has_edge(src, dst) else 0.0
        graph.add_edge(src, dst, share=before + share)
    return graph


def whole(companies: int) -> None:
    """Time a whole city, and single companies of it."""
    held, _ = timed(f"{companies:,} companies: make holdings", lambda: city(companies))
    sizes = np.bincount(held.circle)
    print(
        f"  {len(held):,} holdings; {(sizes > 1).sum():,} circles, the largest of {sizes.max():,}"
    )
    again = city(companies)
    shares, _ = timed("integrated ownership of all persons", lambda: integrated(again))
    found, _ = timed("control, all pairs", lambda: controls(again))
    owners, _ = timed("beneficial owners, control at hand", lambda: all_owners(again, 0.25, found))
    print(
        f"  {shares.nnz:,} shares, {len(found.company):,} controlled, {len(owners.person):,} owners"
    )
    asked = np.random.default_rng(2).integers(0, companies, 500).tolist()
    for what, one in (
        ("integrated ownership", lambda c: shares_in(again, c)),
        ("actual controller", lambda c: control_of(again, c)),
        ("beneficial owners with paths", lambda c: owners_of(again, c)),
    ):
        spent = []
        for company in asked:
            begun = time.perf_counter()
            one(company)
            spent.append((time.perf_counter() - begun) * 1000)
        middle, high = np.percentile(spent, [50, 95])
        print(f"one company, {what:<44}p50 {middle:>7.2f} ms   p95 {high:>7.2f} ms")


def beside(companies: int) -> None:
    """Time a slice beside networkx, and compare the answers."""
    held = city(companies)
    print(f"\n{companies:,} companies, the same holdings both ways")
    shares, ours = timed("arrays: integrated ownership", lambda: integrated(held))
    graph, built = timed("networkx: make the graph", lambda: as_graph(held))
    plain, walked = timed("networkx: multiply along paths", lambda: plain_shares(graph, companies))
    print(f"{'ratio':<58}{(built + walked) / ours:>10.1f}")
    rows, columns = np.array(list(plain)).T
    ringless = np.abs(np.asarray(shares[rows - companies, columns]).ravel() - list(plain.values()))
    print(f"  answers equal but for walks through circles: {(ringless < 1e-9).mean():.4%} of pairs")
    found, ours = timed("arrays: control", lambda: controls(held))
    naive, walked = timed("networkx: control", lambda: plain_control(graph, held.nodes))
    print(f"{'ratio':<58}{(built + walked) / ours:>10.1f}")
    pairs = set(zip(found.controller.tolist(), found.company.tolist(), strict=True))
    print(f"  answers equal: {pairs == naive}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--companies", type=int, default=1_000_000)
    arguments.add_argument("--slice", type=int, default=50_000)
    given = arguments.parse_args()
    whole(given.companies)
    beside(given.slice)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"\npeak memory {peak:.2f} GB")

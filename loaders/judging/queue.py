"""Which pairs are worth a person's time: the uncertain and the consequential first.

    worth = 4 p (1 - p) * (1 + LINKS * log2(1 + links) + MONEY * log10(1 + yuan) + GRADE * gap)

p is the probability that the two are one: at 0.5 asking tells most, near 0 or 1 nearly nothing.
Links and yuan (the sums of its events) are those of the lesser of the two, for these are what
moves to the other if they are one; gap is how far their credit scores lie apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.edition import Edition
from loaders.judging.judgements import Judgement

LINKS = 1.0  # [param] worth of each doubling of the links that would move
MONEY = 0.5  # [param] worth of each tenfold of the yuan that would move
GRADE = 0.1  # [param] worth of each point between the two credit scores
FORMULA = (
    f"worth = 4 p (1 - p) x (1 + {LINKS:g} log2(1 + links) + {MONEY:g} log10(1 + yuan) "
    f"+ {GRADE:g} score gap)"
)
COLUMNS = (
    "worth",
    "probability",
    "label",
    "a",
    "a_name",
    "b",
    "b_name",
    "links",
    "yuan",
    "gap",
    "judged",
    "evidence",
)

Floats = npt.NDArray[np.float64]


def queue(edition: Edition, judged: Sequence[Judgement], *, unsure: bool = False) -> pd.DataFrame:
    """Return the pairs that wait for a judgement, the worthiest first.

    Args:
        judged: the home's judgements; a pair judged `same` or `different` waits no longer, though
            no build has obeyed yet.
        unsure: also show pairs that were judged unsure.

    Returns:
        `a`, `b` (numbers), `probability`, `evidence`, `judged`, `links`, `yuan`, `gap`, `worth`;
        `told` puts them in words.
    """
    frame = edition.rows("edges/POSSIBLY_SAME_AS", slice(None))
    frame = frame[["src", "dst", "probability", "evidence"]]
    ends = np.sort(frame[["src", "dst"]].to_numpy(np.int64), axis=1)
    frame = frame.assign(a=ends[:, 0], b=ends[:, 1]).drop(columns=["src", "dst"])
    frame = frame.sort_values("probability", ascending=False, kind="stable")
    frame = frame[~frame.duplicated(["a", "b"])]
    frame = frame.merge(_verdicts(edition, judged), how="left", on=["a", "b"])
    frame = frame[frame["judged"].isna() | (unsure & (frame["judged"] == "unsure"))]
    frame = weighed(edition, frame)
    ranked = frame.sort_values(["worth", "a", "b"], ascending=[False, True, True], kind="stable")
    return ranked.reset_index(drop=True)


def told(edition: Edition, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of `queue` with ids and names, as COLUMNS."""
    a, b = (pairs[side].to_numpy(np.int64) for side in ("a", "b"))
    return pairs.assign(
        label=[edition.label_of(n) for n in a.tolist()],
        a=edition.id_list(a),
        b=edition.id_list(b),
        a_name=_names(edition, a),
        b_name=_names(edition, b),
    )[list(COLUMNS)]


def _verdicts(edition: Edition, judged: Sequence[Judgement]) -> pd.DataFrame:
    """Return what was judged last of each two, by their numbers in the edition."""
    found: dict[tuple[int, int], str] = {}
    for one in judged:
        if one.stands and one.a and one.b:
            ids = [edition.manifest["merged"].get(s.id, s.id) for s in (one.a, one.b)]
            places = [_number(edition, node_id) for node_id in ids]
            found[(min(places), max(places))] = one.verdict
    rows = [(a, b, verdict) for (a, b), verdict in found.items()]
    frame = pd.DataFrame(rows, columns=["a", "b", "judged"])
    return frame.astype({"a": "int64", "b": "int64", "judged": "object"})


def _number(edition: Edition, node_id: str) -> int:
    label = "Person" if node_id.startswith("P") else "Company"
    held = edition.ids(label)
    place = int(np.searchsorted(held, np.bytes_(node_id.encode())))
    there = place < len(held) and held[place] == np.bytes_(node_id.encode())
    return edition.span(label).start + place if there else -1


def weighed(edition: Edition, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs with `links`, `yuan`, `gap` and `worth`.

    Args:
        pairs: `a`, `b` (numbers) and `probability`.
    """
    a, b = (pairs[side].to_numpy(np.int64) for side in ("a", "b"))
    degrees = np.diff(edition.network.offsets)
    links = np.minimum(degrees[a], degrees[b])
    sums = _sums(edition, np.unique(np.r_[a, b]))
    yuan = np.minimum(sums[a], sums[b])
    scores = _scores(edition)
    gap = np.nan_to_num(np.abs(scores[a] - scores[b]))
    p = pairs["probability"].to_numpy(np.float64)
    moved = 1.0 + LINKS * np.log2(1.0 + links) + MONEY * np.log10(1.0 + yuan) + GRADE * gap
    return pairs.assign(links=links, yuan=yuan, gap=gap, worth=np.round(4 * p * (1 - p) * moved, 3))


def _sums(edition: Edition, nodes: npt.NDArray[np.int64]) -> Floats:
    """Return the yuan of each node's events, by number; 0 for nodes not asked for."""
    asked = np.zeros(edition.size, bool)
    asked[nodes] = True
    party = edition.column("edges/PARTY_TO", "src")
    mine = asked[party]
    event = edition.column("edges/PARTY_TO", "dst")[mine] - edition.span("Event").start
    amount = np.nan_to_num(edition.column("nodes/Event", "amount")[event])
    weights = np.maximum(amount, 0.0)
    return np.bincount(party[mine], weights, edition.size).astype(np.float64)


def _scores(edition: Edition) -> Floats:
    found = np.full(edition.size, np.nan)
    if edition.has("derived/grades"):
        found[edition.column("derived/grades", "node")] = edition.column("derived/grades", "score")
    return found


def _names(edition: Edition, numbers: npt.NDArray[np.int64]) -> list[str]:
    names = []
    for number in numbers.tolist():
        label = edition.label_of(number)
        held = edition.column(f"nodes/{label}", "name")[number - edition.span(label).start]
        names.append(str(held) if held is not None else edition.id(number))
    return names

"""What forbids that two companies are one, whatever else speaks for it.

Two codes of one kind; another class of legal form, or a group beside what is none; a branch
beside its head, or beside another branch; another number of several (一分店, 八分店). A register
that gives one code to two names is obeyed before: these rules are for companies without one.

**Source:** 企业名称登记管理规定 (State Council order 734 of 2020): a branch bears its head's name;
a change of legal form is a change of registration, which a former name tells.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.resolving.enterprises.known import Bools, Ints, Known, Names

# Classes that say less than others of the same family: 公司 may be limited or by shares.
_VAGUE = {"company": ("limited", "shares", "joint"), "partnership": ("partnership_",)}
REASONS = (
    "two codes",
    "two classes of legal form",
    "a group and what is none",
    "a branch and its head, or two branches",
    "two numbers of several",
)
NONE = -1
OF_FORM = (1, 2)
"""Reasons, as places in REASONS, that tell of the legal form."""


def forbidden_names(names: Names, one: Ints, two: Ints) -> npt.NDArray[np.int64]:
    """Return why two names cannot be of one company, as a place in REASONS; NONE: nothing does."""
    kinds = names.words["kind"][1]
    apart = ~_compatible(kinds)[names.code("kind", one), names.code("kind", two)]
    group = names.group[one] != names.group[two]
    branch = names.code("branch_number", one) != names.code("branch_number", two)
    numbers = names.code("numbers", one), names.code("numbers", two)
    several = numbers[0] != numbers[1]
    found = np.full(len(one), NONE, np.int64)
    for reason, hit in ((4, several), (3, branch), (2, group), (1, apart)):
        found = np.where(hit, reason, found)
    return found


def _compatible(kinds: npt.NDArray[np.object_]) -> Bools:
    """Return which classes of form may be of one company; an unstated one may be any."""
    table = np.eye(len(kinds), dtype=bool)
    for row, one in enumerate(kinds.tolist()):
        for column, two in enumerate(kinds.tolist()):
            # 厂(普通合伙) is the same works that is named without its kind of partners.
            more = two.startswith(f"{one}+")
            vague = more or any(two.startswith(start) for start in _VAGUE.get(one, ()))
            if not one or not two or vague:
                table[row, column] = table[column, row] = True
    return table


def forbidden_codes(known: Known, one: Ints, two: Ints) -> Bools:
    """Return which companies have codes of one kind that differ, and none in common."""
    differ = np.zeros(len(one), bool)
    for _, codes in known.codes.groupby("level"):
        held = codes.drop_duplicates(["entity", "value"])
        count = held["entity"].value_counts()
        single = held[~held["entity"].duplicated()].set_index("entity")["value"]
        value = single.reindex(np.arange(known.count)).to_numpy(float)
        a, b = value[one], value[two]
        clash = ~np.isnan(a) & ~np.isnan(b) & (a != b)
        if (count > 1).any():
            clash &= ~_meet(held, one, two)
        differ |= clash
    return differ


def _meet(held: pd.DataFrame, one: Ints, two: Ints) -> Bools:
    """Return which pairs have a value in common."""
    values = pd.DataFrame({"pair": np.arange(len(one)), "entity": one}).merge(held, on="entity")
    others = pd.DataFrame({"pair": np.arange(len(two)), "entity": two}).merge(held, on="entity")
    both = values.merge(others, on=["pair", "value"])["pair"].to_numpy()
    found = np.zeros(len(one), bool)
    found[both] = True
    return found

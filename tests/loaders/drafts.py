"""What tests ask of a draft."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graph.drafted import Draft


def ids_by_code(draft: Draft) -> npt.NDArray[np.object_]:
    """Return the id of each code by which a draft names its nodes."""
    assert draft.starts is not None
    runs = [
        (start, draft.frames[f"nodes/{label}"]["id"].to_numpy(object))
        for label, start in draft.starts.items()
    ]
    return np.concatenate([ids for _, ids in sorted(runs, key=lambda run: (run[0], len(run[1])))])

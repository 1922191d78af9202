"""People's numbers: a keyed hash to join on, a masked form to show, and free text made safe.

In clear they stand only in `deliveries/*/raw` and `rejects/`. The hash is never published.
"""

from graph.protection.keys import Key, digest_many
from graph.protection.masks import (
    MASKS,
    mask_email,
    mask_many,
    mask_name,
    mask_phone,
    mask_resident_id,
    mask_resident_id_for_exchange,
    mask_uscc,
)
from graph.protection.scrub import scrub, scrub_many

__all__ = [
    "MASKS",
    "Key",
    "digest_many",
    "mask_email",
    "mask_many",
    "mask_name",
    "mask_phone",
    "mask_resident_id",
    "mask_resident_id_for_exchange",
    "mask_uscc",
    "scrub",
    "scrub_many",
]

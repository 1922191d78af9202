"""People judge: same, different, unsure or split, kept for ever, and stronger than any model."""

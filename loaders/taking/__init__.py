"""Deliveries taken in: what is new, what came before, what was mended; rows read again."""

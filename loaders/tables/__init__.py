"""Declared tables, a folder a department; each is found by being there."""

"""Declared tables: read from their files as data, and held against the schema."""

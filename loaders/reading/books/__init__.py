"""Workbooks old and new, and web pages that are called so, as grids of text."""

from loaders.reading.books.excel import sheets
from loaders.reading.books.pages import pages

__all__ = ["pages", "sheets"]

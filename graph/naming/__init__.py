"""Names of companies taken apart: notes, place, core, trade, legal form, branch."""

"""The quality of what departments sent: counts, fields, codes, freshness, conflicts, drift.

`report.quality(home)` reads the deliveries that stand and the edition in use; nothing is written.
"""

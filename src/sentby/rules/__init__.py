"""The rulebook: pure functions from facts to decisions.

No Django, no input or output, no clock: a moment is always an argument, and it always has a time zone.
Each module is described on one page of the manual in `docs/rules/`, which names it at its end.
"""

"""The rulebook: pure functions from facts to decisions.

No Django, no input or output, no clock: a moment is always an argument, and it always has a time zone.
One module is one page of the manual in `docs/rules/`.
"""

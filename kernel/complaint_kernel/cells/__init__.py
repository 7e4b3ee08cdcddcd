"""Cells: what a complaint can be, cut where answers turn, and conditions over all of it at once.

`variables` cuts every name into cells; `diagram` answers for all cells at once; `conditions` turns a condition into a
diagram. The check asks them of every complaint, judging of what the missing facts of one complaint could still change.
"""

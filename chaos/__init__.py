"""Breaks an installation on purpose and compares Weibo's record with ours afterwards (docs/chaos.md).

Nothing of the product imports this package; what has to happen inside a process of the product happens in a wrapper
that starts it (`saboteur`, `shifted_clock`).
"""

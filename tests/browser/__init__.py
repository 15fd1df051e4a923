"""Whole pages in a real Chromium. See `tests/browser/conftest.py` for what a test here is given."""

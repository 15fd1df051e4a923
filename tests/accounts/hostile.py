"""Words that try to be more than words: markup, template code, marks that turn the direction of writing."""

import html
from typing import Any

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ request.user }}",
    "{% load x %}",
    "\u202eolleh",
    "a&b\"c'd",
    "=HYPERLINK(1)",
)


def shown_as_text(response: Any, words: str) -> bool:
    """The page holds the words, escaped, and never as markup or code."""
    page = response.content.decode()
    return response.status_code == 200 and html.escape(words) in page and ("<" not in words or words not in page)

"""C5: a post must stand by itself; many readers are on phones and open no link."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity
from content.lint.plain import is_empty, plain_words
from weibo.text import find_urls, weibo_length

HEADLINE_LENGTH = 30
_SENTENCE_END = re.compile(r"[。！？!?；;…\n]+")


def check(draft: Draft) -> Iterator[Finding]:
    """Only a link is an error; a headline and a link is a warning."""
    if not find_urls(draft.text):
        return
    words = plain_words(draft.text)
    if is_empty(words):
        sentence = _("正文只有链接，读者看不出内容。")
        yield Finding("link_only", Severity.ERROR, sentence, _("用一两句话写出要点，再附链接。"), source="C5")
    elif _is_headline(words):
        sentence = _("只有标题和链接，不点开就看不到内容。")
        yield Finding("headline_and_link", Severity.WARNING, sentence, _("把最有用的一点直接写在正文里。"), source="C5")


def _is_headline(words: str) -> bool:
    """One short phrase, whatever brackets stand around it."""
    phrases = [phrase for phrase in _SENTENCE_END.split(words) if not is_empty(phrase)]
    return len(phrases) <= 1 and weibo_length(words) <= HEADLINE_LENGTH

"""Is what stands on Weibo the text that we sent? Needed to settle a write without an answer (weibo-api section 8)."""

import re
import unicodedata

from weibo.text.length import URL

_TOPIC = re.compile(r"#[^#\r\n]{1,64}#")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060\ufe0e\ufe0f\ufeff]+")
# A link is shown by these words where the short link itself is left out.
_LINK_WORDS = ("网页链接",)
_CUT_MARK = "...全文"  # a single ellipsis character has become three dots by then
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&"))
_LEAST_CUT = 20  # characters that a cut text must at least have in common with what was sent


def normalise_for_match(text: str) -> str:
    """Return ``text`` without links, hash signs, blanks, and with one width: equal for a post and its reading back."""
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    text = URL.sub("", text)
    for words in _LINK_WORDS:
        text = text.replace(words, "")
    # Full-width signs may turn into a link or a hash, so both are taken out once more.
    text = URL.sub("", unicodedata.normalize("NFKC", text)).replace("#", "")
    return _INVISIBLE.sub("", text)


def same_post(sent: str, found: str) -> bool:
    """Tell whether ``found`` on the timeline is ``sent``: Weibo may shorten links, drop topics or cut the end.

    A post that holds nothing but links and topics matches no other text: its words would be empty.
    """
    ours, theirs = normalise_for_match(sent), normalise_for_match(found)
    if ours == theirs:
        return bool(ours) or sent.strip() == found.strip()
    bare = normalise_for_match(_TOPIC.sub("", sent))
    if bare and bare == theirs:
        return True
    return _is_cut(ours, theirs)


def _is_cut(ours: str, theirs: str) -> bool:
    head = theirs.removesuffix(_CUT_MARK)
    return head != theirs and len(head) >= _LEAST_CUT and ours.startswith(head)

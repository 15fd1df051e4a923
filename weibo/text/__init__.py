"""Text rules of Weibo: length, links, @, #topic#, emoticon codes, repost chains, ids. Pure and linear-time."""

from weibo.text.ids import base62_to_mid, id_floor_of_time, mid_to_base62, time_of_id
from weibo.text.length import LENGTH_LIMIT, LENGTH_SOFT_LIMIT, half_units, weibo_length
from weibo.text.marks import (
    ChainLink,
    Elements,
    elements,
    find_emoticons,
    find_mentions,
    find_topics,
    find_urls,
    split_repost_chain,
)
from weibo.text.matching import normalise_for_match, same_post
from weibo.text.words import find_words, holds_words, squeeze

__all__ = [
    "LENGTH_LIMIT",
    "LENGTH_SOFT_LIMIT",
    "ChainLink",
    "Elements",
    "base62_to_mid",
    "elements",
    "find_emoticons",
    "find_mentions",
    "find_topics",
    "find_urls",
    "find_words",
    "half_units",
    "holds_words",
    "id_floor_of_time",
    "mid_to_base62",
    "normalise_for_match",
    "same_post",
    "split_repost_chain",
    "squeeze",
    "time_of_id",
    "weibo_length",
]

"""What an approval is bound to."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from accounts.models import WeiboAccount
from content.hand_items import HandItem
from content.models import Media


def compute_hash(text: str, media: Sequence[Media], account: WeiboAccount, items: Iterable[HandItem] = ()) -> str:
    """Text, the bytes of the pictures in order, the account, and what a person adds by hand, as one SHA-256.

    A post without such items has the hash that it had before there were any.
    """
    parts: list[object] = [account.pk, text, [item.sha256 for item in media]]
    by_hand = [[item.kind, item.title, item.detail] for item in items]
    if by_hand:
        parts.append(by_hand)
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

"""What an approval is bound to."""

import hashlib
import json
from collections.abc import Sequence

from accounts.models import WeiboAccount
from content.models import Media


def compute_hash(text: str, media: Sequence[Media], account: WeiboAccount) -> str:
    """Text, the bytes of the pictures in order, and the account, as one SHA-256."""
    parts = [account.pk, text, [item.sha256 for item in media]]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

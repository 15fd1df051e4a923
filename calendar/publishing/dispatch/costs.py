"""How many calls a send takes, and to which endpoint: what `publishing.dispatch.calls` really makes. Pure."""

from accounts.models import Channel
from publishing.models import Slot
from weibo.text import LENGTH_LIMIT, weibo_length

Cost = tuple[str, int]


def cost_of(channel: str, *, pictures: int = 0, text: str = "", repost: bool = False) -> Cost:
    """Endpoint and number of calls; a commercial post stores several pictures, or one of a long text, beforehand."""
    commercial = channel == Channel.COMMERCIAL
    if repost:
        return ("statuses/repost/biz" if commercial else "statuses/repost"), 1
    if not commercial:
        return "statuses/share", 1
    if not pictures:
        return "statuses/update/biz", 1
    if pictures == 1 and weibo_length(text) <= LENGTH_LIMIT:
        return "statuses/upload/biz", 1
    return "statuses/upload_url_text/biz", pictures + 1


def cost_of_slot(slot: Slot) -> Cost:
    """The cost of a slot whose account, post and version with its pictures are loaded."""
    if slot.account.channel != Channel.COMMERCIAL:
        return cost_of(slot.account.channel, repost=slot.post.is_repost)
    version = slot.post.version
    pictures = len(version.version_media.all()) if version else 0
    return cost_of(
        slot.account.channel, pictures=pictures, text=version.text if version else "", repost=slot.post.is_repost
    )

"""Which call publishes a claimed slot, by channel (weibo-api 2.1 and 9)."""

from django.conf import settings
from django.core.files.storage import default_storage

from accounts.models import Channel
from publishing.dispatch.messages import Claimed
from weibo.calls.call import Call, Picture
from weibo.calls.commercial import repost_biz, update_biz, upload_biz, upload_url_text_biz
from weibo.calls.statuses import repost, share
from weibo.client import WeiboClient
from weibo.text import LENGTH_LIMIT, weibo_length
from weibo.types import Status


def read_pictures(names: tuple[str, ...]) -> list[Picture]:
    """The bytes of the pictures, in order. Raises `OSError` when one is gone."""
    pictures = []
    for name in names:
        with default_storage.open(name) as file:
            pictures.append(Picture(file.read()))
    return pictures


def plain_call(claimed: Claimed) -> Call[Status]:
    """The one call that publishes a post without pictures."""
    token, text, address = claimed.token, claimed.text, settings.WEIBO_SERVER_IP
    if claimed.repost_of:
        build = repost_biz if claimed.channel == Channel.COMMERCIAL else repost
        return build(token, claimed.repost_of, text, rip=address)
    if claimed.channel != Channel.COMMERCIAL:
        return share(token, text, rip=address)
    return update_biz(token, text, long=weibo_length(text) > LENGTH_LIMIT, rip=address)


async def call_with_pictures(client: WeiboClient, claimed: Claimed, pictures: list[Picture]) -> Call[Status]:
    """The one call that publishes. For several pictures of a commercial app it stores them first, which shows nothing
    to anybody. Raises one of `weibo.errors` when that fails."""
    token, text, address = claimed.token, claimed.text, settings.WEIBO_SERVER_IP
    if claimed.repost_of or not pictures:
        return plain_call(claimed)
    if claimed.channel != Channel.COMMERCIAL:
        return share(token, text, pic=pictures[0], rip=address)
    long = weibo_length(text) > LENGTH_LIMIT
    if len(pictures) == 1 and not long:
        return upload_biz(token, text, pictures[0], rip=address)
    ids = [await client.upload_pic_biz(token, picture) for picture in pictures]
    return upload_url_text_biz(token, text, ids, long=long, rip=address)

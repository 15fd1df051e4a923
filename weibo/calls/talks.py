"""The fans service platform: private messages to somebody who wrote first (weibo-api section 10)."""

import json
from urllib.parse import quote

from weibo.calls.call import Call, Host, get, post
from weibo.types import Delivered, FanInfo


def messages_reply(token: str, receiver_id: str, text: str) -> Call[Delivered]:
    """Write to a fan within his window, with the token of the platform."""
    return post("/2/messages/reply.json", Delivered.from_json, _message(token, receiver_id, text), Host.M)


def messages_reply_biz(token: str, receiver_id: str, text: str) -> Call[Delivered]:
    """The same with the grant for a commercial app."""
    return post("/2/messages/reply/biz.json", Delivered.from_json, _message(token, receiver_id, text), Host.C_API)


def eps_user_info(token: str, uid: str) -> Call[FanInfo]:
    """Ask who a fan is."""
    return get("/2/eps/user/info.json", FanInfo.from_json, {"access_token": token, "uid": uid}, Host.M)


def _message(token: str, receiver_id: str, text: str) -> dict[str, str | int | bool | None]:
    # The platform wants `data` encoded as for a URL, and then once more as every field of a form.
    words = text.encode("utf-8", "replace").decode()
    data = quote(json.dumps({"text": words}, ensure_ascii=False))
    return {"access_token": token, "type": "text", "data": data, "receiver_id": receiver_id, "save_sender_box": 1}

"""A small synchronous door to Weibo for everything but the sender.

One background thread with one event loop per process carries the calls of all threads. After a fork the child opens a
loop of its own; the parent's sockets are left alone. At exit the session is closed.
"""

import asyncio
import atexit
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Generic, ParamSpec, TypeVar

import aiohttp

from weibo.calls import comments, commercial, oauth, statuses, talks, users
from weibo.calls.call import Call
from weibo.client import authorize_url
from weibo.streaming import SILENCE, Piece, PushStream, open_stream
from weibo.transport import DEFAULT_TIMEOUTS, Hosts, Timeouts, make, new_session

__all__ = ["SyncPush", "SyncWeibo", "close_door"]

P = ParamSpec("P")
T = TypeVar("T")

_CLOSING_SECONDS = 5


class _Loop:
    """The background loop of this process with one session per time-out setting."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._sessions: dict[Timeouts, aiohttp.ClientSession] = {}
        self._thread = threading.Thread(target=self._loop.run_forever, name="weibo-door", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def make(self, hosts: Hosts, timeouts: Timeouts, call: Call[T]) -> T:
        if timeouts not in self._sessions:
            self._sessions[timeouts] = new_session(timeouts)
        return await make(self._sessions[timeouts], hosts, call)

    async def open(self, hosts: Hosts, call: Call[None]) -> PushStream:
        if SILENCE not in self._sessions:
            self._sessions[SILENCE] = new_session(SILENCE)
        return await open_stream(self._sessions[SILENCE], hosts, call)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close_sessions(), self._loop).result(_CLOSING_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSING_SECONDS)
        self._loop.close()

    async def _close_sessions(self) -> None:
        while self._sessions:
            await self._sessions.popitem()[1].close()


class _Process:
    """The loop that belongs to this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: _Loop | None = None
        # Loops of parents are kept so that nothing closes, or warns about, sockets that this process shares with them.
        self._of_parents: list[_Loop] = []

    def loop(self) -> _Loop:
        with self._lock:
            if self._loop is None:
                self._loop = _Loop()
            return self._loop

    def after_fork(self) -> None:
        self._lock = threading.Lock()
        if self._loop is not None:
            self._of_parents.append(self._loop)
            self._loop = None

    def close(self) -> None:
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.close()


_process = _Process()
os.register_at_fork(after_in_child=_process.after_fork)
atexit.register(_process.close)


class SyncPush:
    """A push stream that was opened; blocking. Belongs to the process that opened it."""

    def __init__(self, stream: PushStream) -> None:
        self._stream = stream

    def read(self, wait: float) -> Piece:
        """See `PushStream.read`."""
        return _process.loop().run(self._stream.read(wait))

    def close(self) -> None:
        """Hang up."""
        _process.loop().run(self._stream.close())


class SyncEndpoint(Generic[P, T]):
    """A method of ``SyncWeibo`` with the parameters of the function that builds its call."""

    def __init__(self, build: Callable[P, Call[T]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__

    def __get__(self, door: "SyncWeibo", owner: type) -> Callable[P, T]:
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            return door.make(self.build(*args, **kwargs))

        return ask


class SyncWeibo:
    """The same methods as ``WeiboClient``, blocking. Cheap to create, safe to share between threads."""

    def __init__(self, hosts: Hosts, *, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> None:
        self.hosts = hosts
        self._timeouts = timeouts

    def make(self, call: Call[T]) -> T:
        """Make a call that a function of ``weibo.calls`` built."""
        loop = _process.loop()
        return loop.run(loop.make(self.hosts, self._timeouts, call))

    def open(self, call: Call[None]) -> SyncPush:
        """Open a stream that a function of ``weibo.calls.pushing`` described."""
        loop = _process.loop()
        return SyncPush(loop.run(loop.open(self.hosts, call)))

    def authorize_url(
        self, client_id: str, redirect_uri: str, *, state: str, scope: str = "", forcelogin: bool = False
    ) -> str:
        """Return the address of the consent page to send the person to."""
        return authorize_url(self.hosts, client_id, redirect_uri, state=state, scope=scope, forcelogin=forcelogin)

    access_token = SyncEndpoint(oauth.access_token)
    get_token_info = SyncEndpoint(oauth.get_token_info)
    revoke = SyncEndpoint(oauth.revoke)

    share = SyncEndpoint(statuses.share)
    repost = SyncEndpoint(statuses.repost)
    destroy = SyncEndpoint(statuses.destroy)
    show = SyncEndpoint(statuses.show)
    user_timeline = SyncEndpoint(statuses.user_timeline)
    mentions = SyncEndpoint(statuses.mentions)
    repost_timeline = SyncEndpoint(statuses.repost_timeline)
    count = SyncEndpoint(statuses.count)

    comments_create = SyncEndpoint(comments.comments_create)
    comments_reply = SyncEndpoint(comments.comments_reply)
    comments_destroy = SyncEndpoint(comments.comments_destroy)
    comments_show = SyncEndpoint(comments.comments_show)
    comments_to_me = SyncEndpoint(comments.comments_to_me)
    comments_by_me = SyncEndpoint(comments.comments_by_me)
    comments_mentions = SyncEndpoint(comments.comments_mentions)

    users_show = SyncEndpoint(users.users_show)
    users_counts = SyncEndpoint(users.users_counts)
    get_uid = SyncEndpoint(users.get_uid)
    rate_limit_status = SyncEndpoint(users.rate_limit_status)
    emotions = SyncEndpoint(users.emotions)
    friendships_friends = SyncEndpoint(users.friendships_friends)
    friendships_followers = SyncEndpoint(users.friendships_followers)
    friendships_show = SyncEndpoint(users.friendships_show)
    friendships_create = SyncEndpoint(users.friendships_create)
    friendships_destroy = SyncEndpoint(users.friendships_destroy)
    unread_count = SyncEndpoint(users.unread_count)

    update_biz = SyncEndpoint(commercial.update_biz)
    upload_biz = SyncEndpoint(commercial.upload_biz)
    upload_pic_biz = SyncEndpoint(commercial.upload_pic_biz)
    upload_url_text_biz = SyncEndpoint(commercial.upload_url_text_biz)
    repost_biz = SyncEndpoint(commercial.repost_biz)
    destroy_biz = SyncEndpoint(commercial.destroy_biz)
    user_timeline_biz = SyncEndpoint(commercial.user_timeline_biz)
    user_timeline_other = SyncEndpoint(commercial.user_timeline_other)
    mentions_biz = SyncEndpoint(commercial.mentions_biz)
    show_batch_biz = SyncEndpoint(commercial.show_batch_biz)
    comments_to_me_biz = SyncEndpoint(commercial.comments_to_me_biz)
    search_limited = SyncEndpoint(commercial.search_limited)

    messages_reply = SyncEndpoint(talks.messages_reply)
    messages_reply_biz = SyncEndpoint(talks.messages_reply_biz)
    eps_user_info = SyncEndpoint(talks.eps_user_info)


def close_door() -> None:
    """Close this process's connections now instead of at exit; the next call opens new ones."""
    _process.close()

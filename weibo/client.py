"""The asynchronous client: one method per endpoint, each a line that names the function which builds its call."""

from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Generic, ParamSpec, Self, TypeVar

import aiohttp

from weibo.calls import comments, commercial, oauth, statuses, talks, users
from weibo.calls.call import Call, Paging, Picture
from weibo.calls.commercial import Search
from weibo.transport import DEFAULT_TIMEOUTS, Hosts, Timeouts, make, new_session

__all__ = ["Hosts", "Paging", "Picture", "Search", "Timeouts", "WeiboClient", "new_session"]

P = ParamSpec("P")
T = TypeVar("T")


class Endpoint(Generic[P, T]):
    """A method of ``WeiboClient`` with the parameters of the function that builds its call."""

    def __init__(self, build: Callable[P, Call[T]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__

    def __get__(self, client: "WeiboClient", owner: type) -> Callable[P, Coroutine[Any, Any, T]]:
        def ask(*args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
            return client.make(self.build(*args, **kwargs))

        return ask


class WeiboClient:
    """Talks to Weibo, or to the sandbox when ``hosts`` point there. Use it inside one event loop.

    A ``session`` that is passed in stays the caller's to close; otherwise ``async with`` closes the own one.
    """

    def __init__(
        self,
        hosts: Hosts,
        *,
        session: aiohttp.ClientSession | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        connections: int = 100,
    ) -> None:
        self.hosts = hosts
        self._timeouts = timeouts
        self._connections = connections
        self._session = session
        self._owns_session = session is None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the own session."""
        if self._owns_session and self._session is not None:
            await self._session.close()
            self._session = None

    async def make(self, call: Call[T]) -> T:
        """Make a call that a function of ``weibo.calls`` built."""
        if self._session is None:
            self._session = new_session(self._timeouts, connections=self._connections)
        return await make(self._session, self.hosts, call)

    def authorize_url(
        self, client_id: str, redirect_uri: str, *, state: str, scope: str = "", forcelogin: bool = False
    ) -> str:
        """Return the address of the consent page to send the person to."""
        return authorize_url(self.hosts, client_id, redirect_uri, state=state, scope=scope, forcelogin=forcelogin)

    access_token = Endpoint(oauth.access_token)
    get_token_info = Endpoint(oauth.get_token_info)
    revoke = Endpoint(oauth.revoke)

    share = Endpoint(statuses.share)
    repost = Endpoint(statuses.repost)
    destroy = Endpoint(statuses.destroy)
    show = Endpoint(statuses.show)
    user_timeline = Endpoint(statuses.user_timeline)
    mentions = Endpoint(statuses.mentions)
    repost_timeline = Endpoint(statuses.repost_timeline)
    count = Endpoint(statuses.count)

    comments_create = Endpoint(comments.comments_create)
    comments_reply = Endpoint(comments.comments_reply)
    comments_destroy = Endpoint(comments.comments_destroy)
    comments_show = Endpoint(comments.comments_show)
    comments_to_me = Endpoint(comments.comments_to_me)
    comments_by_me = Endpoint(comments.comments_by_me)
    comments_mentions = Endpoint(comments.comments_mentions)

    users_show = Endpoint(users.users_show)
    users_counts = Endpoint(users.users_counts)
    get_uid = Endpoint(users.get_uid)
    rate_limit_status = Endpoint(users.rate_limit_status)
    emotions = Endpoint(users.emotions)
    friendships_friends = Endpoint(users.friendships_friends)
    friendships_followers = Endpoint(users.friendships_followers)
    friendships_show = Endpoint(users.friendships_show)
    friendships_create = Endpoint(users.friendships_create)
    friendships_destroy = Endpoint(users.friendships_destroy)
    unread_count = Endpoint(users.unread_count)

    update_biz = Endpoint(commercial.update_biz)
    upload_biz = Endpoint(commercial.upload_biz)
    upload_pic_biz = Endpoint(commercial.upload_pic_biz)
    upload_url_text_biz = Endpoint(commercial.upload_url_text_biz)
    repost_biz = Endpoint(commercial.repost_biz)
    destroy_biz = Endpoint(commercial.destroy_biz)
    user_timeline_biz = Endpoint(commercial.user_timeline_biz)
    user_timeline_other = Endpoint(commercial.user_timeline_other)
    mentions_biz = Endpoint(commercial.mentions_biz)
    show_batch_biz = Endpoint(commercial.show_batch_biz)
    comments_to_me_biz = Endpoint(commercial.comments_to_me_biz)
    search_limited = Endpoint(commercial.search_limited)

    messages_reply = Endpoint(talks.messages_reply)
    messages_reply_biz = Endpoint(talks.messages_reply_biz)
    eps_user_info = Endpoint(talks.eps_user_info)


def authorize_url(
    hosts: Hosts, client_id: str, redirect_uri: str, *, state: str, scope: str = "", forcelogin: bool = False
) -> str:
    """Return the address of the consent page; ``state`` comes back with the code and must be compared."""
    query = oauth.authorize_query(client_id, redirect_uri, state=state, scope=scope, forcelogin=forcelogin)
    return f"{hosts.authorize}/oauth2/authorize?{query}"

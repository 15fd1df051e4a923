"""A draft of the sample company on its way to being approved."""

import datetime as dt

from accounts.models import User
from content.models import Post
from content.services import approve, submit_for_review


def approved(post: Post, *, by: User, chief: User, submitted: dt.datetime, decided: dt.datetime | None = None) -> Post:
    """The author submits it and the chief approves it, at once unless said otherwise."""
    post = submit_for_review(post=post, by=by, at=submitted)
    return approve(post=post, version_id=post.version_id or 0, by=chief, at=decided or submitted)

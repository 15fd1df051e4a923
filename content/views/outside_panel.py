"""What the page of a post shows of people asked outside."""

import datetime as dt
from typing import Any

from accounts.models import User
from accounts.sign_in.invitations import mail_works
from content.access import may_ask_outside
from content.forms.outside import OutsideForm
from content.models import Post
from content.queries.outside import open_for_outside, outside_lines, people_to_ask


def outside_standing(user: User, post: Post, *, at: dt.datetime) -> dict[str, Any]:
    """Who was asked and how each question stands; the form for whoever may ask, with the people a step names."""
    may_ask = may_ask_outside(user, post)
    asks_more = may_ask and post.version is not None and open_for_outside(post)
    return {
        "lines": outside_lines(post, at=at),
        "may_ask": may_ask,
        "form": OutsideForm(auto_id="outside-%s") if asks_more else None,
        "named": people_to_ask(post) if asks_more else [],
        "mail_works": mail_works(),
    }

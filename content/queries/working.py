"""What was typed and not saved: one's own to go on with, and whether a colleague writes on the same post."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User, WeiboAccount
from content.models import Idea, Post, PostVersion, WorkingCopy
from content.queries.versions import difference

BESIDE = dt.timedelta(minutes=10)
"""Who typed within so long counts as writing now."""
Changes = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody writes: for an account, on a post, or on a new one for an idea or for none."""

    account: WeiboAccount
    post: Post | None = None
    idea: Idea | None = None

    def fields(self) -> dict[str, int | None]:
        """The key of its working copy; the idea of a post that exists says nothing more."""
        idea = self.idea.pk if self.idea and not self.post else None
        return {"account_id": self.account.pk, "post_id": self.post.pk if self.post else None, "idea_id": idea}


def writing_at(place: Place, by: User) -> WorkingCopy | None:
    """One's own unsaved writing there."""
    rows = WorkingCopy.objects.filter(person=by, **place.fields())
    return rows.select_related("base").first()


def also_writing(post: Post, by: User, *, at: dt.datetime) -> list[str]:
    """The names of colleagues who are typing on the same post."""
    rows = WorkingCopy.objects.filter(post=post, saved_at__gt=at - BESIDE).exclude(person=by)
    return [str(row.person) for row in rows.select_related("person").order_by("saved_at")]


def unsaved_of(by: User, account_ids: Iterable[int]) -> list[WorkingCopy]:
    """New posts that he began for these accounts and did not save, newest first."""
    rows = WorkingCopy.objects.filter(person=by, post__isnull=True, account__in=list(account_ids))
    return list(rows.select_related("account", "idea")[:20])


@dataclass(frozen=True, slots=True)
class Overlap:
    """A colleague saved a version while somebody else was writing."""

    version: PostVersion
    theirs: Changes  # from the version that the writer began with to the colleague's
    mine: Changes  # from the colleague's version to what the writer has now


def overlap_of(post: Post, base_id: int | None, text: str) -> Overlap | None:
    """What both did since `base_id`; None when nobody was faster."""
    if post.version is None or base_id is None or base_id == post.version_id:
        return None
    base = PostVersion.objects.filter(post=post, pk=base_id).first()
    theirs = list(difference(base.text if base else "", post.version.text))
    return Overlap(post.version, theirs, list(difference(post.version.text, text)))


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier wording: when, whose, and how it differs from what came before it."""

    label: str
    at: dt.datetime
    who: str
    text: str
    changes: Changes


def earlier_wordings(place: Place, by: User) -> list[Earlier]:
    """Steps of the unsaved writing and the saved versions, newest first."""
    copy = writing_at(place, by)
    steps = [(dt.datetime.fromisoformat(step["at"]), step["text"]) for step in (copy.steps if copy else [])]
    own = [
        Earlier("", at, str(by), text, list(difference(text, copy.text if copy else "")))
        for at, text in reversed(steps)
    ]
    if place.post is None:
        return own
    rows = list(place.post.versions.select_related("author").order_by("-number")[:20])
    before = [*[row.text for row in rows[1:]], ""]
    saved = [
        Earlier(f"v{row.number}", row.created_at, str(row.author or "—"), row.text, list(difference(earlier, row.text)))
        for row, earlier in zip(rows, before, strict=True)
    ]
    return own + saved

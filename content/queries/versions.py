"""Versions of a post beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from content.lint.differing import difference
from content.models import Post, PostVersion
from core.models import AuditEntry

__all__ = ["VersionStep", "difference", "finding_keys_of", "timeline", "version_steps"]


@dataclass(frozen=True, slots=True)
class VersionStep:
    """A version with the one before it."""

    version: PostVersion
    before: PostVersion | None


def version_steps(post: Post) -> list[VersionStep]:
    """All versions, newest first, each with its predecessor."""
    rows = list(post.versions.select_related("author").prefetch_related("version_media__media").order_by("-number"))
    return [VersionStep(row, before) for row, before in zip(rows, [*rows[1:], None], strict=True)]


def timeline(post: Post) -> list[AuditEntry]:
    """What happened to this post, newest first."""
    return list(AuditEntry.objects.filter(object_type="content.post", object_id=str(post.pk)).order_by("-pk")[:50])


def finding_keys_of(ids: Iterable[int]) -> dict[int | None, frozenset[str]]:
    """By version: what lint found when it was submitted, as keys; not those of which no keys were kept."""
    rows = PostVersion.objects.filter(pk__in=list(ids)).order_by().values_list("pk", "findings")
    return {pk: frozenset(each["key"] for each in found) for pk, found in rows if all("key" in each for each in found)}

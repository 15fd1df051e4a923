"""User stories (C9): the list, its filter, and the words that ask for consent."""

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from content.models import Permission, Post, UserStory


def stories(permission: str, words: str) -> "QuerySet[UserStory]":
    """Newest first; `permission` empty for all."""
    rows = UserStory.objects.select_related("collected_by", "permission_by", "thanked_by")
    if permission in Permission.values:
        rows = rows.filter(permission=permission)
    return rows.filter(Q(text__icontains=words) | Q(author_name__icontains=words)) if words else rows


def with_posts(rows: "QuerySet[UserStory]", seen: "QuerySet[Post]") -> "QuerySet[UserStory]":
    """Each with the posts that quote it, of those the asking person may see, as `quoted`."""
    return rows.prefetch_related(Prefetch("posts", seen.select_related("account"), to_attr="quoted"))


def permission_counts() -> list[tuple[str, str, int]]:
    """Value, label and number of each state."""
    found = dict(UserStory.objects.order_by().values_list("permission").annotate(n=Count("pk")))
    return [(value, str(label), found.get(value, 0)) for value, label in Permission.choices]


def asking_words() -> str:
    """What is sent to the author: who asks, for what, where it will stand, and that he may say no."""
    return _(
        "您好，看到您分享的使用体验，很受启发。想请您同意我们在官方微博引用或转发这条内容，会注明出自您。"
        "同意的话请回复“同意”；不方便也没关系，之后想撤回随时告诉我们。谢谢您。"
    )

"""Tags for pages (E1)."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from engagement.models import CloseReason, Priority, Thread, ThreadTag
from engagement.sorting.wishes import Wish


def all_tags() -> list[ThreadTag]:
    """Every tag by name."""
    return list(ThreadTag.objects.all())


def with_tags(threads: Iterable[Thread], tags: Iterable[ThreadTag]) -> None:
    """Give each thread the tags it wears as `tags`, for templates."""
    known = {tag.pk: tag for tag in tags}
    for thread in threads:
        thread.tags = [known[pk] for pk in thread.tag_ids if pk in known]  # type: ignore[attr-defined]


def tags_with_counts() -> list[ThreadTag]:
    """Every tag with how many threads wear it as `worn`; two queries."""
    tags = all_tags()
    wanted = {f"t{tag.pk}": Count("pk", filter=Q(tag_ids__contains=[tag.pk])) for tag in tags}
    counts = Thread.objects.aggregate(**wanted) if wanted else {}
    for tag in tags:
        tag.worn = counts[f"t{tag.pk}"]  # type: ignore[attr-defined]
    return tags


def wish_told(wish: Wish) -> str:
    """What is about to be done with many threads, for people."""
    number = int(wish.value) if wish.value.isdecimal() else 0
    if wish.action == "assign":
        person = User.objects.filter(pk=number).first()
        return _("分配给%(name)s。") % {"name": person} if person else _("取消分配。")
    if wish.action in ("tag", "untag"):
        name = ThreadTag.objects.filter(pk=number).values_list("name", flat=True).first() or "—"
        return (_("加标签“%(name)s”。") if wish.action == "tag" else _("去掉标签“%(name)s”。")) % {"name": name}
    if wish.action == "priority":
        return _("优先级改为%(name)s。") % {"name": dict(Priority.choices).get(number, "—")}
    if wish.action == "close":
        return _("关闭，理由：%(name)s。") % {"name": dict(CloseReason.choices).get(wish.value, "—")}
    return _("推迟。")

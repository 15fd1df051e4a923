"""Doors of listening: what is heard belongs to the whole matrix; who monitors for one account may enter."""

from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from accounts.access import require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from core.errors import NotFound
from monitoring.models import Alert, KeywordSet, Mention, MentionImport, Source

if TYPE_CHECKING:
    from django.http import HttpRequest

Row = TypeVar("Row")


def listener(request: "HttpRequest") -> User:
    """The signed-in person, when he monitors for at least one account; otherwise 403."""
    return require_somewhere(request.user, Can.MONITOR)


def _behind_door(request: "HttpRequest", found: Row | None, sentence: str) -> Row:
    """What was found, for those who monitor; strangers learn nothing, not even whether it exists."""
    if found is None or not rights_of(request.user).may_somewhere(Can.VIEW):
        raise NotFound(sentence)
    listener(request)
    return found


def set_for(request: "HttpRequest", pk: int) -> KeywordSet:
    """One keyword set. Raises `NotFound`, `Forbidden`."""
    found = KeywordSet.objects.select_related("owner").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这个词组。"))


def mention_for(request: "HttpRequest", pk: int) -> Mention:
    """One mention. Raises `NotFound`, `Forbidden`."""
    found = Mention.objects.select_related("source").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这条内容，可能已随导入撤销。"))


def import_for(request: "HttpRequest", pk: int) -> MentionImport:
    """One import. Raises `NotFound`, `Forbidden`."""
    found = MentionImport.objects.select_related("job", "source").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这次导入。"))


def alert_for(request: "HttpRequest", pk: int) -> Alert:
    """One alert. Raises `NotFound`, `Forbidden`."""
    found = Alert.objects.select_related("keyword_set").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这条预警。"))


def source_for(request: "HttpRequest", pk: int) -> Source:
    """One source. Raises `NotFound`, `Forbidden`."""
    found = Source.objects.select_related("account").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这个来源。"))

"""Groups of near-identical mentions: the list, one of them, and what people do with it (M4)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import rights_of
from accounts.roles import Can
from core.http import done, int_param, page_or_fragment, safe_next, text_param, whole_number, whole_numbers
from monitoring.access import group_change_for, group_for, listener, set_for
from monitoring.forms import GroupFilterForm
from monitoring.models import GroupChange, MentionGroup
from monitoring.queries import groups as queries
from monitoring.queries.cases import cases_of_group
from monitoring.queries.wordings import wordings_of
from monitoring.services import (
    add_spelling,
    idea_from_group,
    merge_groups,
    mute_group,
    split_group,
    undo_change,
)


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """The list: one line a group."""
    listener(request)
    filters = GroupFilterForm(request.GET).filters()
    before, after = int_param(request, "before"), int_param(request, "after")
    page, rows = queries.group_page(filters, before=before, after=after, now=timezone.now())
    context = {"page": page, "rows": rows, "filters": filters, "sets": queries.set_choices(), "days": queries.DAYS}
    return page_or_fragment(request, "monitoring/groups.html", "monitoring/_groups.html", context)


@require_GET
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    """One group; a merged one leads to what it belongs to now."""
    found = group_for(request, group_id)
    if found.pk != group_id:
        return HttpResponseRedirect(_url(found))
    words = text_param(request, "into")
    context = {
        **queries.whole_page(found),
        "wordings": wordings_of(found),
        "cases": cases_of_group(found.pk),
        "page": queries.member_page(found, before=int_param(request, "before"), after=int_param(request, "after")),
        "into_words": words,
        "mergeable": queries.mergeable(found, words) if "into" in request.GET else None,
        "may_write": rights_of(request.user).may_somewhere(Can.WRITE),
    }
    return render(request, "monitoring/group.html", context)


@require_POST
def group_split(request: HttpRequest, group_id: int) -> HttpResponse:
    """The chosen wordings become a group of their own."""
    found, user = group_for(request, group_id), listener(request)
    chosen = whole_numbers(request.POST.getlist("mention"))
    change = split_group(group=found, mention_ids=chosen, by=user, at=timezone.now())
    return _changed(request, change, change.from_id, _split_sentence(change))


def _split_sentence(change: GroupChange) -> str:
    n = len(change.mention_ids)
    sentence = ngettext("已拆出 %(n)d 条。", "已拆出 %(n)d 条。", n) % {"n": n}
    if change.bands or change.made_bands:
        return sentence
    return _("%(done)s 两种说法太接近，之后进来的同样内容仍会归入原来的组。") % {"done": sentence}


@require_POST
def group_merge(request: HttpRequest, group_id: int) -> HttpResponse:
    """All of it belongs to another group from now on."""
    found, user = group_for(request, group_id), listener(request)
    into = group_for(request, whole_number(request.POST.get("into", "")) or 0)
    change = merge_groups(group=found, into=into, by=user, at=timezone.now())
    n = len(change.mention_ids)
    sentence = ngettext("已把 %(n)d 条并入这个组。", "已把 %(n)d 条并入这个组。", n) % {"n": n}
    return _changed(request, change, into.pk, sentence)


def _changed(request: HttpRequest, change: GroupChange, group_id: int, sentence: str) -> HttpResponse:
    undo = reverse("monitoring:group_undo", args=[change.pk])
    return done(request, reverse("monitoring:group", args=[group_id]), sentence, undo_url=undo)


@require_POST
def group_undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """What moved goes back."""
    change, user = group_change_for(request, change_id), listener(request)
    undo_change(change=change, by=user, at=timezone.now())
    url = reverse("monitoring:group", args=[change.from_id])
    return done(request, url, _("已撤销。之后进来的内容留在原处。"))


@require_POST
def group_mute(request: HttpRequest, group_id: int) -> HttpResponse:
    """Out of the list, or back into it."""
    found, user = group_for(request, group_id), listener(request)
    muted = request.POST.get("muted") == "1"
    mute_group(group=found, muted=muted, by=user, at=timezone.now())
    sentence = _("已静音，列表里不再出现，仍会计数。") if muted else _("已取消静音。")
    return done(request, safe_next(request, _url(found)), sentence)


@require_POST
def group_idea(request: HttpRequest, group_id: int) -> HttpResponse:
    """What many say becomes an idea, with the figures (C10)."""
    found, user = group_for(request, group_id), listener(request)
    idea = idea_from_group(group=found, by=user, at=timezone.now())
    return done(request, _url(found), _("已存为选题：%(title)s") % {"title": idea.title})


@require_POST
def group_word(request: HttpRequest, group_id: int) -> HttpResponse:
    """A word of the group goes into a keyword set (M1)."""
    found, user = group_for(request, group_id), listener(request)
    keyword_set = set_for(request, whole_number(request.POST.get("set", "")) or 0)
    word = request.POST.get("word", "").strip()
    add_spelling(keyword_set=keyword_set, word=word, by=user, at=timezone.now())
    return done(request, _url(found), _("“%(word)s”已加入%(set)s。") % {"word": word, "set": keyword_set.name})


def _url(found: MentionGroup) -> str:
    return reverse("monitoring:group", args=[found.pk])

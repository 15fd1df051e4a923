"""Hot topics: the page, the small card, and what is made of one (M7)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import account_for, require, rights_of
from accounts.models import TagSort, TagState
from accounts.roles import Can
from accounts.services import TagInput, add_tag
from core.errors import NotFound
from core.http import done, page_or_fragment, safe_next, whole_number
from monitoring.access import hidden_for, listener
from monitoring.models import TopicSpan
from monitoring.queries import topics as queries
from monitoring.queries.topics import Topic
from monitoring.services import hide_topic, idea_from_topic, show_topic


@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    """All matters of a span."""
    user, span = listener(request), queries.span_of(request.GET.get("span", ""))
    rights, now = rights_of(user), timezone.now()
    may_write = rights.may_somewhere(Can.WRITE)
    context: dict[str, Any] = {
        "found": queries.topics_page(span, now=now),
        "span": span,
        "spans": TopicSpan.choices,
        "may_write": may_write,
        "may_run": rights.may_somewhere(Can.CAMPAIGN),
        "openings": queries.next_openings(user, now=now) if may_write else [],
        "accounts": queries.writing_accounts(user)[:50] if may_write else [],
    }
    return page_or_fragment(request, "monitoring/topics.html", "monitoring/_topic_lists.html", context)


@require_GET
def topics_card(request: HttpRequest) -> HttpResponse:
    """The small list of the home page."""
    user, span = listener(request), queries.span_of(request.GET.get("span", ""))
    context = {
        "topics": queries.hot_topics(span),
        "span": span,
        "spans": TopicSpan.choices,
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
    }
    return render(request, "monitoring/_topics.html", context)


@require_POST
def topic_idea(request: HttpRequest) -> HttpResponse:
    """A matter becomes an idea; with `write` the composer opens on it at once, with `slot` for an empty place."""
    user, topic = listener(request), _asked(request)
    idea = idea_from_topic(topic=topic, by=user, at=timezone.now())
    target = safe_next(request, reverse("monitoring:topics"))
    if request.POST.get("write") or request.POST.get("slot"):
        target = f"{reverse('content:compose')}?idea={idea.pk}{_place(request.POST.get('slot', ''))}"
    return done(request, target, _("已存为选题：%(title)s") % {"title": idea.title})


def _place(slot: str) -> str:
    """`account@2026-11-23T19:00` for the composer's address; nothing for anything else."""
    account, _at, minute = slot.partition("@")
    good = account.isascii() and account.isdigit() and len(minute) == len("2026-11-23T19:00")
    return f"&account={account}&at={minute}" if good and not set(minute) - set("0123456789-:T") else ""


@require_POST
def topic_tag(request: HttpRequest) -> HttpResponse:
    """A topic becomes a tag of an account (A6)."""
    listener(request)
    topic, account_id = _asked(request), whole_number(request.POST.get("account", "")) or 0
    account, user = account_for(request.user, account_id, to=Can.WRITE), require(request.user, Can.WRITE, account_id)
    source = _("热门话题，%(n)d 条") % {"n": topic.row.posts}
    tag = TagInput(word=topic.tag, sort=TagSort.SEARCH, source=source)
    made = add_tag(account=account, tag=tag, to=TagState.PROPOSED, by=user, at=timezone.now())
    sentence = _("“%(word)s”已放进%(name)s的待选标签。") % {"word": made.word, "name": account.nickname}
    return done(request, safe_next(request, reverse("monitoring:topics")), sentence)


@require_POST
def topic_hide(request: HttpRequest) -> HttpResponse:
    """Not for us; the answer carries the way back."""
    user, topic = listener(request), _asked(request)
    hidden = hide_topic(key=topic.row.key, name=topic.row.name, by=user, at=timezone.now())
    undo = reverse("monitoring:topic_show", args=[hidden.pk])
    sentence = _("“%(name)s”不再列出。") % {"name": topic.row.name}
    return done(request, safe_next(request, reverse("monitoring:topics")), sentence, undo_url=undo)


@require_POST
def topic_show(request: HttpRequest, hidden_id: int) -> HttpResponse:
    """Back into the lists."""
    hidden, user = hidden_for(request, hidden_id), listener(request)
    show_topic(hidden=hidden, by=user, at=timezone.now())
    return done(request, reverse("monitoring:topics"), _("“%(name)s”重新列出。") % {"name": hidden.name})


def _asked(request: HttpRequest) -> Topic:
    found = queries.topic_by_key(request.POST.get("key", ""), queries.span_of(request.POST.get("span", "")))
    if found is None:
        raise NotFound(_("这个话题已不在热门之列，请刷新。"))
    return found

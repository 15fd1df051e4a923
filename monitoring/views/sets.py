"""Keyword sets: a page to make, try, change and judge them (M1)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from core.dates import local_day
from core.errors import UserError
from core.http import done, int_param, page_or_fragment, safe_next
from monitoring.access import hit_for, listener, set_for, version_for
from monitoring.forms import SetForm
from monitoring.models import KeywordSet
from monitoring.queries import overview, proposals, sets, trials, versions, windows
from monitoring.queries.patterns import pattern_of
from monitoring.queries.set_drafts import SetDraft
from monitoring.services import (
    accept_word,
    change_words,
    check_draft,
    decline_word,
    delete_set,
    mark_noise,
    restore_version,
    save_set,
    start_resweep,
    stop_resweep,
)

SPANS = {30, 90, 365}
"""Days over which words can be run; anything else means all that was ever collected."""


@require_http_methods(["GET", "POST"])
def set_new(request: HttpRequest) -> HttpResponse:
    """A new set."""
    listener(request)
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def set_edit(request: HttpRequest, set_id: int) -> HttpResponse:
    """A set with what its words caught."""
    return _form(request, set_for(request, set_id))


@require_GET
def set_proposals(request: HttpRequest, set_id: int) -> HttpResponse:
    """Words that the set could take up."""
    found = set_for(request, set_id)
    context = {"set": found, "proposals": proposals.proposals(found, now=timezone.now())}
    return render(request, "monitoring/_set_proposals.html", context)


@require_POST
def set_accept(request: HttpRequest, set_id: int) -> HttpResponse:
    """Take a proposed word in."""
    found, user = set_for(request, set_id), listener(request)
    word, head = request.POST.get("word", ""), request.POST.get("variant_of", "")
    saved = accept_word(keyword_set=found, word=word, variant_of=head, by=user, at=timezone.now())
    return _changed(request, saved, _("已加入“%(word)s”。") % {"word": word})


@require_POST
def set_decline(request: HttpRequest, set_id: int) -> HttpResponse:
    """Never propose this word again."""
    found, user = set_for(request, set_id), listener(request)
    word = request.POST.get("word", "")
    decline_word(keyword_set=found, word=word, by=user, at=timezone.now())
    return done(request, _url(found), _("不再提议“%(word)s”。") % {"word": word[:60]})


@require_POST
def set_drop(request: HttpRequest, set_id: int) -> HttpResponse:
    """Take words out that caught nothing."""
    found, user = set_for(request, set_id), listener(request)
    words = frozenset(request.POST.getlist("word"))
    saved = change_words(keyword_set=found, drop=words, by=user, at=timezone.now())
    return _changed(request, saved, _("已移出 %(n)d 个词。") % {"n": len(words)})


@require_POST
def set_restore(request: HttpRequest, set_id: int, number: int) -> HttpResponse:
    """Bring a version back."""
    found, user = set_for(request, set_id), listener(request)
    saved = restore_version(version=version_for(found, number), by=user, at=timezone.now())
    return _changed(request, saved, _("已恢复到第 %(n)d 版。") % {"n": number})


@require_POST
def hit_noise(request: HttpRequest, hit_id: int) -> HttpResponse:
    """Mark what a set caught as noise, or take that back."""
    hit, user = hit_for(request, hit_id), listener(request)
    noise = hit.noise_at is None
    mark_noise(hit=hit, noise=noise, by=user, at=timezone.now())
    default = reverse("monitoring:mention", args=[hit.mention_id])
    sentence = _("已标为噪声，词组的统计会体现。") if noise else _("已撤销噪声标记。")
    undo = reverse("monitoring:hit_noise", args=[hit.pk]) if noise else ""
    return done(request, safe_next(request, default), sentence, undo_url=undo)


@require_POST
def set_resweep(request: HttpRequest, set_id: int) -> HttpResponse:
    """Run the words over what was collected so far."""
    found, days = set_for(request, set_id), int_param(request, "days")
    days = days if days in SPANS else None
    start_resweep(keyword_set=found, by=listener(request), at=timezone.now(), days=days)
    return done(request, _url(found), _("已开始回查历史，完成后命中数会更新。"))


@require_GET
def set_resweep_state(request: HttpRequest, set_id: int) -> HttpResponse:
    """How far the run over the past is."""
    found = set_for(request, set_id)
    context = {"set": found, "job": sets.open_resweep(found)}
    return page_or_fragment(request, "monitoring/set_resweep.html", "monitoring/_set_resweep.html", context)


@require_POST
def set_resweep_stop(request: HttpRequest, set_id: int) -> HttpResponse:
    """Stop the run over the past; what it found stays."""
    found = set_for(request, set_id)
    stopping = stop_resweep(keyword_set=found, by=listener(request), at=timezone.now())
    return done(request, _url(found), _("正在停止回查。") if stopping else _("没有正在进行的回查。"))


@require_POST
def set_delete(request: HttpRequest, set_id: int) -> HttpResponse:
    """Delete a set with its hits and alerts."""
    found = set_for(request, set_id)
    delete_set(keyword_set=found, by=listener(request), at=timezone.now())
    return done(request, reverse("monitoring:home"), _("词组“%(name)s”已删除。") % {"name": found.name})


def _form(request: HttpRequest, found: KeywordSet | None) -> HttpResponse:
    user, now = listener(request), timezone.now()
    form = SetForm(request.POST or None, keyword_set=found, initial={"owner": user.pk})
    context: dict[str, Any] = {"form": form, "set": found}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _trial(request, form.draft(), now)
            if "trial" not in context:
                return _saved(request, form.draft(), user, now)
        except UserError as error:
            form.add_error(error.field or None, str(error))
    if found is not None:
        context |= {"words": sets.word_table(found, now), "sweeps": sets.last_sweeps(found)}
        context |= {"alerts": overview.recent_alerts(found), "versions": versions.version_rows(found)}
        context |= {"job": sets.open_resweep(found), "windows": windows.windows_of(found, local_day(now))}
    return render(request, "monitoring/set.html", context, status=422 if form.errors else 200)


def _trial(request: HttpRequest, draft: SetDraft, now: datetime) -> dict[str, Any]:
    """What the change would have meant, when its author has not seen that yet or asks for it."""
    check_draft(draft)
    before = pattern_of(draft.keyword_set) if draft.keyword_set else None
    digest = trials.digest_of(draft)
    seen = request.POST.get("tried") == digest
    unchanged = before is None or before == draft.pattern
    if "try" not in request.POST and (seen or unchanged):
        return {}
    return {"trial": trials.try_out(draft, before=before, now=now), "digest": digest}


def _saved(request: HttpRequest, draft: SetDraft, user: User, now: datetime) -> HttpResponse:
    saved = save_set(draft=draft, by=user, at=now)
    sentence = _("词组已保存，一分钟内开始巡查。")
    return done(request, _url(saved), sentence) if draft.keyword_set is None else _changed(request, saved, sentence)


def _changed(request: HttpRequest, found: KeywordSet, sentence: str) -> HttpResponse:
    """Back to the set, with an undo that brings the version before back."""
    before = versions.undo_of(found)
    undo = reverse("monitoring:set_restore", args=[found.pk, before]) if before else ""
    return done(request, _url(found), sentence, undo_url=undo)


def _url(found: KeywordSet) -> str:
    return reverse("monitoring:set", args=[found.pk])

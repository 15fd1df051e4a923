"""A11: relays: the list, the editor, one relay's life."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import accounts_for, member, require_somewhere, rights_of
from accounts.models import WeiboAccount
from accounts.roles import Can
from content.access import idea_for, post_for
from content.models import Idea
from core.errors import Conflict, UserError
from core.http import done, int_param, whole_number, whole_numbers
from core.paging import key_page
from publishing import queries, services
from publishing.access import relay_for
from publishing.forms import LaunchForm, RelayEditor, bound_editor, new_editor, stored_editor
from publishing.forms.relay_choice import groups_to_choose, relay_choice
from publishing.models import Relay, RelayState
from publishing.queries import relays as read
from publishing.views.answers import read_signed

UNDO_SALT = "calendar.relay.undo"


@require_GET
def relays(request: HttpRequest) -> HttpResponse:
    """Every relay in which this person may see an account."""
    user = member(request)
    page = key_page(read.relays_for(user), before=int_param(request, "before"))
    may = rights_of(user).may_somewhere(Can.WRITE)
    return render(request, "calendar/relays.html", {"page": page, "may_write": may})


@require_http_methods(["GET", "POST"])
def relay_new(request: HttpRequest) -> HttpResponse:
    """Pick a preset and accounts; then write; then store."""
    user = require_somewhere(request.user, Can.WRITE)
    values = request.POST if request.method == "POST" else request.GET
    idea = _idea(request, values.get("idea", ""))
    writable = accounts_for(user, Can.WRITE)
    posts = read.posts_of_idea(idea, writable) if idea else {}
    if request.method == "POST":
        chosen = _accounts(request, list(posts))
        return _save(request, bound_editor(request.POST, chosen, relay=None, idea=idea, posts=posts))
    choice, preset = relay_choice(values, writable, others=list(posts)), values.get("preset", "")
    if "stay" in values or not choice.is_complete or (posts and not preset):
        context = {"choice": choice, "groups": groups_to_choose(writable), "presets": _presets(preset), "idea": idea}
        return render(request, "calendar/relay_choose.html", context | {"may_choose": writable.exists()})
    return _page(request, new_editor(choice.chosen, read.chosen_preset(preset), idea=idea, posts=posts))


def _presets(chosen: str) -> list[tuple[Any, Any, bool]]:
    """(preset, its lines, is it chosen); the first one, unless another was."""
    presets, taken = read.relay_presets(), read.chosen_preset(chosen)
    return [(preset, read.lines_of(preset), preset == taken) for preset in presets]


def _idea(request: HttpRequest, raw: str) -> Idea | None:
    pk = whole_number(raw)
    return None if pk is None else idea_for(request.user, pk)


def _accounts(request: HttpRequest, others: Sequence[int] = ()) -> list[WeiboAccount]:
    """Those of the editor for which the person may write, in the order sent."""
    wanted = whole_numbers(request.POST.getlist("account")) or others
    known = accounts_for(request.user, Can.WRITE).in_bulk(dict.fromkeys(wanted))
    return [known[pk] for pk in dict.fromkeys(wanted) if pk in known][: services.STEPS_AT_MOST]


@require_http_methods(["GET", "POST"])
def relay_edit(request: HttpRequest, relay_id: int) -> HttpResponse:
    """Change a relay that is not arranged yet."""
    user = require_somewhere(request.user, Can.VIEW)
    found = relay_for(user, relay_id, to=Can.WRITE)
    if found.state != RelayState.DRAFT:
        raise Conflict(_("联动已经安排，要改动请先取消。"), code="relay.arranged")
    if request.method == "GET":
        return _page(request, stored_editor(found))
    chosen = _accounts(request)
    return _save(request, bound_editor(request.POST, chosen, relay=found, idea=None, posts={}))


def _save(request: HttpRequest, editor: RelayEditor) -> HttpResponse:
    user, at = require_somewhere(request.user, Can.WRITE), timezone.now()
    if not editor.is_valid():
        return _page(request, editor, status=422)
    try:
        saved = services.save_relay(plan=editor.plan(), relay=editor.relay, by=user, at=at)
    except UserError as error:
        field = error.field if error.field in editor.form.fields else None
        editor.form.add_error(field, str(error))
        return _page(request, editor, status=error.status)
    if request.POST.get("action") != "submit":
        return done(request, reverse("calendar:relay", args=[saved.pk]), _("联动草稿已保存。"))
    return _submit(request, saved)


def _page(request: HttpRequest, editor: RelayEditor, *, status: int = 200) -> HttpResponse:
    return render(request, "calendar/relay_edit.html", _editor_context(editor), status=status)


def _editor_context(editor: RelayEditor) -> dict[str, Any]:
    minutes = editor.minutes()
    drawn = [(row.account.nickname, minute, "", "") for row, minute in zip(editor.rows, minutes, strict=True)]
    rows = list(zip(editor.rows, [read.minutes_text(minute) for minute in minutes], strict=True))
    return {"editor": editor, "rows": rows, "marks": read.marks(drawn)}


@require_POST
def relay_preview(request: HttpRequest) -> HttpResponse:
    """The line as it would be drawn from what stands in the editor now."""
    require_somewhere(request.user, Can.WRITE)
    chosen = _accounts(request)
    editor = bound_editor(request.POST, chosen, relay=None, idea=None, posts={})
    for row in editor.rows:
        row.form.is_valid()
    return render(request, "calendar/_relay_line.html", _editor_context(editor))


@require_GET
def relay(request: HttpRequest, relay_id: int) -> HttpResponse:
    """One relay: who says what when, and what became of it."""
    found = relay_for(request.user, relay_id)
    return render(request, "calendar/relay.html", _life(request, found))


def _life(request: HttpRequest, found: Relay, **more: Any) -> dict[str, Any]:
    lives, rights = read.steps_of(found, request.user), rights_of(request.user)
    everywhere = {
        can: all(rights.may(can, life.step.account_id) for life in lives) for can in (Can.WRITE, Can.SCHEDULE)
    }
    drawn = [(life.step.account.nickname, life.step.minute, life.state, life.label) for life in lives]
    draft = found.state == RelayState.DRAFT
    open_now = found.state in {*read.OPEN, RelayState.DRAFT}
    return {
        "relay": found,
        "lives": [(life, read.minutes_text(life.step.minute)) for life in lives],
        "marks": read.marks(drawn),
        "out": sum(life.publication is not None for life in lives),
        "to_cancel": sum(life.slot is not None and life.slot.state in queries.MOVABLE for life in lives),
        "unready": sum(life.step.post.state != "approved" for life in lives) if draft else 0,
        "to_submit": sum(life.step.post.state in {"draft", "changes_asked"} for life in lives) if draft else 0,
        "may_edit": draft and everywhere[Can.WRITE],
        "may_launch": draft and everywhere[Can.SCHEDULE],
        "may_cancel": open_now and everywhere[Can.WRITE if draft else Can.SCHEDULE],
        "may_resume": found.state == RelayState.HELD and found.started_at and everywhere[Can.SCHEDULE],
        "form": LaunchForm(initial={"starts_at": found.starts_at}),
        **more,
    }


@require_POST
def relay_submit(request: HttpRequest, relay_id: int) -> HttpResponse:
    """Ask for review of every text."""
    user = require_somewhere(request.user, Can.VIEW)
    return _submit(request, relay_for(user, relay_id, to=Can.WRITE))


def _submit(request: HttpRequest, found: Relay) -> HttpResponse:
    user = require_somewhere(request.user, Can.WRITE)
    sent, refused = services.submit_relay(relay=found, by=user, at=timezone.now())
    if refused:
        return render(request, "calendar/relay.html", _life(request, found, refused=refused), status=422)
    sentence = ngettext("已提交 %(n)d 条，等待审核。", "已提交 %(n)d 条，等待审核。", sent) % {"n": sent}
    return done(request, reverse("calendar:relay", args=[found.pk]), sentence)


@require_POST
def relay_launch(request: HttpRequest, relay_id: int) -> HttpResponse:
    """Arrange it: the first at a time, the others behind it."""
    user = require_somewhere(request.user, Can.VIEW)
    found = relay_for(user, relay_id, to=Can.SCHEDULE)
    form, breaches, status = LaunchForm(request.POST), [], 422
    if form.is_valid():
        try:
            services.launch_relay(relay=found, **form.cleaned_data, by=user, at=timezone.now())
            return done(
                request, reverse("calendar:relay", args=[found.pk]), _("联动已安排，首发发出后按实际时间接力。")
            )
        except services.PolicyBroken as error:
            breaches, status = error.breaches, error.status
        except UserError as error:
            form.add_error(None, str(error))
            status = error.status
    context = _life(request, relay_for(user, relay_id), form=form, breaches=breaches)
    return render(request, "calendar/relay.html", context, status=status)


@require_POST
def relay_resume(request: HttpRequest, relay_id: int) -> HttpResponse:
    """What was held with the relay goes on."""
    user = require_somewhere(request.user, Can.VIEW)
    found = relay_for(user, relay_id, to=Can.SCHEDULE)
    count = services.resume_relay(relay=found, by=user, at=timezone.now())
    return done(request, reverse("calendar:relay", args=[relay_id]), _("联动继续，%(n)d 条重新排队。") % {"n": count})


@require_POST
def relay_cancel(request: HttpRequest, relay_id: int) -> HttpResponse:
    """Take off what is not out yet; the toast offers to take that back."""
    user = require_somewhere(request.user, Can.VIEW)
    found = relay_for(user, relay_id, to=Can.WRITE)
    reason = request.POST.get("reason", "")[:200]
    count = services.cancel_relay(relay=found, by=user, at=timezone.now(), reason=reason)
    token = signing.dumps({"relay": found.pk, "state": found.state}, salt=UNDO_SALT)
    sentence = _("联动已取消，%(n)d 条撤下排期，内容仍是已通过。") % {"n": count}
    undo = reverse("calendar:relay_undo", args=[token])
    return done(request, reverse("calendar:relay", args=[relay_id]), sentence, undo_url=undo)


@require_POST
def relay_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the toast."""
    user = require_somewhere(request.user, Can.WRITE)
    facts = read_signed(token, salt=UNDO_SALT)
    found = relay_for(user, facts["relay"], to=Can.WRITE)
    services.undo_cancel(relay=found, state=facts["state"], by=user, at=timezone.now())
    return done(request, reverse("calendar:relay", args=[found.pk]), _("已撤销。"))


@require_GET
def relay_panel(request: HttpRequest, post_id: int) -> HttpResponse:
    """On a post's page: the relay it is in, or the way to make one of it."""
    user = member(request)
    found = post_for(user, post_id)
    step = read.step_of(found)
    may = rights_of(user).may(Can.WRITE, found.account_id) and found.idea_id is not None and not found.is_repost
    return render(request, "calendar/_relay_panel.html", {"post": found, "step": step, "may_write": may})

"""Give a post a time: the dialog of a post, the picker of an empty place, the next free ones."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import account_for, accounts_for, member, require, require_somewhere
from accounts.roles import Can
from content.access import post_for
from content.models import Post
from content.services import set_by_hand
from core.dates import BEIJING
from core.errors import UserError
from core.http import done, int_param, page_or_fragment, toast, wants_fragment, whole_numbers
from publishing import queries, services
from publishing.forms import PlaceForm
from publishing.models import LateRule, Slot
from publishing.views.answers import slot_context, tell_calendar

OFFERED = 6
PICKED = 30


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, post_id: int) -> HttpResponse:
    """Place an approved post: one of the next free slots or another time; a broken rule asks for a reason first."""
    post = post_for(request.user, post_id, to=Can.SCHEDULE)
    user, at = require(request.user, Can.SCHEDULE, post.account_id), timezone.now()
    form = PlaceForm(
        request.POST or None, initial={"late_rule": post.category.late_rule, "late_minutes": post.category.late_minutes}
    )
    status = 422 if request.method == "POST" else 200
    breaches: list[Any] = []
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("scheduled_at", "reason")}
        try:
            return _placed(request, services.place_slot(post=post, by=user, at=at, manner=form.manner(), **wanted))
        except services.PolicyBroken as error:
            breaches, status = error.breaches, error.status
        except UserError as error:
            form.add_error(None, str(error))
            status = error.status
    context = _schedule_context(request, post, form, breaches)
    return page_or_fragment(request, "calendar/schedule.html", "calendar/_schedule.html", context, status=status)


def _schedule_context(request: HttpRequest, post: Post, form: PlaceForm, breaches: list[Any]) -> dict[str, Any]:
    at = timezone.now()
    chosen = form.data.get("offered", "") if form.is_bound else ""
    times = [(queries.wall_clock(time), time) for time in queries.next_free_slots(post.account, at, OFFERED)]
    return {
        "post": post,
        "form": form,
        "breaches": breaches,
        "times": times,
        "chosen": chosen or (times[0][0] if times and not form.is_bound else ""),
        "late_rules": LateRule.choices,
        "spread": queries.spread_of(post.account_id),
        "former": queries.former_slot(post, at=at),
        **queries.truths_of(post),
        "may_hand_over": not queries.by_a_person(post),
        "why_not": queries.why_not_send(post.account, by_hand=queries.by_a_person(post)),
        "calendar_url": reverse("calendar:calendar"),
    }


@require_POST
def schedule_by_hand(request: HttpRequest, post_id: int) -> HttpResponse:
    """What its app cannot post is handed to a person by one click (K6), and its time is chosen in the same panel."""
    post = post_for(request.user, post_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, post.account_id)
    handed = set_by_hand(post=post, by_hand=True, by=user, at=timezone.now())
    if not wants_fragment(request):
        url = reverse("calendar:schedule", args=[post.pk])
        return done(request, url, _("这条改为人工发布，到时间会提醒。"))
    context = _schedule_context(request, handed, PlaceForm(initial={"late_rule": LateRule.SEND}), [])
    return toast(render(request, "calendar/_schedule.html", context), _("这条改为人工发布，到时间会提醒。"))


def _placed(request: HttpRequest, slot: Slot) -> HttpResponse:
    """Say the exact time that was chosen, and show the slot."""
    when = f"{slot.planned_at.astimezone(BEIJING):%m-%d %H:%M}"
    sentence = _("“%(account)s”已排在 %(time)s 发布。") % {"account": slot.account.nickname, "time": when}
    if not wants_fragment(request):
        return done(request, reverse("calendar:slot", args=[slot.pk]), sentence)
    response = render(request, "calendar/_slot.html", slot_context(request, slot))
    return tell_calendar(toast(response, sentence))


@require_GET
def free_slots(request: HttpRequest) -> HttpResponse:
    """The next empty places of `?account=`, shown beside the composer; with `?post=` each places that post."""
    member(request)
    wanted, post_id = int_param(request, "account"), int_param(request, "post")
    account = account_for(request.user, wanted) if wanted is not None else None
    context = {
        "account": account,
        "times": queries.next_free_slots(account, timezone.now(), OFFERED) if account else [],
        "post_id": post_id,
        "former": queries.former_slot_of(post_id, account.pk, at=timezone.now()) if account else None,
    }
    return render(request, "calendar/_free_slots.html", context)


@require_GET
def pick(request: HttpRequest) -> HttpResponse:
    """Behind the "+" of an empty place: the approved posts that may stand there."""
    require_somewhere(request.user, Can.SCHEDULE)
    at = queries.read_wall_clock(request.GET.get("at", ""))
    asked = whole_numbers(request.GET.get("accounts", "").split(","))
    ids = accounts_for(request.user, Can.SCHEDULE).filter(pk__in=asked[:50]).values_list("pk", flat=True)
    context = {
        "at": at,
        "wall": queries.wall_clock(at) if at else "",
        "posts": queries.ready_posts(ids)[:PICKED] if at else [],
        "calendar_url": reverse("calendar:calendar"),
    }
    return page_or_fragment(request, "calendar/pick.html", "calendar/_pick.html", context)

"""Who is on duty: away, capacity, teams (E1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import rights_of
from accounts.models import User
from accounts.roles import Can
from core.dates import local_day
from core.errors import UserError, existing
from core.http import done, whole_number
from engagement.access import away_for, inbox_lead, inbox_member, team_for
from engagement.forms.duty import AwayForm, TeamForm
from engagement.models import CareTeam
from engagement.queries.duty import absences_ahead, duty_at, roster, teams
from engagement.queries.inbox import answering_people
from engagement.services.duty import end_away, remove_team, save_team, set_away, set_capacity


@require_GET
def duty(request: HttpRequest) -> HttpResponse:
    """Everybody with what he has, who is away, the teams."""
    return render(request, "engagement/duty.html", _context(inbox_member(request)))


@require_POST
def away_add(request: HttpRequest) -> HttpResponse:
    """Days off."""
    user, now = inbox_member(request), timezone.now()
    leads = rights_of(user).may(Can.REVIEW)
    form = AwayForm(request.POST, by=user, people=answering_people(now), leads=leads)
    if form.is_valid():
        try:
            set_away(wanted=form.values(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("engagement:duty"), _("已登记，这几天不再分给他。"))
    return render(request, "engagement/duty.html", _context(user) | {"away_form": form}, status=422)


@require_POST
def away_end(request: HttpRequest, away_id: int) -> HttpResponse:
    """Back."""
    user = inbox_member(request)
    end_away(away=away_for(request, away_id), by=user, at=timezone.now())
    return done(request, reverse("engagement:duty"), _("已结束，可以再分给他。"))


@require_POST
def capacity(request: HttpRequest, person_id: int) -> HttpResponse:
    """How many at most; empty for no limit."""
    user, now = inbox_lead(request), timezone.now()
    person = existing(
        next((one for one in answering_people(now) if one.pk == person_id), None), _("没有找到这位同事。")
    )
    typed = request.POST.get("most_open", "").strip()
    number = whole_number(typed) if typed else None
    set_capacity(person=person, most_open=0 if typed and number is None else number, by=user, at=now)
    return done(request, reverse("engagement:duty"), _("已保存。"))


@require_http_methods(["GET", "POST"])
def team_new(request: HttpRequest) -> HttpResponse:
    """A new team."""
    return _team(request, None)


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """One team."""
    return _team(request, team_for(request, team_id))


@require_POST
def team_remove(request: HttpRequest, team_id: int) -> HttpResponse:
    """No such team."""
    user = inbox_lead(request)
    remove_team(team=team_for(request, team_id), by=user, at=timezone.now())
    return done(request, reverse("engagement:duty"), _("小组已删除。"))


def _team(request: HttpRequest, found: CareTeam | None) -> HttpResponse:
    user, now = inbox_lead(request), timezone.now()
    form = TeamForm(request.POST if request.method == "POST" else None, people=answering_people(now), team=found)
    if request.method == "POST" and form.is_valid():
        try:
            save_team(team=found, wanted=form.values(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("engagement:duty"), _("小组已保存。"))
    return render(request, "engagement/team.html", {"form": form, "team": found}, status=422 if form.errors else 200)


def _context(user: User) -> dict[str, Any]:
    now, leads = timezone.now(), rights_of(user).may(Can.REVIEW)
    people = answering_people(now)
    return {
        "roster": roster(people, duty_at(now)),
        "absences": absences_ahead(local_day(now)),
        "teams": teams(),
        "leads": leads and rights_of(user).may(Can.REPLY),
        "away_form": AwayForm(None, by=user, people=people, leads=leads),
        "user_id": user.pk,
    }

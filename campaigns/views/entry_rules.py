"""What is decided about entries, the machine rules as they are stated, and who takes part in no draw (P7)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from campaigns.access import campaign_for, left_out_for
from campaigns.forms.entries import EntryRulesForm, LeftOutForm
from campaigns.judging import shipped_rules
from campaigns.models import Campaign
from campaigns.panels import PANELS, panel_of
from campaigns.queries import entry_rules as queries
from campaigns.queries.entry_words import rule_lines
from campaigns.queries.terms import rules_of
from campaigns.services.closing import entries_open
from campaigns.services.entry_rules import leave_out, let_in, save_entry_rules
from core.errors import UserError
from core.http import done


@require_http_methods(["GET", "POST"])
def entry_rules(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What is decided about the entries of one campaign."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    form = EntryRulesForm(request.POST or None, rules=rules_of(found))
    if request.method == "POST" and form.is_valid():
        user = require_somewhere(request.user, Can.CAMPAIGN)
        save_entry_rules(campaign=found, values=form.values(), by=user, at=timezone.now())
        return done(request, _address(found), _("已保存，重新判定后生效。"))
    return _page(request, found, status=422 if form.is_bound else 200, form=form)


@require_POST
def leave_people_out(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Put people on the list."""
    found, form = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN), LeftOutForm(request.POST)
    if form.is_valid():
        user, note = require_somewhere(request.user, Can.CAMPAIGN), form.cleaned_data["note"]
        try:
            added = leave_out(people=form.lines(), note=note, by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, _address(found), _("加入了 %(n)d 人，重新判定后生效。") % {"n": added})
    return _page(request, found, status=422, people_form=form)


@require_POST
def let_person_in(request: HttpRequest, campaign_id: int, person_id: int) -> HttpResponse:
    """Take somebody off the list."""
    found, person = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN), left_out_for(request.user, person_id)
    let_in(person=person, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, _address(found), _("已移出，重新判定后生效。"))


def _address(found: Campaign) -> str:
    return reverse("campaigns:entry_rules", args=[found.pk])


def _page(request: HttpRequest, found: Campaign, *, status: int, **forms: object) -> HttpResponse:
    rules = shipped_rules()
    context = {
        "campaign": found,
        "panels": PANELS,
        "panel": panel_of("entries"),
        "may_run": True,
        "form": EntryRulesForm(rules=rules_of(found)),
        "people_form": LeftOutForm(),
        "people": queries.people_left_out(),
        "machines": rules,
        "lines": rule_lines(rules),
        "versions": queries.versions_of(found),
        "open": entries_open(found),
        **forms,
    }
    return render(request, "campaigns/entry_rules.html", context, status=status)

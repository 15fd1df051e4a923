"""For how long people stay with a post, and who does it outside working hours (K6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.errors import UserError
from core.http import done
from engagement import services
from engagement.access import stay_rule_for
from engagement.forms import StayRuleForm
from engagement.models import StayRule
from engagement.queries.stays import stay_rules as kept_rules


@require_GET
def stay_rules(request: HttpRequest) -> HttpResponse:
    """The general rule and its exceptions."""
    require_somewhere(request.user, Can.SCHEDULE)
    return render(request, "engagement/stay_rules.html", {"rules": kept_rules().rows})


@require_http_methods(["GET", "POST"])
def stay_rule_new(request: HttpRequest) -> HttpResponse:
    """An exception for an account, a category, or both."""
    return _form(request, require_somewhere(request.user, Can.SCHEDULE), None)


@require_http_methods(["GET", "POST"])
def stay_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Change one."""
    found = stay_rule_for(request.user, rule_id)
    return _form(request, require_somewhere(request.user, Can.SCHEDULE), found)


@require_POST
def stay_rule_remove(request: HttpRequest, rule_id: int) -> HttpResponse:
    """The more general rule counts again."""
    found = stay_rule_for(request.user, rule_id)
    user = require_somewhere(request.user, Can.SCHEDULE)
    services.remove_stay_rule(rule=found, by=user, at=timezone.now())
    return done(request, reverse("engagement:stay_rules"), _("已删除，改按更一般的规则。"))


def _form(request: HttpRequest, user: User, rule: StayRule | None) -> HttpResponse:
    form = StayRuleForm(request.POST or None, by=user, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_stay_rule(rule=rule, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("engagement:stay_rules"), _("已保存，对之后发布的微博生效。"))
    context = {"form": form, "rule": rule}
    return render(request, "engagement/stay_rule.html", context, status=422 if form.errors else 200)

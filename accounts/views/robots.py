"""Robots of group chats and webhooks: the list, one robot, its test."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require_somewhere, robot_for
from accounts.forms.robots import RobotForm
from accounts.models import Robot, User
from accounts.queries.robots import robots_of
from accounts.roles import Can
from accounts.services import robots as services
from core.errors import UserError
from core.http import done


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Every robot within reach, and how its last message went."""
    user = require_somewhere(request.user, Can.MANAGE_ACCOUNTS)
    return render(request, "accounts/robots.html", {"robots": robots_of(user)})


@require_http_methods(["GET", "POST"])
def robot_new(request: HttpRequest) -> HttpResponse:
    """Add one."""
    return _form(request, require_somewhere(request.user, Can.MANAGE_ACCOUNTS), None)


@require_http_methods(["GET", "POST"])
def robot_edit(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Change one; address and secret stay unless new ones are typed."""
    robot = robot_for(request.user, robot_id)
    return _form(request, require_somewhere(request.user, Can.MANAGE_ACCOUNTS), robot)


def _form(request: HttpRequest, user: User, robot: Robot | None) -> HttpResponse:
    form = RobotForm(request.POST or None, by=user, robot=robot)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_robot(robot=robot, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("accounts:robots"), _("已保存。点“测试”看看群里收到没有。"))
    context = {"form": form, "robot": robot}
    return render(request, "accounts/robot_form.html", context, status=422 if form.errors else 200)


@require_POST
def robot_test(request: HttpRequest, robot_id: int) -> HttpResponse:
    """Send one line now and say what came back."""
    robot = robot_for(request.user, robot_id)
    user = require_somewhere(request.user, Can.MANAGE_ACCOUNTS)
    tried = services.try_robot(robot=robot, by=user, at=timezone.now())
    sentence = _("测试消息已送达“%(name)s”。") if tried.last_ok else _("“%(name)s”没有收到：%(why)s")
    return done(request, reverse("accounts:robots"), sentence % {"name": tried.name, "why": tried.last_sentence})


@require_POST
def robot_remove(request: HttpRequest, robot_id: int) -> HttpResponse:
    """No messages any more; the address is forgotten."""
    robot = robot_for(request.user, robot_id)
    user = require_somewhere(request.user, Can.MANAGE_ACCOUNTS)
    services.remove_robot(robot=robot, by=user, at=timezone.now())
    return done(request, reverse("accounts:robots"), _("已删除。"))

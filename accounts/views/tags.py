"""The tags section (A6)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import queries
from accounts.access import account_for, require, tag_for
from accounts.forms import TagForm
from accounts.models import TagState, WeiboAccount
from accounts.roles import Can
from accounts.rules.tags import MOST_TAGS
from accounts.services import add_tag, move_tag, note_on_weibo
from accounts.views.sections import section
from core.errors import UserError
from core.http import done

VERBS = {"take": TagState.ACTIVE, "reject": TagState.REJECTED, "remove": TagState.REMOVED, "propose": TagState.PROPOSED}


def _address(account: WeiboAccount) -> str:
    return reverse("accounts:account_tags", args=[account.pk])


def _page(request: HttpRequest, account: WeiboAccount, form: TagForm) -> HttpResponse:
    context = {
        "board": queries.tag_board(account),
        "history": queries.tag_history(account),
        "form": form,
        "most": MOST_TAGS,
    }
    return section(request, account, "tags", context, status=422 if form.is_bound else 200)


@require_GET
def account_tags(request: HttpRequest, account_id: int) -> HttpResponse:
    """What is in use, what is proposed, and who changed what."""
    return _page(request, account_for(request.user, account_id), TagForm())


@require_POST
def tag_add(request: HttpRequest, account_id: int, verb: str) -> HttpResponse:
    """A word is taken, put aside or rejected, typed or from a proposal."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    user, form = require(request.user, Can.WRITE, account_id), TagForm(request.POST)
    if form.is_valid():
        to = TagState.PROPOSED if form.cleaned_data["aside"] else VERBS[verb]
        try:
            tag = add_tag(account=found, tag=form.tag(), to=to, by=user, at=timezone.now())
        except UserError as error:
            form.add_error("word", str(error))
        else:
            return done(request, _address(found), _said(tag.word, to))
    return _page(request, found, form)


@require_POST
def tag_move(request: HttpRequest, account_id: int, tag_id: int, verb: str) -> HttpResponse:
    """A word on the list is taken, rejected or taken off; with undo."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    tag, user, to = tag_for(found, tag_id), require(request.user, Can.WRITE, account_id), VERBS[verb]
    before = TagState(tag.state)
    move_tag(tag=tag, to=to, by=user, at=timezone.now())
    back = next(word for word, state in VERBS.items() if state == before)
    undo = reverse("accounts:tag_move", args=[account_id, tag_id, back])
    return done(request, _address(found), _said(tag.word, to), undo_url=undo)


@require_POST
def tag_on_weibo(request: HttpRequest, account_id: int, tag_id: int) -> HttpResponse:
    """Somebody has set the tag on Weibo (`there`), or taken it off there."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    tag, user = tag_for(found, tag_id), require(request.user, Can.WRITE, account_id)
    note_on_weibo(tag=tag, there=bool(request.POST.get("there")), by=user, at=timezone.now())
    return done(request, _address(found), _("已记下。"))


def _said(word: str, state: TagState) -> str:
    sentences = {
        TagState.ACTIVE: _("“%(word)s”已列为使用中，记得在微博上设置。"),
        TagState.PROPOSED: _("“%(word)s”已放入待选。"),
        TagState.REJECTED: _("不采用“%(word)s”，以后不再建议。"),
        TagState.REMOVED: _("已撤下“%(word)s”。"),
    }
    return sentences[state] % {"word": word}

"""By which calls a source is read, how sure it is what they do, and what the app level lets them show (M2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.gateway import app_of
from accounts.models import Channel
from monitoring.models import Source, SourceKind
from weibo.certainty import LISTENING, Certainty

LABELS: Final = {
    Certainty.SEVERAL: _("多份资料一致"),
    Certainty.ONE: _("只有一份资料"),
    Certainty.MEMORY: _("没有查到资料"),
    Certainty.UNSURE: _("资料不一致或不清楚"),
}
STATES: Final = {
    Certainty.SEVERAL: "ok",
    Certainty.ONE: "waiting",
    Certainty.MEMORY: "held",
    Certainty.UNSURE: "held",
}
_CO_AUTHORISED = _("普通应用只看得到授权过同一个应用的人写的内容，微博给的总数仍算上所有人。")
_DEEP = _("微博只提供最近约 2000 条，这个数字没有查到资料。")
_REPOSTS = _("资料只写明转发的编号列表有授权限制；普通应用按同样受限处理，读到的比转发数少就记为“部分”。")
_OTHERS = _("读别人的账号要有商业接口，每次最多 25 条。")
_FIVE = _("普通应用每次只看得到最近 5 条；两次读取之间发得更多时，被挤掉的记为缺口。")
_SEARCH = _("要有商业接口。每页条数和翻页方式没有查到资料。")
_PUSH = _("要有商业接口。断线后从哪里接着推、保留多少条没有查到可靠资料，签约后请先实测再依赖它。")


@dataclass(frozen=True)
class Endpoint:
    """One call, how sure it is what it does."""

    path: str
    label: Promise
    state: str


@dataclass(frozen=True)
class Calls:
    """The calls of a source and what the level of the app lets them show."""

    endpoints: list[Endpoint]
    limits: Sequence[Promise]


def calls_of(source: Source) -> Calls | None:
    """None for what others fetch for us: a file."""
    commercially = source.account is not None and app_of(source.account) == Channel.COMMERCIAL
    paths = _paths(SourceKind(source.kind), commercially=commercially)
    if not paths:
        return None
    endpoints = [Endpoint(path, LABELS[LISTENING[path]], STATES[LISTENING[path]]) for path in paths]
    return Calls(endpoints, _limits(SourceKind(source.kind), commercially=commercially))


def _paths(kind: SourceKind, *, commercially: bool) -> list[str]:
    biz = "/biz" if commercially else ""
    return {
        SourceKind.MENTIONS: [f"statuses/mentions{biz}"],
        SourceKind.COMMENTS: [f"comments/to_me{biz}"],
        SourceKind.REPOSTS: ["statuses/count", "statuses/repost_timeline"],
        SourceKind.OWN: [f"statuses/user_timeline{biz}"],
        SourceKind.TIMELINE: ["statuses/user_timeline/other"],
        SourceKind.SEARCH: ["search/statuses/limited"],
        SourceKind.STREAM: ["subscribe/create", "commercial/push"],
    }.get(kind, [])


def _limits(kind: SourceKind, *, commercially: bool) -> Sequence[Promise]:
    if kind in {SourceKind.MENTIONS, SourceKind.COMMENTS}:
        return [_DEEP] if commercially else [_CO_AUTHORISED, _DEEP]
    if kind == SourceKind.REPOSTS:
        return [_DEEP] if commercially else [_REPOSTS, _DEEP]
    if kind == SourceKind.OWN:
        return [] if commercially else [_FIVE]
    return {SourceKind.TIMELINE: [_OTHERS], SourceKind.SEARCH: [_SEARCH], SourceKind.STREAM: [_PUSH]}.get(kind, [])

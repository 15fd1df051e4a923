"""Doors of listening: what is heard belongs to the whole matrix; who monitors for one account may enter."""

from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from accounts.access import account_for, require, require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from core.errors import NotFound, existing
from core.models import Job
from monitoring.models import (
    Alert,
    Case,
    CaseStatement,
    CaseTask,
    Competitor,
    Drill,
    EscalationStep,
    GroupChange,
    HiddenTopic,
    Hit,
    HoldingStatement,
    KeywordSet,
    LevelRule,
    Mention,
    MentionCorrection,
    MentionGroup,
    MentionImport,
    OwnPost,
    Playbook,
    SenseVersion,
    SetVersion,
    SortRule,
    Source,
    Speaker,
    Suggestion,
    WatchWindow,
)
from monitoring.queries.drills import drill_rows
from monitoring.queries.groups import standing_group
from monitoring.queries.replays import replay_of
from monitoring.queries.retention import why_gone
from monitoring.queries.speakers import standing_speaker

if TYPE_CHECKING:
    from django.http import HttpRequest

Row = TypeVar("Row")


def listener(request: "HttpRequest") -> User:
    """The signed-in person, when he monitors for at least one account; otherwise 403."""
    return require_somewhere(request.user, Can.MONITOR)


def _behind_door(request: "HttpRequest", found: Row | None, sentence: str) -> Row:
    """What was found, for those who monitor; strangers learn nothing, not even whether it exists."""
    if found is None or not rights_of(request.user).may_somewhere(Can.VIEW):
        raise NotFound(sentence)
    listener(request)
    return found


def set_for(request: "HttpRequest", pk: int) -> KeywordSet:
    """One keyword set. Raises `NotFound`, `Forbidden`."""
    found = KeywordSet.objects.select_related("owner").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这个词组。"))


def own_post_for(request: "HttpRequest", pk: int) -> OwnPost:
    """A post that was not sent from here, behind the door of its account. Raises `NotFound`, `Forbidden`."""
    found = existing(OwnPost.objects.filter(pk=pk).first(), _("没有找到这条微博。"))
    account_for(request.user, found.account_id, to=Can.MONITOR)
    return found


def competitor_for(request: "HttpRequest", pk: int) -> Competitor:
    """One competitor. Raises `NotFound`, `Forbidden`."""
    found = Competitor.objects.filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这个竞品账号。"))


def version_for(keyword_set: KeywordSet, number: int) -> SetVersion:
    """A version of a set whose door was passed. Raises `NotFound`."""
    found = keyword_set.versions.select_related("keyword_set").filter(number=number).first()
    if found is None:
        raise NotFound(_("没有找到这一版。"))
    return found


def replay_for(keyword_set: KeywordSet, pk: int) -> Job:
    """A run of a rule over the past of a set whose door was passed. Raises `NotFound`."""
    return existing(replay_of(keyword_set, pk), _("没有找到这次回放。"))


def hit_for(request: "HttpRequest", pk: int) -> Hit:
    """What a set caught. Raises `NotFound`, `Forbidden`."""
    found = Hit.objects.select_related("keyword_set").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这条命中，可能已随词组的修改移除。"))


def window_for(request: "HttpRequest", pk: int) -> WatchWindow:
    """One watch window. Raises `NotFound`, `Forbidden`."""
    found = WatchWindow.objects.filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这个时段。"))


def mention_for(request: "HttpRequest", pk: int) -> Mention:
    """One mention. Raises `NotFound`, `Forbidden`."""
    found = Mention.objects.select_related("source").filter(pk=pk).first()
    return _behind_door(request, found, "" if found else why_gone(pk))


def group_for(request: "HttpRequest", pk: int) -> MentionGroup:
    """One group of near-identical mentions, or what it was merged into. Raises `NotFound`, `Forbidden`."""
    return _behind_door(request, standing_group(pk), _("没有找到这个相似内容组，可能只剩一条了。"))


def group_change_for(request: "HttpRequest", pk: int) -> GroupChange:
    """A split or merge. Raises `NotFound`, `Forbidden`."""
    found = GroupChange.objects.filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这次拆分或合并。"))


def speaker_for(request: "HttpRequest", uid: str) -> Speaker:
    """An account that has spoken. Raises `NotFound`, `Forbidden`."""
    return _behind_door(request, standing_speaker(uid), _("没有采集到这个账号的内容。"))


def hidden_for(request: "HttpRequest", pk: int) -> HiddenTopic:
    """A topic that somebody hid. Raises `NotFound`, `Forbidden`."""
    found = HiddenTopic.objects.filter(pk=pk).first()
    return _behind_door(request, found, _("这个话题已经重新列出。"))


def import_for(request: "HttpRequest", pk: int) -> MentionImport:
    """One import. Raises `NotFound`, `Forbidden`."""
    found = MentionImport.objects.select_related("job", "source").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这次导入。"))


def alert_for(request: "HttpRequest", pk: int) -> Alert:
    """One alert. Raises `NotFound`, `Forbidden`."""
    found = Alert.objects.select_related("keyword_set__owner", "acknowledged_by", "handled_by").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这条预警。"))


def source_for(request: "HttpRequest", pk: int) -> Source:
    """One source. Raises `NotFound`, `Forbidden`."""
    found = Source.objects.select_related("account").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这个来源。"))


def case_for(request: "HttpRequest", pk: int) -> Case:
    """One case. Raises `NotFound`, `Forbidden`."""
    rows = Case.objects.select_related("owner", "deputy", "opened_by", "closed_by", "playbook__playbook", "alert")
    return _behind_door(request, rows.filter(pk=pk).first(), _("没有找到这个案件。"))


def drill_for(request: "HttpRequest", pk: int) -> Drill:
    """One drill. Raises `NotFound`, `Forbidden`."""
    return _behind_door(request, drill_rows().filter(pk=pk).first(), _("没有找到这场演练。"))


def task_for(request: "HttpRequest", pk: int) -> CaseTask:
    """One task of a case. Raises `NotFound`, `Forbidden`."""
    found = CaseTask.objects.select_related("case").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这项任务。"))


def statement_for(request: "HttpRequest", pk: int) -> CaseStatement:
    """One statement of a case. Raises `NotFound`, `Forbidden`."""
    found = CaseStatement.objects.select_related("case", "post__version").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这份声明。"))


def crisis_ruler(request: "HttpRequest") -> User:
    """Who may change how crises are met: whoever listens and may stop publishing everywhere; otherwise 403."""
    listener(request)
    return require(request.user, Can.FREEZE)


def keeper(request: "HttpRequest") -> User:
    """Who may say for how long what was heard is kept: whoever changes settings everywhere; otherwise 403."""
    return require(request.user, Can.MANAGE_SETTINGS)


def playbook_for(request: "HttpRequest", pk: int) -> Playbook:
    """One playbook. Raises `NotFound`, `Forbidden`."""
    found = Playbook.objects.select_related("version").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这份预案。"))


def holding_for(request: "HttpRequest", pk: int) -> HoldingStatement:
    """One holding statement. Raises `NotFound`, `Forbidden`."""
    return _behind_door(request, HoldingStatement.objects.filter(pk=pk).first(), _("没有找到这份声明稿。"))


def escalation_for(pk: int) -> EscalationStep:
    """One step of escalation, behind `crisis_ruler`. Raises `NotFound`."""
    return existing(EscalationStep.objects.filter(pk=pk).first(), _("没有找到这一步。"))


def level_rule_for(level: int) -> LevelRule:
    """The row of a level, behind `crisis_ruler`. Raises `NotFound`."""
    return existing(LevelRule.objects.filter(level=level).first(), _("没有这个等级。"))


def correction_for(request: "HttpRequest", pk: int) -> MentionCorrection:
    """One correction. Raises `NotFound`, `Forbidden`."""
    found = MentionCorrection.objects.filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这次更正。"))


def sense_version_for(request: "HttpRequest", pk: int) -> SenseVersion:
    """One version of the model, without its bytes. Raises `NotFound`, `Forbidden`."""
    found = SenseVersion.objects.defer("data").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这一版模型。"))


def suggestion_for(request: "HttpRequest", pk: int) -> Suggestion:
    """One suggestion. Raises `NotFound`, `Forbidden`."""
    found = Suggestion.objects.filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这条建议。"))


def rule_for(request: "HttpRequest", pk: int) -> SortRule:
    """One sorting rule. Raises `NotFound`, `Forbidden`."""
    found = SortRule.objects.select_related("person", "keyword_set").filter(pk=pk).first()
    return _behind_door(request, found, _("没有找到这条规则。"))

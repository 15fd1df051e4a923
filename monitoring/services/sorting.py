"""What people say goes to the right person (M8): rules by kind and set, told in bundles."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import rights_of, roles_with
from accounts.models import Grant, User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import UserError
from core.locks import only_one
from core.notices import Message, notify
from monitoring.models import Hit, KeywordSet, MentionKind, SenseSweep, SortedMention, SortRule

RECENT: Final = timedelta(days=3)
"""What was said before is history that an import or a new word brought up, not news."""
LOOK_BACK: Final = 20_000
"""Hits below the cursor that are looked at again: two sweeps at once may commit in another order than they count."""
KEPT: Final = timedelta(days=30)
_FIND = """
INSERT INTO monitoring_sortedmention (rule_id, mention_id, found_at)
SELECT DISTINCT rule.id, hit.mention_id, %(now)s::timestamptz
FROM monitoring_hit hit
JOIN monitoring_mention mention ON mention.id = hit.mention_id
JOIN monitoring_sortrule rule ON rule.is_active AND rule.kind = mention.topic_kind
    AND mention.kind_certainty >= rule.certainty
    AND (rule.keyword_set_id IS NULL OR rule.keyword_set_id = hit.keyword_set_id)
WHERE hit.id > %(after)s AND hit.published_at > %(since)s AND hit.published_at > rule.made_at - interval '1 day'
ON CONFLICT (rule_id, mention_id) DO NOTHING
"""
TEXTS: Final = {
    (MentionKind.QUESTION, True): gettext_noop("词组“%(set)s”有 %(n)d 条新提问"),
    (MentionKind.COMPLAINT, True): gettext_noop("词组“%(set)s”有 %(n)d 条新投诉"),
    (MentionKind.PRAISE, True): gettext_noop("词组“%(set)s”有 %(n)d 条新表扬"),
    (MentionKind.SUGGESTION, True): gettext_noop("词组“%(set)s”有 %(n)d 条新建议"),
    (MentionKind.NOISE, True): gettext_noop("词组“%(set)s”有 %(n)d 条无关内容"),
    (MentionKind.QUESTION, False): gettext_noop("监测到 %(n)d 条新提问"),
    (MentionKind.COMPLAINT, False): gettext_noop("监测到 %(n)d 条新投诉"),
    (MentionKind.PRAISE, False): gettext_noop("监测到 %(n)d 条新表扬"),
    (MentionKind.SUGGESTION, False): gettext_noop("监测到 %(n)d 条新建议"),
    (MentionKind.NOISE, False): gettext_noop("监测到 %(n)d 条无关内容"),
}


@dataclass(frozen=True)
class RuleDraft:
    """A rule as a person wrote it; exactly one of person and role."""

    kind: str
    keyword_set: KeywordSet | None
    person: User | None
    role: str
    certainty: int = 60
    bundle_minutes: int = 30


def save_rule(*, draft: RuleDraft, by: User, at: datetime) -> SortRule:
    """Add a rule. Raises `UserError` without exactly one receiver, or when he could not open what he is told of."""
    if (draft.person is None) == (not draft.role):
        raise UserError(_("请选择一位同事或一个角色，只选一个。"), code="sorting.receiver")
    if draft.person is not None and not rights_of(draft.person).may_somewhere(Can.MONITOR):
        raise UserError(
            _("%(name)s 没有监测权限，打不开收到的内容。") % {"name": draft.person.name}, code="sorting.no_right"
        )
    if draft.role and draft.role not in roles_with(Can.MONITOR):
        raise UserError(_("这个角色没有监测权限，打不开收到的内容。"), code="sorting.no_right")
    with transaction.atomic():
        rule = SortRule.objects.create(
            kind=draft.kind, keyword_set=draft.keyword_set, person=draft.person, role=draft.role,
            certainty=draft.certainty, bundle_minutes=draft.bundle_minutes, made_by=by, made_at=at,
        )  # fmt: skip
        record("monitoring.sorting.added", rule, by=by, at=at, change=Change(after=_facts(rule)))
    return rule


def switch_rule(*, rule: SortRule, is_active: bool, by: User, at: datetime) -> None:
    """Stop a rule, or let it go on."""
    with transaction.atomic():
        SortRule.objects.filter(pk=rule.pk).update(is_active=is_active)
        record("monitoring.sorting.switched", rule, by=by, at=at, change=Change(after={"is_active": is_active}))


def delete_rule(*, rule: SortRule, by: User, at: datetime) -> None:
    """Forget a rule and what it found."""
    with transaction.atomic():
        record("monitoring.sorting.deleted", rule, by=by, at=at, change=Change(before=_facts(rule)))
        rule.delete()


def tell_sorted(*, now: datetime) -> int:
    """Find what the rules ask for among new hits, and tell each rule's people when its time has come.

    Answers how many notices went out. Each mention is told once by a rule; repeating the sweep tells nothing twice.
    """
    with only_one("monitoring.sorting") as mine:
        if not mine or not SortRule.objects.filter(is_active=True).exists():
            return 0
        _find(now)
        rules = SortRule.objects.filter(is_active=True).select_related("person", "keyword_set")
        told = sum(_tell(rule, now) for rule in rules)
        SortedMention.objects.filter(found_at__lt=now - KEPT).delete()
    return told


def _find(now: datetime) -> None:
    newest = Hit.objects.aggregate(newest=Max("pk"))["newest"] or 0
    with transaction.atomic():
        sweep, _made = SenseSweep.objects.get_or_create(pk=1)
        after = sweep.sorted_to - LOOK_BACK
        with connection.cursor() as cursor:
            cursor.execute(_FIND, {"now": now, "after": after, "since": now - RECENT})
        SenseSweep.objects.filter(pk=1).update(sorted_to=newest)


def _tell(rule: SortRule, now: datetime) -> int:
    if rule.told_at is not None and rule.told_at > now - timedelta(minutes=rule.bundle_minutes):
        return 0
    with transaction.atomic():
        waiting = SortedMention.objects.select_for_update().filter(rule=rule, told_at=None)
        found = list(waiting.values_list("pk", flat=True))
        if not found:
            return 0
        key, message = f"sorted:{rule.pk}:{min(found)}", _message(rule, len(found))
        told = notify(to=receivers(rule, now), key=key, message=message, at=now)
        SortedMention.objects.filter(pk__in=found).update(told_at=now)
        SortRule.objects.filter(pk=rule.pk).update(told_at=now)
    return told


def receivers(rule: SortRule, now: datetime) -> list[int]:
    """The people of a rule: the one named, or all who hold the role now."""
    if rule.person is not None:
        return [rule.person.pk] if rule.person.is_active else []
    grants = Grant.objects.filter(user__is_active=True, role=rule.role).in_force(now)
    return sorted(set(grants.values_list("user_id", flat=True)))


def _message(rule: SortRule, number: int) -> Message:
    query = {"kind": rule.kind} | ({"set": rule.keyword_set_id} if rule.keyword_set_id else {"caught": 1})
    return Message(
        TEXTS[MentionKind(rule.kind), rule.keyword_set_id is not None],
        {"n": number, "set": str(rule.keyword_set or "")},
        url=f"{reverse('monitoring:mentions')}?{urlencode(query)}",
    )


def _facts(rule: SortRule) -> dict[str, object]:
    receiver = rule.person.name if rule.person else rule.role
    return {"kind": rule.kind, "set": str(rule.keyword_set or ""), "to": receiver, "certainty": rule.certainty}

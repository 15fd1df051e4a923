"""People split, merge and mute groups of near-identical mentions (M4); no sweep undoes it, they themselves can."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.locks import wait_in_line
from monitoring.kin.carried import carried_all
from monitoring.kin.prints import packed, prints_of
from monitoring.models import GroupChange, GroupChangeKind, KinBand, Mention, MentionGroup
from monitoring.services.kin import recount

_LINES = ("monitoring.kin", "monitoring.mention")
"""Whoever assigns groups or merges rows waits: nothing comes in under a number that is being changed."""


@transaction.atomic
def merge_groups(*, group: MentionGroup, into: MentionGroup, by: User, at: datetime) -> GroupChange:
    """All mentions of `group`, and what will come like them, belong to `into`. Raises `UserError` for itself."""
    _begin(by)
    if group.pk == into.pk:
        raise UserError(_("不能把一个组合并到它自己。"), code="group.itself")
    change = GroupChange.objects.create(
        kind=GroupChangeKind.MERGE,
        from_id=group.pk,
        into_id=into.pk,
        mention_ids=_moved(Mention.objects.filter(group_id=group.pk), into.pk),
        bands=_bands_moved(KinBand.objects.filter(group_id=group.pk), into.pk),
        by=by,
        at=at,
    )
    recount([group.pk, into.pk], now=at)
    _note("monitoring.group.merged", change, by, at)
    return change


@transaction.atomic
def split_group(*, group: MentionGroup, mention_ids: Collection[int], by: User, at: datetime) -> GroupChange:
    """These mentions, and all of the group that carry the same words, become a group of their own.

    What comes in later with these words follows them, as far as the keys of both tell them apart (`made_bands` and
    `bands` of the answer are empty where they do not). Raises `UserError` when nothing or everything is chosen.
    """
    _begin(by)
    rows = list(Mention.objects.filter(group_id=group.pk).values_list("pk", "text"))
    words = dict(zip((pk for pk, _text in rows), carried_all([text for _pk, text in rows]), strict=True))
    chosen = {words[pk] for pk in mention_ids if pk in words}
    moving = [pk for pk, said in words.items() if said in chosen]
    if not moving:
        raise UserError(_("请选择要拆出的内容。"), code="group.nothing")
    if len(moving) == len(words):
        raise UserError(_("选中的说法包括了整个组，没有可拆分的。"), code="group.everything")
    number, shown = _next_number(), words.get(group.shown_id, "")
    bands, made = _claim_bands(sorted(one for one in chosen if one), number, group.pk, keep=shown, at=at)
    change = GroupChange.objects.create(
        kind=GroupChangeKind.SPLIT,
        from_id=group.pk,
        into_id=number,
        mention_ids=_moved(Mention.objects.filter(pk__in=moving), number),
        bands=bands,
        made_bands=made,
        by=by,
        at=at,
    )
    recount([group.pk, number], now=at)
    _note("monitoring.group.split", change, by, at)
    return change


@transaction.atomic
def undo_change(*, change: GroupChange, by: User, at: datetime) -> GroupChange:
    """What moved goes back; what came in since stays where it is. Raises `Conflict` when later changes rest on it."""
    _begin(by)
    row = GroupChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if row.undone_at is not None:
        raise Conflict(_("这次操作已经撤销。"), code="group.undone")
    ends = [row.from_id, row.into_id]
    later = GroupChange.objects.filter(Q(from_id__in=ends) | Q(into_id__in=ends), pk__gt=row.pk, undone_at=None)
    if later.exists():
        raise Conflict(_("之后还有别的拆分或合并，请先撤销后面的。"), code="group.later")
    _moved(Mention.objects.filter(pk__in=row.mention_ids, group_id=row.into_id), row.from_id)
    _bands_moved(KinBand.objects.filter(pk__in=row.bands, group_id=row.into_id), row.from_id)
    KinBand.objects.filter(pk__in=row.made_bands, group_id=row.into_id).delete()
    row.undone_at, row.undone_by = at, by
    row.save(update_fields=["undone_at", "undone_by"])
    recount(ends, now=at)
    _note("monitoring.group.undone", row, by, at)
    return row


@transaction.atomic
def mute_group(*, group: MentionGroup, muted: bool, by: User, at: datetime) -> MentionGroup:
    """A muted group leaves the list until somebody wants it back; it is still counted."""
    require_somewhere(by, Can.MONITOR)
    row = MentionGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if (row.muted_at is not None) != muted:
        row.muted_at, row.muted_by = (at, by) if muted else (None, None)
        row.save(update_fields=["muted_at", "muted_by"])
        record("monitoring.group.muted" if muted else "monitoring.group.unmuted", row, by=by, at=at)
    return row


def _begin(by: User) -> None:
    require_somewhere(by, Can.MONITOR)
    for line in _LINES:
        wait_in_line(line)


def _moved(rows: QuerySet[Mention], to: int) -> list[int]:
    ids = sorted(rows.values_list("pk", flat=True))
    Mention.objects.filter(pk__in=ids).update(group_id=to)
    return ids


def _bands_moved(rows: QuerySet[KinBand], to: int) -> list[int]:
    bands = sorted(rows.values_list("pk", flat=True))
    KinBand.objects.filter(pk__in=bands).update(group_id=to)
    return bands


def _claim_bands(chosen: list[str], number: int, group: int, *, keep: str, at: datetime) -> tuple[list[int], list[int]]:
    """Keys of the chosen words that the words that stay do not have: those of the old group, and new ones."""
    if not chosen:
        return [], []
    prints = prints_of(chosen)
    staying = set(prints_of([keep]).bands.ravel().tolist()) if keep else set()
    wanted = {
        band: bytes(mark)
        for bands, mark in zip(prints.bands.tolist(), packed(prints.marks), strict=True)
        for band in bands
        if band not in staying
    }
    known = dict(KinBand.objects.filter(pk__in=wanted).values_list("pk", "group_id"))
    taken = [band for band, owner in known.items() if owner == group]
    for row in (rows := list(KinBand.objects.filter(pk__in=taken))):
        row.group_id, row.print, row.day = number, wanted[row.band], at.date()
    KinBand.objects.bulk_update(rows, ["group_id", "print", "day"])
    made = [KinBand(band=band, group_id=number, print=mark, day=at.date()) for band, mark in wanted.items()]
    made = [row for row in made if row.band not in known]
    KinBand.objects.bulk_create(made)
    return sorted(taken), sorted(row.band for row in made)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('monitoring_kin_group')")
        return int(cursor.fetchone()[0])


def _note(code: str, change: GroupChange, by: User, at: datetime) -> None:
    after = {"from": change.from_id, "into": change.into_id, "moved": len(change.mention_ids)}
    record(code, change, by=by, at=at, change=Change(after=after))

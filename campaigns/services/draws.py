"""The draw once its list is published: values typed, winners computed, or void with a public reason (P8)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns import beacon, draw_files
from campaigns.draw import value_of
from campaigns.models import Draw, DrawState, DrawValue, Prize, Winner, WinnerState
from campaigns.queries.draws import agreed_values, source_sentence
from core.audit import Change, record
from core.errors import Conflict, UserError

PATIENCE = dt.timedelta(hours=24)
"""So long after its time the value of a source is waited for; then its next value takes its place."""


def type_value(*, draw: Draw, source: int, text: str, by: User, at: dt.datetime, is_next: bool = False) -> DrawValue:
    """P8: what `by` read at a source. A signature of drand counts at once; a number when a second person types it too.

    Typing again replaces one's own. Raises `UserError` for what is no such value, or too early.
    """
    require_somewhere(by, Can.CAMPAIGN)
    if not 0 <= source < len(draw.sources):
        raise UserError(_("没有这个公开数值来源。"), code="draw.source")
    named: dict[str, Any] = draw.sources[source]
    due = dt.datetime.fromisoformat(named["at"])
    if at < due:
        raise UserError(_("约定的时间还没有到，数值还不存在。"), code="draw.early", field="text")
    if is_next and (named["kind"] == "drand" or at < due + PATIENCE):
        raise UserError(
            _("约定的数值 24 小时后仍没有公布，才能改用下一次公布的数值。"), code="draw.next", field="is_next"
        )
    value, proved = _read(named, text)
    with transaction.atomic():
        row = _locked(draw)
        if row.state != DrawState.COMMITTED:
            raise Conflict(_("这次抽奖已经结束，不能再录入。"), code="draw.over")
        found, _new = DrawValue.objects.update_or_create(
            draw=row, source=source, typed_by=by,
            defaults={"text": value, "is_next": is_next, "is_proved": proved, "typed_at": at},
        )  # fmt: skip
        change = Change(after={"source": source_sentence(named), "value": value, "next": is_next})
        record("campaigns.draw.value_typed", row, by=by, at=at, change=change)
    return found


def run_draw(*, draw: Draw, by: User, at: dt.datetime) -> list[Winner]:
    """P8: the winners that list and values give. Raises `Conflict` while a value is missing or two people disagree."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = _locked(draw)
        if row.state != DrawState.COMMITTED:
            raise Conflict(_("这次抽奖已经结束。"), code="draw.over")
        values = agreed_values(row)
        if any(value is None for value in values):
            raise Conflict(_("公开数值还没有录齐，或两个人录入的不一样。"), code="draw.values")
        found = draw_files.checked(row.folder, row.commitment, [str(value) for value in values])
        if found is None:
            raise Conflict(_("名单文件与公布的承诺不一致，不能开奖。请作废并查明原因。"), code="draw.changed")
        prizes = {prize.tier: prize for prize in Prize.objects.filter(campaign=row.campaign_id)}
        keys = draw_files.entry_keys(row.folder, [one.number for one in found.picks])
        winners = Winner.objects.bulk_create(
            Winner(
                draw=row, entry_id=key, place=one.place, prize=prizes.get(one.tier) if one.tier else None,
                state=WinnerState.WON if one.tier else WinnerState.RESERVE, changed_at=at,
            )
            for one, key in zip(found.picks, keys, strict=True)
        )  # fmt: skip
        row.state, row.drawn_at, row.seed = DrawState.DRAWN, at, found.seed
        row.save(update_fields=["state", "drawn_at", "seed"])
        change = Change(after={"seed": row.seed, "winners": len(winners), "values": values})
        record("campaigns.draw.drawn", row, by=by, at=at, change=change)
    return winners


def void_draw(*, draw: Draw, reason: str, by: User, at: dt.datetime) -> Draw:
    """Call a draw off before its value exists; it stays visible with its reason (P8).

    Afterwards everybody can compute the winners, and calling off would be choosing: only a broken list allows it.
    """
    require_somewhere(by, Can.CAMPAIGN)
    if not reason.strip():
        raise UserError(_("请写明作废原因，它会公开。"), code="draw.reason", field="reason")
    with transaction.atomic():
        row = _locked(draw)
        if row.state != DrawState.COMMITTED:
            raise Conflict(_("已经开奖的抽奖不能作废。"), code="draw.over")
        if at >= row.value_due_at and draw_files.checked(row.folder, row.commitment) is not None:
            raise Conflict(_("公开数值已经产生，结果已定，不能再作废。"), code="draw.known")
        row.state, row.void_at, row.void_reason = DrawState.VOID, at, reason.strip()[:300]
        row.save(update_fields=["state", "void_at", "void_reason"])
        record("campaigns.draw.voided", row, by=by, at=at, change=Change(reason=row.void_reason))
    return row


def _read(named: dict[str, Any], text: str) -> tuple[str, bool]:
    if named["kind"] == "drand" and len("".join(text.split())) == 96:
        found = beacon.randomness_of(text, named["round"])
        if found is None:
            raise UserError(_("签名不属于这一轮，请核对后再录入。"), code="draw.signature", field="text")
        return found, True
    try:
        return value_of(named, text), False
    except ValueError as error:
        if named["kind"] == "drand":
            sentence = _("请粘贴这一轮的签名（96 位十六进制），或它的随机值（64 位十六进制）。")
        else:
            sentence = _("写法和约定的不一样，应像 %(form)s。") % {"form": " ".join("0" * n for n in named["form"])}
        raise UserError(sentence, code="draw.value", field="text") from error


def _locked(draw: Draw) -> Draw:
    return Draw.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=draw.pk)

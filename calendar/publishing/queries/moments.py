"""What happened to a slot, moment by moment, in words: each source of rows tells its own."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Decision, Review
from core.audit import label
from core.dates import BEIJING
from core.models import AuditEntry
from publishing.models import Attempt, Finding, HandOver, Outcome, Publication, Slot, TimelineCheck

GOOD, BAD, OPEN = "good", "bad", "open"
INSTANT = dt.timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a life. `raw`: what is folded away, each with its name."""

    at: dt.datetime
    icon: str
    title: str
    who: str = ""
    lines: tuple[str, ...] = ()
    tone: str = ""
    raw: tuple[tuple[str, str], ...] = ()

    @property
    def clock(self) -> str:
        """To the millisecond, in Beijing time."""
        return clock(self.at)

    @property
    def as_text(self) -> str:
        """For support: everything, unfolded."""
        day = f"{self.at.astimezone(BEIJING):%Y-%m-%d}"
        head = " · ".join(part for part in (f"{day} {self.clock}", self.title, self.who) if part)
        return "\n".join([head, *(f"  {line}" for line in self.lines), *(f"  {k}: {v}" for k, v in self.raw)])


def clock(at: dt.datetime) -> str:
    """10:00:00.012"""
    local = at.astimezone(BEIJING)
    return f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"


def span(length: dt.timedelta) -> str:
    """A duration in words, as exact as it is short."""
    if abs(length) < dt.timedelta(seconds=1):
        return _("%(n)d 毫秒") % {"n": round(length / INSTANT)}
    seconds = length.total_seconds()
    if seconds < 60:
        return _("%(n).1f 秒") % {"n": seconds}
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return _("%(m)d 分 %(s)d 秒") % {"m": minutes, "s": rest}
    return _("%(h)d 小时 %(m)d 分") % {"h": minutes // 60, "m": minutes % 60}


def lateness(planned: dt.datetime, begun: dt.datetime) -> str:
    """How late a call began, in words."""
    late = begun - planned
    if late < dt.timedelta(milliseconds=50):
        return _("准时")
    return _("比计划晚 %(span)s") % {"span": span(late)}


def of_attempts(slot: Slot, attempts: Iterable[Attempt]) -> Iterator[Moment]:
    """Claimed, begun, answered: one moment each."""
    for attempt in attempts:
        number = {"n": attempt.generation}
        holds = attempt.content_hash == slot.post.approved_hash
        if attempt.channel != "hand_over":
            yield Moment(attempt.claimed_at, "hand-grab", _("第 %(n)d 次：认领") % number, _worker(attempt))
        if attempt.called_at is not None:
            raw = [(_("发出的原文"), attempt.text), (_("内容指纹"), attempt.content_hash[:16])]
            lines = [lateness(slot.scheduled_at, attempt.called_at) if attempt.generation == 1 else ""]
            lines.append(_("与审核通过的内容一致") if holds else _("当时审核通过的内容与现在的不同"))
            title = _("第 %(n)d 次：发出请求") % number
            yield Moment(attempt.called_at, "send", title, "", _said(lines), "", tuple(raw))
        if attempt.answered_at is not None and attempt.outcome:
            yield _answer(attempt)


def _worker(attempt: Attempt) -> str:
    return "" if attempt.worker.startswith("person:") else attempt.worker


def _said(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _decision(outcome: str) -> str:
    words = {
        Outcome.PUBLISHED: _("记为已发布。"),
        Outcome.REFUSED: _("记为发布失败，等人处理。"),
        Outcome.UNKNOWN: _("记为待核实，去读时间线；在此之前不会再发。"),
        Outcome.NOT_SENT: _("没有发出，放回排期。"),
        Outcome.LIMITED: _("放回排期，等额度恢复后再发。"),
        Outcome.TOKEN_DEAD: _("暂停，等重新授权。"),
    }
    return words.get(Outcome(outcome), "")


_TONES = {Outcome.PUBLISHED: GOOD, Outcome.REFUSED: BAD, Outcome.TOKEN_DEAD: BAD, Outcome.NOT_SENT: ""}


def _first_outcome(attempt: Attempt) -> Outcome:
    """What the answer itself meant: one that was settled later was unknown then."""
    outcome = Outcome(attempt.outcome)
    settled = outcome == Outcome.PUBLISHED and attempt.http_status != 200 and attempt.channel != "hand_over"
    return Outcome.UNKNOWN if settled else outcome


def _answer(attempt: Attempt) -> Moment:
    outcome, answered = _first_outcome(attempt), attempt.answered_at or attempt.lease_until
    took = span(answered - attempt.called_at) if attempt.called_at else ""
    code = _("错误码 %(code)d") % {"code": attempt.error_code} if attempt.error_code else ""
    http = f"HTTP {attempt.http_status}" if attempt.http_status else ""
    facts = " · ".join(part for part in (http, code, _("用时 %(span)s") % {"span": took} if took else "") if part)
    raw = [(_("微博的答复"), attempt.error_text)] if attempt.error_text else []
    raw += [(_("微博编号"), attempt.weibo_id)] if attempt.weibo_id and outcome == Outcome.PUBLISHED else []
    title = _("第 %(n)d 次：%(outcome)s") % {"n": attempt.generation, "outcome": outcome.label}
    lines = _said([facts, attempt.sentence, _decision(outcome)])
    return Moment(answered, "message-reply", title, "", lines, _TONES.get(outcome, OPEN), tuple(raw))


def of_checks(checks: Iterable[TimelineCheck]) -> Iterator[Moment]:
    """Each reading of the timeline, with what it saw."""
    for number, check in enumerate(checks, start=1):
        finding = Finding(check.finding)
        seen = [f"{_seen_clock(minted)}  {text}  {weibo_id}" for weibo_id, minted, text in check.seen]
        raw = ((_("读到的微博"), "\n".join(seen)),) if seen else ()
        title = _("第 %(n)d 次核实：%(finding)s") % {"n": number, "finding": finding.label}
        count = (
            ngettext("读到 %(n)d 条", "读到 %(n)d 条", len(seen)) % {"n": len(seen)} if check.total is not None else ""
        )
        tone = GOOD if finding == Finding.FOUND else OPEN
        yield Moment(check.at, "list-search", title, "", _said([check.sentence, count]), tone, raw)


def _seen_clock(minted: str) -> str:
    at = parse_datetime(minted) if minted else None
    return f"{at.astimezone(BEIJING):%m-%d %H:%M:%S}" if at else "—"


_ICONS = {
    "calendar.slot.placed": "calendar-plus",
    "calendar.slot.moved": "calendar-time",
    "calendar.slot.cancelled": "calendar-off",
    "calendar.slot.taken_off": "calendar-off",
    "calendar.slot.published": "circle-check",
    "calendar.slot.failed": "alert-circle",
    "calendar.slot.held": "player-pause",
    "calendar.slot.released": "player-play",
    "calendar.slot.sent_again": "repeat",
    "content.post.written": "pencil",
    "content.post.submitted": "upload",
    "content.post.approved": "checks",
    "content.post.changes_requested": "arrow-back-up",
}
_TONE_OF_CODES = {"calendar.slot.published": GOOD, "calendar.slot.failed": BAD, "content.post.approved": GOOD}


def of_entries(entries: Iterable[AuditEntry]) -> Iterator[Moment]:
    """What people did, and what the system wrote down."""
    for entry in entries:
        who = entry.actor_name if entry.actor_id or (entry.after or {}).get("outside") else _("系统")
        icon, tone = _ICONS.get(entry.code, "point"), _TONE_OF_CODES.get(entry.code, "")
        lines = _said([_moved(entry), entry.reason])
        yield Moment(entry.at, icon, label(entry.code), who, lines, tone)


def _moved(entry: AuditEntry) -> str:
    before, after = (parse_datetime(str(side.get("scheduled_at", ""))) for side in (entry.before, entry.after))
    if after is None or before == after:
        return ""
    to = f"{after.astimezone(BEIJING):%m-%d %H:%M}"
    if before is None:
        return _("定在 %(to)s") % {"to": to}
    return _("从 %(start)s 改到 %(to)s") % {"start": f"{before.astimezone(BEIJING):%m-%d %H:%M}", "to": to}


def of_reviews(slot: Slot, reviews: Iterable[Review]) -> Iterator[Moment]:
    """Who approved which version, and whether that is what stands here now."""
    for review in reviews:
        if review.decision != Decision.APPROVED:
            continue
        holds = review.content_hash == slot.post.approved_hash and slot.post.approval_holds()
        line = _("这次批准仍然有效，内容一字未改。") if holds else _("这次批准已不作数，之后内容有改动。")
        title = _("批准了第 %(n)d 版") % {"n": review.version.number}
        yield Moment(
            review.created_at, "checks", title, review.who, _said([line, review.comment]), GOOD if holds else ""
        )


def of_publication(publication: Publication | None) -> Iterator[Moment]:
    """When it stood on Weibo, and when it was gone."""
    if publication is None:
        return
    raw = ((_("微博上的文字"), publication.text), (_("微博编号"), publication.weibo_id))
    yield Moment(publication.published_at, "brand-weibo", _("出现在微博上"), "", (publication.url,), GOOD, raw)
    if publication.deleted_at:
        yield Moment(publication.deleted_at, "trash", _("已从微博上消失"), "", (), BAD)


def of_hand_over(slot: Slot, hand: HandOver | None) -> Iterator[Moment]:
    """K6: a person was asked, somebody took it."""
    if slot.handed_over_at is not None:
        yield Moment(slot.handed_over_at, "hand-stop", _("到时间，请人发布"))
    if hand is not None and hand.taken_at is not None:
        yield Moment(hand.taken_at, "user-check", _("有人接手"), str(hand.taken_by or ""))

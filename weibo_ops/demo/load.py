"""Loads the sample company: once, in one go."""

import datetime as dt
from random import Random

from django.conf import settings
from django.db import transaction

from accounts.gateway import app_key
from accounts.models import AccountState, Grant, User, WeiboAccount
from accounts.roles import Role
from accounts.services import note_post, probe_account, read_profile
from content.models import Category
from core.audit import SYSTEM
from core.dates import local_day, week_of
from monitoring.models import KeywordSet, SourceKind
from monitoring.services import add_sources, judge_topics, sweep_set
from monitoring.services.resonance import tell_resonance
from publishing.services import apply_policy_preset, apply_slot_preset
from reports.services import compile_report, roll_up_days
from weibo.text import mid_to_base62
from weibo_ops.demo import (
    account_pages,
    alerts,
    care,
    closings,
    company,
    crises,
    desk,
    dispatch,
    draws,
    entrants,
    fans,
    freezes,
    governed,
    hands,
    history,
    listening,
    listening_words,
    lives,
    missed,
    outside,
    passages,
    planned_ahead,
    present,
    relays,
    report_talk,
    sensing,
    settled,
    source_days,
    spreading,
    talks,
    targets,
    topics,
)
from weibo_ops.demo.calls import agree_calls, write_calls
from weibo_ops.demo.control import SandboxControl
from weibo_ops.demo.people import invite_newcomer, write_assessments, write_incentive, write_rights
from weibo_ops.demo.rights import write_media_rights
from weibo_ops.demo.rivals import write_rivals
from weibo_ops.demo.tokens import let_one_end

SEED = 20261122


def is_loaded() -> bool:
    """Whether the sample company is there already."""
    return User.objects.filter(email=company.PEOPLE[0].email).exists()


def load(control: SandboxControl, *, now: dt.datetime) -> str:
    """Make the company and its last six weeks. Answers the password of the sample colleagues (shown once).

    The company is written in one transaction: a load that is interrupted leaves nothing behind. What follows is done
    again by the timetable when it is interrupted, except that nobody compiles the reports of past weeks.
    """
    random = Random(SEED)  # noqa: S311  sample data
    with transaction.atomic():
        people, password = _write(control, now=now, random=random)
    for keyword_set in KeywordSet.objects.all():
        sweep_set(keyword_set, now=now)
    judge_topics(now=now)
    alerts.write_alerts(people, now=now)
    listening_words.mark_some_noise(now=now)
    for account in WeiboAccount.objects.filter(state=AccountState.CONNECTED):
        probe_account(account=account, by=SYSTEM, at=now)
        read_profile(account=account, at=now)
    source_days.write_account_days(now=now)
    tell_resonance()
    write_calls(now=now, random=Random(SEED))  # noqa: S311  sample data
    today = local_day(now)
    roll_up_days(first=today - dt.timedelta(days=7 * history.WEEKS), last=today, at=now)
    closings.write_closings(people, now=now)
    administrator = Grant.objects.filter(role=Role.ADMINISTRATOR).earliest("pk").user
    report_talk.write_recipients(people, administrator=administrator, now=now)
    week = week_of(today).previous
    for _i in range(2):
        compile_report(period=week, by=SYSTEM, at=now)
        week = week.previous
    report_talk.write_talk(people, now=now)
    settled.write_statements(people, now=now)
    governed.write_governance(people | {Role.ADMINISTRATOR: administrator}, now=now)
    return password


def _write(control: SandboxControl, *, now: dt.datetime, random: Random) -> tuple[dict[Role, User], str]:
    administrator = Grant.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")[0].user
    agree_calls(control, by=administrator, now=now)
    people, password = company.make_people(administrator=administrator, at=now)
    write_assessments(people, administrator=administrator, now=now)
    accounts = company.make_accounts(people=people, at=now)
    write_rights(people, accounts, by=administrator, now=now)
    write_incentive(by=administrator, now=now)
    invite_newcomer(by=administrator, now=now)
    for entry in company.ACCOUNTS:
        account = accounts[entry.nickname]
        token = control.mint_token(entry.uid, app=app_key(entry.channel).key)
        company.connect(account, access_token=token, lifetime=30 * 86400, at=now)
        apply_slot_preset(account, by=SYSTEM, at=now)
        apply_policy_preset(account, by=SYSTEM, at=now)
        history.write_followers(account, entry, now=now, random=random)
    let_one_end(accounts, now=now)
    account_pages.write_account_pages(accounts, people, administrator=administrator, now=now)
    _write_past(control, accounts, people, now=now, random=random)
    _write_heard(accounts, people, now=now, random=random)
    present.write_present(accounts, people, now=now)
    passages.write_passages(accounts, people, now=now)
    relays.write_relays(accounts, people, now=now)
    lives.write_lives(control, accounts, people, now=now)
    missed.write_missed(accounts, people, now=now)
    dispatch.write_board(accounts, people, now=now)
    hands.write_hands(control, accounts, people, now=now)
    write_media_rights(by=people[Role.RESPONSIBLE_EDITOR], now=now)
    planned_ahead.write_planned_ahead(accounts, people, administrator=administrator, now=now)
    freezes.write_freezes(accounts, people, now=now)
    desk.write_desk(accounts, people, administrator=administrator, now=now)
    outside.write_outside(people, now=now)
    care.write_care(people, now=now)
    talks.write_talks(control, accounts, now=now)
    crises.write_crises(accounts, people, now=now)
    entrants.write_entrants(control, accounts, people, now=now)
    draws.write_draws(people, now=now)
    return people, password


def _write_heard(
    accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime, random: Random
) -> None:
    """What is listened for, what was said, and the people who say it."""
    care_lead = people[Role.CUSTOMER_EDITOR]
    listening.make_sets(owner=care_lead, now=now)
    listening_words.write_words(owner=care_lead, now=now)
    answering = [accounts["山岚"], accounts["山岚厨房"], accounts["山岚客服"]]
    answerers = [care_lead, care_lead, people[Role.RESPONSIBLE_EDITOR]]
    listening.write_inbox(answering, answerers=answerers, now=now, random=Random(SEED))  # noqa: S311  sample data
    add_sources([SourceKind.MENTIONS, SourceKind.COMMENTS])
    source_days.hear_comments(now=now)
    listening.write_mentions(now=now, random=random)
    source_days.write_source_days(owner=care_lead, now=now)
    source_days.write_own_posts(kitchen=accounts["山岚厨房"], brand=accounts["山岚"], by=care_lead, now=now)
    sensing.write_wishes(now=now)
    spreading.write_spreading(now=now)
    topics.write_topics(now=now)
    sensing.write_sensing(people, now=now)
    fans.write_fans(by=care_lead, now=now)
    write_rivals(by=care_lead, now=now)
    targets.write_targets(answering, by=care_lead, now=now)


def _write_past(
    control: SandboxControl,
    accounts: dict[str, WeiboAccount],
    people: dict[Role, User],
    *,
    now: dt.datetime,
    random: Random,
) -> None:
    writer = history.Writer(
        author=people[Role.RESPONSIBLE_EDITOR],
        reviewer=people[Role.CHIEF_EDITOR],
        categories={category.slug: category for category in Category.objects.all()},
    )
    for told in history.past_posts(accounts, now=now):
        uid = told.account.uid or ""
        weibo_id = control.post(uid, told.text, ago=(now - told.at).total_seconds())
        url = f"{settings.WEIBO_SANDBOX_URL}/{uid}/{mid_to_base62(weibo_id)}"
        publication = history.write_publication(told, weibo_id=weibo_id, url=url, writer=writer)
        history.write_samples(publication, now=now, random=random)
        note_post(account_id=told.account.pk, at=told.at)

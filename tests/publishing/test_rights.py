"""C12: a picture whose right has ended is not sent; the board tells it for the slot's own day."""

import datetime as dt

from accounts.models import User, WeiboAccount
from content.models import Media, Permission, Post, UserStory
from content.services import store_picture
from content.services.stories import StoryInput, Terms, collect_story, set_permission
from publishing.dispatch.facts import read_facts
from publishing.dispatch.last_look import no_because_of_rights
from publishing.models import SlotState
from publishing.queries.sending import load_slots
from publishing.services.claims import claim_due_slots
from tests.content.test_pages import png
from tests.publishing.makers import Wanted, make_post, make_slot

NOW = dt.datetime(2026, 11, 23, 1, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_c12_an_ended_right_holds_the_slot(account: WeiboAccount, editor: User) -> None:
    media = store_picture(file=png(), by=editor, at=NOW)
    slot = make_slot(make_post(account, Wanted(media=[media])), NOW)
    Media.objects.update(rights_until=NOW.date() - DAY)
    assert len(claim_due_slots(now=NOW, limit=10, worker="test", ahead=dt.timedelta(seconds=5))) == 0
    slot.refresh_from_db()
    assert slot.state == SlotState.HELD and "的授权到" in slot.state_detail


def test_c12_the_board_asks_for_the_day_of_the_slot(account: WeiboAccount, editor: User) -> None:
    media = store_picture(file=png(), by=editor, at=NOW)
    slot = make_slot(make_post(account, Wanted(media=[media])), NOW + 3 * DAY)
    Media.objects.update(rights_until=(NOW + DAY).date())
    loaded = load_slots([slot.pk])
    assert no_because_of_rights(loaded[0], read_facts(loaded, now=NOW)) is None
    assert no_because_of_rights(loaded[0], read_facts(loaded, now=NOW + 3 * DAY)) is not None


def test_c9_a_story_whose_consent_has_ended_holds_the_slot(account: WeiboAccount, editor: User) -> None:
    story = collect_story(given=StoryInput("老顾客", "用了十年"), by=editor, at=NOW)
    granted, until = Permission.GRANTED, (NOW + DAY).date()
    set_permission(
        story=story, permission=granted, evidence="私信", terms=Terms(("quote",), until), by=editor, at=NOW - DAY
    )
    posts = [make_post(account, Wanted(text=text)) for text in ("今天引用", "过几天再引用")]
    Post.objects.update(story=story)
    today, later = make_slot(posts[0], NOW), make_slot(posts[1], NOW + 3 * DAY)
    loaded = load_slots([later.pk])
    assert no_because_of_rights(loaded[0], read_facts(loaded, now=NOW)) is None
    assert no_because_of_rights(loaded[0], read_facts(loaded, now=NOW + 3 * DAY)) is not None, (
        "the board tells it ahead"
    )
    UserStory.objects.update(permission_until=(NOW - DAY).date())
    assert len(claim_due_slots(now=NOW, limit=10, worker="test", ahead=dt.timedelta(seconds=5))) == 0
    today.refresh_from_db()
    assert today.state == SlotState.HELD and "同意使用到" in today.state_detail

"""Comments on passages (K5): bound to a version and its words, answered, closed, carried back with a decision."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from content.models import PassageThread, Post, PostState, Review
from content.queries.passages import open_counts, passages_of
from content.services import (
    PassageInput,
    answer_passage,
    approve,
    mark_passage,
    request_changes,
    resolve_passage,
    send_back_with,
    withdraw_comment,
)
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from tests.conftest import ClientOf
from tests.content.conftest import TEXT, Write

QUOTE = "小苏打加温水泡半小时"


def marked(post: Post, quote: str = QUOTE, text: str = "半小时够吗？") -> PassageInput:
    words = post.version.text if post.version else ""
    start = words.index(quote)
    return PassageInput(post.version_id or 0, text, start, start + len(quote), quote)


@pytest.fixture
def thread(submitted: Post, approver: User, at: dt.datetime) -> PassageThread:
    return mark_passage(post=submitted, passage=marked(submitted), by=approver, at=at)


def test_k5_it_is_bound_to_version_place_and_words(thread: PassageThread, submitted: Post, editor: User) -> None:
    assert (thread.version_id, thread.quote) == (submitted.version_id, QUOTE)
    assert TEXT[thread.start : thread.end] == QUOTE
    notice = Notice.objects.get(user_id=editor.pk)
    assert urlsplit(notice.url).fragment == f"passage-{thread.pk}"
    assert AuditEntry.objects.filter(code="content.passage.marked", object_id=str(submitted.pk)).exists()


def test_k5_it_counts_an_emoji_as_the_browser_does(
    write: Write, approver: User, at: dt.datetime
) -> None:  # fmt: skip
    post = write("😀👩\u200d👩\u200d👧泡茶，泡久一点更香吗？")
    found = mark_passage(post=post, passage=marked(post, "泡久一点"), by=approver, at=at)
    assert (found.start, found.quote) == (9, "泡久一点")
    half = PassageInput(post.version_id or 0, "换一个", 1, 2, "👩")
    assert mark_passage(post=post, passage=half, by=approver, at=at).quote == "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": 0, "end": 3, "quote": "没有的字"},
        {"start": 900, "end": 901, "quote": "的"},
        {"sentence": 99},
        {"sentence": 0, "words": "没有的字"},
        {},
    ],
)
def test_k5_a_passage_that_is_not_there_is_refused(
    submitted: Post, approver: User, at: dt.datetime, wrong: dict[str, object]
) -> None:
    passage = PassageInput(submitted.version_id or 0, "改", **wrong)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="没有在正文里找到"):
        mark_passage(post=submitted, passage=passage, by=approver, at=at)


def test_k5_it_needs_words_and_someone_who_writes_or_reviews(submitted: Post, manager: User, at: dt.datetime) -> None:
    with pytest.raises(Forbidden):
        mark_passage(post=submitted, passage=marked(submitted), by=manager, at=at)


def test_k5_an_answer_tells_the_others_and_opens_it_again(
    thread: PassageThread, editor: User, approver: User, at: dt.datetime
) -> None:
    resolve_passage(thread=thread, by=approver, at=at)
    assert not Notice.objects.filter(user_id=editor.pk, settled_at=None).exists()
    answer_passage(thread=thread, text="改成一小时", by=editor, at=at)
    thread.refresh_from_db()
    assert thread.is_open
    assert "改成一小时" in Notice.objects.get(user_id=approver.pk, settled_at=None).sentence
    with pytest.raises(UserError, match="请写下意见"):
        answer_passage(thread=thread, text="  ", by=editor, at=at)


def test_k5_it_moves_with_its_words_or_says_they_were_changed(
    thread: PassageThread, submitted: Post, write: Write
) -> None:
    write("先烫一遍。" + TEXT, post=submitted)
    submitted.refresh_from_db()
    (passage,) = passages_of(submitted)
    assert passage.span is not None
    assert passage.span.start == thread.start + 5

    write(TEXT.replace("半小时", "一小时"), post=submitted)
    submitted = Post.objects.select_related("version").get(pk=submitted.pk)
    (gone,) = passages_of(submitted)
    assert gone.span is None
    assert gone.thread.quote == QUOTE


def test_k5_open_passages_go_back_with_the_decision(
    thread: PassageThread, submitted: Post, approver: User, editor: User, at: dt.datetime
) -> None:
    post = request_changes(post=submitted, version_id=submitted.version_id or 0, comment=" ", by=approver, at=at)
    assert post.state == PostState.CHANGES_ASKED
    review = Review.objects.get()
    assert QUOTE in review.comment
    assert "半小时够吗" in review.comment
    thread.refresh_from_db()
    assert thread.review_id == review.pk


def test_k5_marking_and_sending_back_is_one(submitted: Post, approver: User, editor: User, at: dt.datetime) -> None:
    post = send_back_with(post=submitted, passage=marked(submitted), by=approver, at=at)
    assert post.state == PostState.CHANGES_ASKED
    assert Notice.objects.filter(user_id=editor.pk).count() == 1, "one notice, not two"
    with pytest.raises(Conflict):
        send_back_with(post=submitted, passage=marked(submitted), by=approver, at=at)
    assert PassageThread.objects.count() == 1


def test_k5_ones_own_last_word_can_be_taken_back(
    thread: PassageThread, editor: User, approver: User, at: dt.datetime
) -> None:
    first = thread.comments.get()
    with pytest.raises(Forbidden):
        withdraw_comment(comment=first, by=editor, at=at)
    answer = answer_passage(thread=thread, text="好", by=editor, at=at)
    with pytest.raises(Conflict, match="已经有人回复"):
        withdraw_comment(comment=first, by=approver, at=at)
    assert withdraw_comment(comment=answer, by=editor, at=at) is False
    assert withdraw_comment(comment=first, by=approver, at=at) is True
    assert open_counts([thread.post_id]) == {}


def test_k5_the_page_marks_it_and_the_composer_says_it(
    thread: PassageThread, submitted: Post, editor: User, client_of: ClientOf
) -> None:
    client = client_of(editor)
    page = client.get(f"/content/posts/{submitted.pk}/").content.decode()
    assert f'<a href="#passage-{thread.pk}"' in page
    assert f'id="passage-{thread.pk}"' in page
    composer = client.get(f"/content/posts/{submitted.pk}/edit/").content.decode()
    assert "1 处意见还没有解决" in composer
    assert "半小时够吗" in composer


def test_k5_a_sentence_can_be_chosen_without_script(submitted: Post, approver: User, client_of: ClientOf) -> None:
    data = {"version": submitted.version_id, "sentence": "1", "words": "洗杯子", "text": "<b>换个说法</b>"}
    answer = client_of(approver).post(f"/content/posts/{submitted.pk}/passages/", data)
    assert answer.status_code == 302
    page = client_of(approver).get(f"/content/posts/{submitted.pk}/").content.decode()
    assert "&lt;b&gt;换个说法&lt;/b&gt;" in page
    assert PassageThread.objects.get().quote == "洗杯子"


def test_k5_pages_cost_the_same_for_two_and_twenty(
    submitted: Post, approver: User, client_of: ClientOf, at: dt.datetime
) -> None:
    client = client_of(approver)
    addresses = [f"/content/posts/{submitted.pk}/", f"/content/reviews/{submitted.pk}/", "/content/reviews/"]
    counts = []
    for number in (2, 18):
        for _i in range(number):
            mark_passage(post=submitted, passage=marked(submitted), by=approver, at=at)
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]


def test_k5_nobody_approves_in_bulk_what_has_an_open_comment(
    thread: PassageThread, submitted: Post, approver: User, at: dt.datetime
) -> None:
    version = submitted.version_id or 0
    with pytest.raises(Conflict, match="1 处意见"):
        approve(post=submitted, version_id=version, by=approver, at=at, in_bulk=True)
    resolve_passage(thread=thread, resolved=True, by=approver, at=at)
    approve(post=submitted, version_id=version, by=approver, at=at, in_bulk=True)
    submitted.refresh_from_db()
    assert submitted.state == PostState.APPROVED

"""C12: sketches that were made another way are renewed in batches, the newest first, and going on where it stopped."""

import datetime as dt

from django.db import connection

from accounts.models import WeiboAccount
from content.lint.likeness import RECIPE, sketch
from content.models import PostVersion
from content.queries.facts import Writing
from content.queries.nearest import nearest_text
from content.services import refresh_sketches
from content.tasks import refresh_sketches as sweep
from tests.content.conftest import TEXT, Write

OTHERS = ["今天的午饭是番茄炒蛋，你家的番茄去皮吗？", "阳台的薄荷又发新芽了，剪一把泡水正好。"]


def grow_old() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE content_postversion SET sketch = '{1,2,3}', text_key = '', sketch_recipe = 0")


def test_c12_old_sketches_are_made_anew(write: Write, account: WeiboAccount, at: dt.datetime) -> None:
    posts = [write(text) for text in [TEXT, *OTHERS]]
    grow_old()
    assert nearest_text(Writing(account, None, TEXT)) is None
    rounds = iter([True, True, False])
    assert refresh_sketches(going_on=lambda: next(rounds), batch=1) == 2
    stale = PostVersion.objects.filter(sketch_recipe__lt=RECIPE)
    assert [version.post_id for version in stale] == [posts[0].pk], "the newest first"
    assert refresh_sketches(going_on=lambda: True) == 1 and refresh_sketches(going_on=lambda: True) == 0
    assert PostVersion.objects.get(post=posts[0]).sketch == sketch(TEXT)
    found = nearest_text(Writing(account, None, TEXT))
    assert found is not None and (found.post_id, found.share) == (posts[0].pk, 1.0)


def test_c12_the_sweep_needs_nobody(write: Write) -> None:
    write(TEXT)
    grow_old()
    sweep()
    assert not PostVersion.objects.filter(sketch_recipe__lt=RECIPE).exists()


def test_c12_the_composer_shows_what_differs(write: Write, account: WeiboAccount) -> None:
    from django.template.loader import render_to_string

    write(TEXT)
    near = nearest_text(Writing(account, None, TEXT.replace("半小时", "一小时")))
    html = render_to_string("content/_nearest.html", {"near": near})
    assert 'class="passage-changed"' in html and "（不同：" in html and "正在写的" in html

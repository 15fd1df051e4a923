"""What people have done with the sample company's keyword sets: contexts, versions, noise, windows of its own."""

import datetime as dt

from accounts.models import User
from core.dates import local_day
from monitoring.models import Hit, KeywordSet, SetKind
from monitoring.queries.set_drafts import SetDraft
from monitoring.services import change_words, mark_noise, plan_windows, save_set, save_window
from monitoring.services.windows import WindowDraft
from monitoring.watch.lines import words_of
from monitoring.watch.rules import Word

NOISY = ("进步", "人好多")


def write_words(*, owner: User, now: dt.datetime) -> None:
    """A set whose word is an ordinary one, too; a word that came later; a window that holds now and the presets."""
    month = now - dt.timedelta(days=30)
    draft = SetDraft(
        name="产品：远山系列",
        kind=SetKind.PRODUCT,
        words=words_of("远山 + 壶、杯、容量 - 远山淡影、爬山"),
        owner=owner,
        review_on=local_day(now) + dt.timedelta(days=5),
    )
    save_set(draft=draft, by=owner, at=month)
    product = KeywordSet.objects.filter(name="产品：杯与锅").first()
    if product is not None:
        change_words(keyword_set=product, add=(Word("焖茶杯"), Word("雪平锅")), by=owner, at=month)
    plan_windows(now=now)
    today = local_day(now)
    window = WindowDraft(
        name="新色上市",
        first_on=today - dt.timedelta(days=1),
        last_on=today + dt.timedelta(days=5),
        interval_minutes=5,
        words=("新色", "上新", "色差"),
        sets=(product,) if product is not None else (),
    )
    save_window(draft=window, by=owner, at=now)


def mark_some_noise(*, now: dt.datetime) -> None:
    """After the sweeps: a few hits that the sets did not mean."""
    for ending in NOISY:
        for hit in Hit.objects.filter(mention__text__contains=ending).select_related("keyword_set__owner")[:6]:
            if hit.keyword_set.owner is not None:
                mark_noise(hit=hit, noise=True, by=hit.keyword_set.owner, at=now)

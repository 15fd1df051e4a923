"""M2: the preset rhythm of listening fits into the calls that an ordinary app has for it."""

import pytest
from pytest_django import Settings

from accounts.budget.shares import PRESETS
from accounts.incoming import preset_interval
from accounts.models import Purpose, WeiboAccount
from monitoring.services.sources import SELDOM

DAY = 24 * 60


@pytest.mark.django_db
def test_m2_an_ordinary_apps_calls_last_the_day(account: WeiboAccount, settings: Settings) -> None:
    settings.WEIBO_APP_KEY = "1"
    minutes = preset_interval(account)
    assert minutes == 60
    turns = 2 * DAY // minutes + sum(DAY // (seldom * minutes) for seldom in SELDOM.values())
    assert turns <= PRESETS[Purpose.LISTENING]

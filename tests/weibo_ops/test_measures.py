"""`/metrics/` for Prometheus."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import Settings

from core import heartbeats

pytestmark = pytest.mark.django_db


def ask(token: str) -> tuple[int, str]:
    response = Client().get("/metrics/", headers={"Authorization": f"Bearer {token}"})
    return response.status_code, response.content.decode()


def test_it_is_not_there_without_a_token_in_the_settings(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert ask("")[0] == 404


def test_it_is_not_there_for_who_sends_another_token(settings: Settings) -> None:
    settings.METRICS_TOKEN = "right"
    assert ask("wrong")[0] == 404
    assert ask("错")[0] == 404


def test_it_tells_what_an_operator_wants_to_be_alarmed_by(settings: Settings, at: dt.datetime) -> None:
    settings.METRICS_TOKEN = "right"
    heartbeats.beat("publishing.dispatch", at=at)
    status, text = ask("right")
    assert status == 200
    assert 'weibo_ops_slots{state="unknown"} 0.0' in text
    assert 'weibo_ops_due_lag_seconds{of="oldest"} 0.0' in text
    assert 'weibo_ops_heartbeat_age_seconds{name="publishing.dispatch"}' in text

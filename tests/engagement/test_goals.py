"""E1: the times to answer are data that the team edits in the browser."""

from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from engagement.models import ResponseGoal
from tests.conftest import ClientOf

URL = "/inbox/goals/"


def test_e1_the_goals_are_edited_in_the_browser(administrator: User, client_of: ClientOf) -> None:
    client = client_of(administrator)
    assert reverse("engagement:goals") == URL
    assert 'value="24"' in client.get(URL).content.decode()
    client.post(URL, {"hours_": 12, "hours_customer_service": 2, "hours_brand": ""})
    assert dict(ResponseGoal.objects.values_list("account_kind", "hours")) == {"": 12, "customer_service": 2}
    assert AuditEntry.objects.first().after == {"": 12, "customer_service": 2}  # type: ignore[union-attr]


def test_e1_a_goal_that_makes_no_sense_is_refused(administrator: User, client_of: ClientOf) -> None:
    client = client_of(administrator)
    assert client.post(URL, {"hours_": ""}).status_code == 422
    assert client.post(URL, {"hours_": 24, "hours_brand": 9999}).status_code == 422
    assert ResponseGoal.objects.get(account_kind="").hours == 24

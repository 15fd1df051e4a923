from accounts.models import User
from tests.conftest import ClientOf


def test_it_shows(administrator: User, client_of: ClientOf) -> None:
    r = client_of(administrator).get("/")
    assert r.status_code == 200

"""The sandbox's control API (sandbox/README.md), as far as the sample company and the rehearsal need it."""

import json
import urllib.error
import urllib.request
from typing import Any


class SandboxControl:
    """Talks to one sandbox. Its address is a setting of ours, never input of a user."""

    def __init__(self, url: str, *, seconds: float = 10) -> None:
        self.url = url.rstrip("/")
        self.seconds = seconds
        # No proxy of the environment: the sandbox is on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            with self._opener.open(f"{self.url}/sandbox/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def call(self, name: str, **body: Any) -> Any:
        """`POST /sandbox/api/<name>`. Raises urllib.error.HTTPError when it refuses."""
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/sandbox/api/{name}", data=data, headers=headers)  # noqa: S310  our own address
        with self._opener.open(request, timeout=self.seconds) as answer:
            return json.load(answer)

    def get(self, name: str) -> Any:
        """`GET /sandbox/api/<name>`."""
        with self._opener.open(f"{self.url}/sandbox/api/{name}", timeout=self.seconds) as answer:
            return json.load(answer)

    def delete(self, name: str) -> Any:
        """`DELETE /sandbox/api/<name>`."""
        address = f"{self.url}/sandbox/api/{name}"
        request = urllib.request.Request(address, method="DELETE")  # noqa: S310  our own address
        with self._opener.open(request, timeout=self.seconds) as answer:
            return json.load(answer)

    def mint_token(self, uid: str, *, app: str, lifetime: int = 30 * 86400) -> str:
        """A token of the app with key `app` for one person."""
        token: str = self.call("tokens", uid=uid, app=app, lifetime=lifetime)["access_token"]
        return token

    def post(self, uid: str, text: str, *, ago: float = 0) -> str:
        """A post `ago` seconds back in time; answers its id."""
        return str(self.call("posts", uid=uid, text=text, ago=ago)["idstr"])

    def comment(self, uid: str, status_id: str, text: str) -> str:
        """A comment under a post; answers its id."""
        return str(self.call("comments", uid=uid, id=status_id, text=text)["idstr"])

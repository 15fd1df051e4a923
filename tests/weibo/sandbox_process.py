"""The sandbox as a process of its own, and its control panel."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
APP = "sandbox-app-key"
SECRET = "sandbox-app-secret"
LINK = "https://weibo-ops.example/p"


@dataclass
class Platform:
    """The running sandbox."""

    base: str

    def control(self, path: str, value: object = None, method: str = "") -> object:
        """Call the control panel."""
        data = None if value is None else json.dumps(value).encode()
        request = Request(f"{self.base}/sandbox/api/{path}", data=data, method=method or ("POST" if data else "GET"))
        with urlopen(request, timeout=10) as response:
            return json.load(response)

    def token(self, uid: str = "5501000001", app: str = APP) -> str:
        """Mint a token at once."""
        answer = self.control("tokens", {"app": app, "uid": uid})
        assert isinstance(answer, dict)
        return str(answer["access_token"])

    def fault(self, kind: str, **facts: object) -> None:
        """Let the next call meet a fault."""
        self.control("faults", {"kind": kind, **facts})

    def posts(self, uid: str = "5501000001") -> list[dict[str, object]]:
        """Return the sandbox's own record of what it stored."""
        answer = self.control(f"posts?uid={uid}")
        rows = answer["posts"] if isinstance(answer, dict) else answer
        assert isinstance(rows, list)
        return rows


@contextmanager
def running_sandbox() -> Iterator[Platform]:
    """Start the sandbox on a free port with an empty state, audience off."""
    with tempfile.TemporaryDirectory(prefix="gw") as folder:
        data = str(Path(folder) / "sandbox.sqlite")
        arguments = [sys.executable, "-m", "sandbox", "--port", "0", "--data", data, "--fresh", "--speed", "0"]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if line.startswith("sandbox ready on "):
                    platform = Platform(line.split()[-1].rstrip("/"))
                    platform.control("limits", {"off": True})
                    yield platform
                    break
            else:
                raise AssertionError("the sandbox did not start")
        finally:
            process.terminate()
            process.communicate(timeout=20)

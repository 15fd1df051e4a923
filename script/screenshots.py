"""script/screens: a server with the sample company on a scratch data folder, photographed page by page.

What is photographed is decided by `tests.browser.screens`, which gets the server's address in BASE_URL.
"""

import contextlib
import os
import signal
import subprocess
import sys

from script.run_tests import ensure_browser
from script.serve import free_port
from script.terminal import exit_with
from weibo_ops.env import ROOT, BadSetting, say
from weibo_ops.processes import Command, end_family, run_in_foreground, spawn

READY = ("已就绪", "Ready:")


def main(arguments: list[str]) -> int:
    """Arguments go to `tests.browser.screens`. Returns its exit status."""
    os.environ["CHROMIUM"] = ensure_browser()
    port = free_port()
    data = ROOT / "var" / "screens"
    server = ["-P", "-m", "script.serve", "--demo", "--port", str(port), "--data-dir", str(data)]
    process = spawn(Command(args=[sys.executable, *server], cwd=ROOT, env=os.environ), output=subprocess.PIPE)
    try:
        wait_for(process)
        environment = {**os.environ, "BASE_URL": f"http://127.0.0.1:{port}", "WEIBO_OPS_DATA_DIR": str(data)}
        return run_in_foreground([sys.executable, "-P", "-m", "tests.browser.screens", *arguments], env=environment)
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        end_family([process.pid], patience=1)


def wait_for(process: subprocess.Popen[bytes]) -> None:
    """Pass the server's lines on until it is ready. Raises `BadSetting` with its last line when it ends before."""
    last = ""
    for line in process.stdout or ():
        last = line.decode("utf-8", "replace").strip() or last
        print(last, flush=True)
        if last.startswith(READY):
            return
    raise BadSetting(last or say("服务器未能启动。", "The server did not start."))


if __name__ == "__main__":
    exit_with(main)

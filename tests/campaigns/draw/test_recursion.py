"""P8: the curve library must not lift the bound that keeps nested input from ending a process."""

import json
import subprocess
import sys

PROGRAM = """
import json, sys
from campaigns import beacon
try:
    json.loads("[" * 100_000)
except RecursionError:
    print(json.dumps(sys.getrecursionlimit()))
"""


def test_p8_nested_input_is_refused_also_where_draws_are_checked() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout) == 1000

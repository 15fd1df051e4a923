"""K5: what is marked in the browser is counted there as it is counted here, emoji, flags and links included."""

import json
import random
import subprocess
from pathlib import Path

import pytest

from content.queries.weibo_text import pieces
from tests.content.test_weibo_text_js import PARTS, node

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
const fs = require("fs");
eval(fs.readFileSync(process.argv[1], "utf8"));
const cases = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(({ source, leaf, shown, units }) => {
  const end = passagePlaces.placeIn(leaf, shown, units, true);
  return [end, passagePlaces.sliceOf(source, Number(leaf.at), end)];
})));
"""


@pytest.mark.skipif(node() is None, reason="no Node on this machine")
def test_k5_browser_and_server_count_places_alike() -> None:
    dice = random.Random(5)
    cases, expected = [], []
    for _i in range(2000):
        source = "".join(dice.choices(PARTS, k=dice.randint(1, 20)))
        at = 0
        for piece in pieces(source):
            taken = len(piece.text) if piece.kind == "link" else dice.randint(0, len(piece.text))
            units = len(piece.text[:taken].encode("utf-16-le")) // 2
            leaf = {"at": str(at)} | ({"size": str(len(piece.text))} if piece.kind == "link" else {})
            shown = "网页链接" if piece.kind == "link" else piece.text
            cases.append({"source": source, "leaf": leaf, "shown": shown, "units": units})
            expected.append([at + taken, source[at : at + taken]])
            at += len(piece.text)
    done = subprocess.run(
        [node() or "node", "-e", SCRIPT, str(ROOT / "static/js/passages.js")],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == expected

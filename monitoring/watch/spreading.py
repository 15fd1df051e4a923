"""From whom each repost was taken: the tree of a post, from what reposts quote (M4). Pure.

Weibo tells which post is carried on, not from whom. A repost quotes the chain it came through, the nearest first:
`my words//@B:his words//@A:hers`. So it came from B's latest repost before it. Where we did not see B's, B stands in
the tree as unseen; a repost without a chain came from the post itself. Long chains are cut by Weibo's length of a
post: the part that is left is still right.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_CHAIN = re.compile(r"//\s*@([^:：\s@/]{1,40})\s*[:：]")
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Carried:
    """One repost that we saw."""

    pk: int
    uid: str
    name: str
    text: str
    at: datetime
    followers: int | None = None
    suspect: int | None = None
    polarity: int | None = None


@dataclass(slots=True)
class Node:
    """Somebody in the tree; `post` is None for the root and for those whom only chains tell of."""

    name: str
    parent: int
    post: Carried | None = None
    direct: int = 0
    below: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Carrier:
    """A key carrier: how many took it from him, and how many stand behind those."""

    uid: str
    name: str
    mention_id: int | None
    at: datetime | None
    followers: int | None
    suspect: int | None
    direct: int
    below: int
    word: str = ""


@dataclass(slots=True)
class Tree:
    """All nodes, the root first; `below` counts the seen reposts behind each."""

    nodes: list[Node] = field(default_factory=list)
    ghosts: int = 0
    depth: int = 0

    def carriers(self, limit: int) -> list[Carrier]:
        """Who brought it to most, the greatest first; the root is none."""
        found = sorted((one for one in self.nodes[1:] if one.below), key=lambda one: (-one.below, -one.direct))
        return [_carrier(one) for one in found[:limit]]

    def nested(self, most: int, *, others: str) -> dict[str, Any]:
        """The tree as nested dicts for a drawing: the `most` nodes with most behind them, the rest as one leaf each.

        `others` is a sentence with %(n)d, of how many a leaf holds together.
        """
        ranked = sorted(range(1, len(self.nodes)), key=lambda at: -self.nodes[at].below)
        kept = {at for at in ranked[:most] if self.nodes[at].below or len(self.nodes) <= most} | {0}
        made = {at: _drawn(self.nodes[at]) for at in kept}
        for at in sorted(kept - {0}, key=lambda one: self.nodes[one].depth):
            made[self.nodes[at].parent]["children"].append(made[at])
        rest: dict[int, int] = defaultdict(int)
        for at in range(1, len(self.nodes)):
            if at not in kept and self.nodes[at].post is not None:
                rest[self._nearest(at, kept)] += 1
        for at, number in rest.items():
            made[at]["children"].append({"name": others % {"n": number}, "value": number, "rest": True})
        return made[0]

    def _nearest(self, at: int, kept: set[int]) -> int:
        while at not in kept:
            at = self.nodes[at].parent
        return at


def tree_of(posts: Sequence[Carried], *, root: str) -> Tree:
    """The tree of these reposts of one post by `root`."""
    tree = Tree([Node(root, 0)])
    seen: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    ghosts: dict[str, int] = {}
    for post in sorted(posts, key=lambda one: (one.at, one.pk)):
        parent = _parent(tree, post, seen, ghosts)
        place = len(tree.nodes)
        tree.nodes.append(Node(post.name, parent, post, depth=min(tree.nodes[parent].depth + 1, DEEPEST)))
        if post.name:
            seen[post.name].append((post.at, place))
    _count(tree)
    tree.ghosts = len(ghosts)
    return tree


def _parent(tree: Tree, post: Carried, seen: dict[str, list[tuple[datetime, int]]], ghosts: dict[str, int]) -> int:
    """The node it was taken from; unseen ones of its chain are made, from the post outwards."""
    parent = 0
    for name in reversed(_CHAIN.findall(post.text)[:DEEPEST]):
        if name == tree.nodes[0].name:
            parent = 0
            continue
        earlier = seen.get(name)
        place = bisect_right(earlier, (post.at, len(tree.nodes))) - 1 if earlier else -1
        if earlier and place >= 0:
            parent = earlier[place][1]
            continue
        if name not in ghosts:
            ghosts[name] = len(tree.nodes)
            tree.nodes.append(Node(name, parent, depth=min(tree.nodes[parent].depth + 1, DEEPEST)))
        parent = ghosts[name]
    return parent


def _count(tree: Tree) -> None:
    """Every node stands after its parent, so one walk backwards is enough."""
    for node in reversed(tree.nodes[1:]):
        above = tree.nodes[node.parent]
        above.direct += 1
        above.below += node.below + (node.post is not None)
        tree.depth = max(tree.depth, node.depth)


def _carrier(node: Node) -> Carrier:
    post = node.post
    if post is None:
        return Carrier("", node.name, None, None, None, None, node.direct, node.below)
    return Carrier(post.uid, node.name, post.pk, post.at, post.followers, post.suspect, node.direct, node.below)


def _drawn(node: Node) -> dict[str, Any]:
    return {"name": node.name or "—", "value": node.below, "unseen": node.post is None, "children": []}

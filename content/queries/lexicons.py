"""The active word lists, compiled once per process for each state of the lists (C13, C14)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from content import lint
from content.models import ListKind, PostVersion, WordList, WordListTerm
from content.queries.overrides import waivers_of
from weibo.text.marks import urlsplit_host


@dataclass(frozen=True, slots=True)
class Lists:
    """What lint knows of all lists: the words, and the hosts that readers cannot open."""

    lexicon: lint.Lexicon
    hosts: dict[str, str]


_compiled: dict[tuple[object, ...], Lists] = {}


def current_lists() -> Lists:
    """The active lists as they are now: one cheap query, and what was compiled for this state before."""
    # Each list by itself: a long import is stored later than a change to another list that began after it.
    key = tuple(WordList.objects.order_by("pk").values_list("pk", "updated_at", "number", "is_active"))
    if key not in _compiled:
        found = _read()
        _compiled.clear()
        _compiled[key] = found
    return _compiled[key]


def current_lexicon() -> lint.Lexicon:
    """The words of the active lists."""
    return current_lists().lexicon


def stopped_by_words(versions: Iterable[PostVersion]) -> dict[int, lint.Finding]:
    """By version: the first word of today's lists that stops it and that nobody let pass (C13).

    One query for the state of the lists, another one only when something was found.
    """
    strict = current_lexicon().strict
    drafts = {each.pk: lint.Draft(each.text, lexicon=strict) for each in versions}
    hit = {pk: draft for pk, draft in drafts.items() if draft.hits} if strict.words else {}
    waivers = waivers_of(hit)
    found = {}
    for pk, draft in hit.items():
        findings = lint.check_words(replace(draft, waivers=waivers.get(pk, {})))
        if stops := lint.stopping(findings):
            found[pk] = stops[0]
    return found


def term_of(term: WordListTerm, words: WordList) -> lint.Term:
    """A row as lint knows it: what the word does not say itself, its list says."""
    return lint.Term(
        word=term.word,
        list_slug=words.slug,
        list_name=words.name,
        level=term.level or words.level,
        reason=term.note or words.reason,
        suggestion=term.suggestion,
        allowed=term.is_allowed,
        kind=words.kind,
        importance=words.importance,
        override=words.override_by,
        basis=words.origin,
        subject=term.subject,
    )


def _read() -> Lists:
    lists = WordList.objects.filter(is_active=True).in_bulk()
    rows = WordListTerm.objects.filter(list__in=lists).order_by("pk")
    terms, hosts, allowed = [], {}, {""}
    for row in rows:
        words = lists[row.list_id]
        if words.kind == ListKind.HOSTS and row.is_allowed:
            allowed.add(host_of(row.word))
        elif words.kind == ListKind.HOSTS:
            hosts[host_of(row.word)] = row.suggestion
        else:
            terms.append(term_of(row, words))
    return Lists(lint.build_lexicon(terms), {host: instead for host, instead in hosts.items() if host not in allowed})


def host_of(word: str) -> str:
    """The host of a listed address or name, in small letters; empty when it is none."""
    return urlsplit_host(word if "//" in word else f"http://{word.strip().strip('.')}/")

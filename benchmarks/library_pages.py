"""The library's pages at 200,000 posts: each filter alone and with others, for all accounts and for one."""

from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from accounts.models import User, WeiboAccount
from benchmarks.large_library import Library
from benchmarks.timing import TIMES, bound, paged
from campaigns.models import Campaign
from content.models import Post

PAGE_MS, QUERIES, RUNS = 150.0, 30, 8
HEAD = ["page of the library", *TIMES]


def measured(library: Library) -> tuple[list[list[object]], list[dict[str, Any]]]:
    """Rows and bounds: whole pages, answered as to a browser, filters, menus, numbers beside states and all."""
    client = Client()
    client.force_login(library.user)
    account = WeiboAccount.objects.order_by("-pk").values_list("pk", flat=True)[60]
    rows, slowest, most = [], 0.0, 0.0
    for name, chosen in addresses(library).items():
        for one in (False, True):
            query = urlencode(chosen | ({"account": account} if one else {}))
            address = f"{reverse('content:library')}?{query}"
            line, found = paged(client, f"{name}, one account" if one else name, [address] * RUNS)
            rows.append(line)
            slowest, most = max(slowest, found["p95"]), max(most, found["queries"])
    bounds = [bound("page of the library, any filter: p95 ms", PAGE_MS, slowest)]
    return rows, [*bounds, bound("page of the library, any filter: queries", QUERIES, most)]


def addresses(library: Library) -> dict[str, dict[str, Any]]:
    """What is chosen, by name."""
    author = User.objects.filter(email__startswith="bench").order_by("-pk")[0].pk
    category, campaign = Post.objects.order_by("pk").values_list("category_id", flat=True)[5], Campaign.objects.first()
    keys = Post.objects.order_by("pk").values_list("pk", flat=True)
    by_resonance = Post.objects.filter(resonance__isnull=False).order_by("resonance", "pk").values_list("pk", flat=True)
    week = {"since": "2025-11-03", "until": "2025-11-09"}
    return {
        "everything": {"view": "table"},
        "everything, as cards": {"state": ""},
        "near its end": {"before": keys[100]},
        "state: published": {"state": "published"},
        "state: in review": {"state": "in_review"},
        "category": {"category": category},
        "category and state": {"category": category, "state": "draft"},
        "author": {"author": author},
        "author who wrote little, element": {"author": author, "element": "video"},
        "campaign": {"campaign": campaign.pk if campaign else 0},
        "element: picture": {"element": "picture"},
        "element: video, one in 500": {"element": "video"},
        "element: app, nowhere": {"element": "app"},
        "a week": week,
        "a week of writing": week | {"on": "written"},
        "before a day": {"until": "2024-06-30"},
        "at least 1,000 interactions": {"least": 1000},
        "most interactions first": {"sort": "resonance"},
        "most interactions first, near the end": {"sort": "resonance", "before": by_resonance[100]},
        "most interactions of a category": {"sort": "resonance", "category": category},
        "words and state": {"q": library.language.words[40], "state": "draft"},
        "words and element": {"q": library.language.words[300], "element": "video"},
        "words, most interactions first": {"q": library.language.words[40], "sort": "resonance"},
    }

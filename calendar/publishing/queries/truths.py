"""What the channel of a post cannot do, said while its time is chosen and not when it is due (K6)."""

from typing import Any

from content.lint import Severity, capability, length
from content.models import Post
from content.queries.facts import sent_draft


def truths_of(post: Post) -> dict[str, Any]:
    """`sent_text`: exactly what leaves; `added`: the link that the rule adds to it; `truths`: what Weibo would refuse
    or drop, the worst first; `by_hand_helps`: whether a person could post it as it is."""
    pictures = post.version.version_media.count() if post.version else 0
    draft = sent_draft(post, pictures=pictures)
    found = [
        finding for finding in [*capability.check(draft), *length.check(draft)] if finding.severity != Severity.HINT
    ]
    found.sort(key=lambda finding: finding.severity != Severity.ERROR)
    sent = draft.text_as_sent
    return {
        "sent_text": sent,
        "added": draft.abilities.default_link if sent != draft.text else "",
        "truths": found,
        "by_hand_helps": any("hand_over" in finding.offers for finding in found),
    }

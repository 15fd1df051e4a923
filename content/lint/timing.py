"""K2, K4: the time of a post. The layer that plans knows what stands around it and tells (`content.timings`)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity


def check(draft: Draft) -> Iterator[Finding]:
    """One warning for each thing that was told."""
    for timing in draft.timings:
        mend = _("换一个时间；仍要用这个时间，排期时写明理由。")
        yield Finding(f"timing_{timing.code}", Severity.WARNING, timing.sentence, mend, source=timing.source)

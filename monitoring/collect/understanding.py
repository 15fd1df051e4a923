"""What a text is, said while it comes in: judged by the batch (M4, M8).

Only new mentions keep it: a mention that is seen again keeps what it has, above all what a person corrected.
"""

from collections.abc import Sequence
from dataclasses import replace

from monitoring.collect.rows import MentionRow
from monitoring.sense import judge


def understood(rows: Sequence[MentionRow]) -> list[MentionRow]:
    """The same rows with polarity and kind."""
    said = judge([row.text for row in rows])
    return [
        replace(
            row,
            polarity=one.polarity,
            polarity_certainty=one.certainty,
            topic_kind=one.kind,
            kind_certainty=one.kind_certainty,
        )
        for row, one in zip(rows, said, strict=True)
    ]

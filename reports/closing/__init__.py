"""What a campaign brought and cost, and the report that is kept of it (P9, P10)."""

from reports.closing.board import board_of
from reports.closing.sentences import sentences_of

__all__ = ["board_of", "sentences_of"]

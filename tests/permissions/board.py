"""Who may act on the dispatch board."""

from tests.permissions.publishing import anywhere, sent

ROWS = (
    sent("calendar:next_slot", "slot"),
    anywhere("calendar:board_bulk", do="cancel", slot="{slot}"),
    anywhere("calendar:board_undo", "undo_token"),
)

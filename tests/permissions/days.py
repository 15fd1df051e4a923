"""Who keeps special days and imports holidays: whoever schedules everywhere."""

from tests.permissions.publishing import PLANNERS, anywhere, sent
from tests.permissions.rows import Row, doors

only = doors(PLANNERS, elsewhere=403)


ROWS = (
    Row("calendar:day_edit", only, ("day",)),
    sent("calendar:day_edit", "day", stranger=403, elsewhere=403),
    anywhere("calendar:day_undo", "undo_token"),
    Row("calendar:holidays", only),
    sent("calendar:holidays", stranger=403, elsewhere=403),
    sent("calendar:holidays_apply", stranger=403, elsewhere=403, year="2027"),
    sent("calendar:holidays_undo", "undo_token", stranger=403, elsewhere=403),
)

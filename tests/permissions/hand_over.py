"""Who may publish by hand, say who is to, and look at it (K6)."""

from tests.permissions.publishing import PLANNERS, looking, planned, planning, seen, sent
from tests.permissions.rows import TAKEN, Row, doors

ROWS = (
    Row("calendar:hand_over_live", seen, ("slot",)),
    Row("calendar:hand_over_zip", seen, ("slot",)),
    sent("calendar:hand_over_take", "slot"),
    sent("calendar:hand_over_done", "slot", link="https://weibo.com/5501000001/Abc"),
    sent("calendar:hand_over_find", "slot"),
    sent("calendar:hand_over_near", "slot", weibo_id="1", answer="no"),
    sent("calendar:hand_over_cannot", "slot", reason="login"),
    sent("calendar:hand_over_later", "slot", minutes="15"),
    sent("calendar:schedule_by_hand", "ready_post"),
    Row("calendar:hand_overs", looking),
    Row("calendar:hand_over_duties", planning),
    Row("calendar:hand_over_duty", planned, ("account",)),
    Row("calendar:hand_over_duty", doors(PLANNERS, ok=TAKEN, stranger=404), ("account",), "POST"),
)

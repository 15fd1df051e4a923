"""Who may open the pages of campaigns: they belong to the whole company, a right on any account is enough."""

from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

RUN = "editor approver administrator colleague"
seen = doors(f"{MEMBERS} colleague")
seen_one = doors(f"{MEMBERS} colleague", stranger=404)


def post(url: str, *args: str, **data: object) -> Row:
    return Row(url, doors(RUN, ok=TAKEN, stranger=404 if args else 403), args, "POST", data=data)


ROWS = (
    Row("campaigns:list", seen),
    Row("campaigns:new", doors(RUN)),
    post("campaigns:new"),
    Row("campaigns:campaign", seen_one, ("campaign",)),
    Row("campaigns:edit", doors(RUN, stranger=404), ("campaign",)),
    post("campaigns:edit", "campaign"),
    post("campaigns:filing", "campaign", state="filed", reference="BA-1", filed_on="2026-11-24"),
    post("campaigns:launch", "campaign"),
    post("campaigns:end", "campaign"),
    post("campaigns:cancel", "campaign"),
)

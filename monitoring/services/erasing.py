"""What listening keeps of one author, emptied at his request (E3)."""

from django.db import transaction

from monitoring.models import Mention, Speaker

GONE = "—"


def erase_author(uid: str) -> int:
    """Name, number, words and address of every mention of this author; his entry among speakers. Returns how many.

    That something was said, when, and how it was judged stays, so that counts and past alerts stay true. A second sight
    of the same post brings nothing back (`collect.merging` refreshes counts only); what he publishes later is caught
    anew.
    """
    if not uid:
        return 0
    with transaction.atomic():
        Speaker.objects.filter(uid=uid).delete()
        return Mention.objects.filter(author_id=uid).update(author_id="", author_name=GONE, text=GONE, url="")

"""What listening keeps of one author, emptied at his request (E3)."""

from django.db import transaction

from monitoring.models import CaseMention, HotMatter, Mention, Speaker, Suggestion

GONE = "—"


def erase_author(uid: str) -> int:
    """Name, number, words and address of every mention of this author; his entry among speakers. Returns how many.

    That something was said, when, and how it was judged stays, so that counts and past alerts stay true. A second sight
    of the same post brings nothing back (`collect.merging` refreshes counts only); what he publishes later is caught
    anew. Copies that cases and suggestions rest on lose name and link and keep the words, as corrections do.
    """
    if not uid:
        return 0
    with transaction.atomic():
        Speaker.objects.filter(uid=uid).delete()
        said = Mention.objects.filter(author_id=uid)
        for copies in (CaseMention, Suggestion):
            copies.objects.filter(mention_id__in=said.values("pk")).update(author_name=GONE, url="")
        for matter in HotMatter.objects.filter(facts__leaders__contains=[{"uid": uid}]):
            matter.facts["leaders"] = [one for one in matter.facts["leaders"] if one["uid"] != uid]
            matter.save(update_fields=["facts"])
        return said.update(author_id="", author_name=GONE, text=GONE, url="")

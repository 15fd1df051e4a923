"""What the full-text search looks through."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from content.models.posts import Idea, Post


class Grams(models.Func):
    """Every sign of a text and every two signs beside each other, as numbers; see migration `search_texts`."""

    function = "content_grams"
    output_field = ArrayField(models.BigIntegerField())


class Folded(models.Func):
    """Columns as one text in one width and case: what another table's index of grams is made of."""

    function, arg_joiner = "content_fold", " || ' ' || "
    output_field = models.TextField()


class SearchText(models.Model):
    """The words of a post's current version in one width and case. Kept by a trigger on posts, never written here."""

    post = models.OneToOneField(
        Post, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="search_text"
    )
    words = models.TextField()

    class Meta:
        indexes = [
            # full-text search (`content.queries.search`): any substring, also of one or two characters
            GinIndex(Grams("words"), name="content_search_grams"),
        ]

    def __str__(self) -> str:
        return self.words[:40]


class IdeaSearchText(models.Model):
    """The same for ideas: title, note and where it comes from."""

    idea = models.OneToOneField(
        Idea, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="search_text"
    )
    words = models.TextField()

    class Meta:
        indexes = [GinIndex(Grams("words"), name="content_idea_grams")]

    def __str__(self) -> str:
        return self.words[:40]

"""From listening to writing in one click (C10, M7)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from content.models import Idea, UserStory
from content.services import IdeaInput, create_idea
from content.services.stories import StoryInput, collect_story
from monitoring.models import Mention, MentionGroup
from monitoring.queries.topics import Topic


def idea_from_mention(*, mention: Mention, by: User, at: datetime) -> Idea:
    """An idea that keeps what was said and where; asked twice, the first one is returned."""
    title = mention.text.strip() or mention.external_id
    if mention.author_name:
        title = _("%(name)s：%(text)s") % {"name": mention.author_name, "text": title}
    return create_idea(
        idea=IdeaInput(
            title=title[:60],
            source_kind="mention",
            source_id=mention.pk,
            source_text=mention.text,
            source_url=mention.url,
        ),
        by=by,
        at=at,
    )


def idea_from_group(*, group: MentionGroup, by: User, at: datetime) -> Idea:
    """An idea from what many say, with its figures and its first post; asked twice, the first one is returned."""
    first = Mention.objects.filter(pk=group.shown_id).first()
    text = first.text.strip() if first else ""
    values = {"n": group.size, "people": group.speakers, "negative": group.negative}
    return create_idea(
        idea=IdeaInput(
            title=text[:60] or _("相似内容 %(n)d 条") % values,
            note=_("相似内容 %(n)d 条，%(people)d 人，负面 %(negative)d 条。") % values,
            source_kind="group",
            source_id=group.pk,
            source_text=text,
            source_url=first.url if first else "",
        ),
        by=by,
        at=at,
    )


def story_from_mention(*, mention: Mention, by: User, at: datetime) -> UserStory:
    """C9: what a user told of us, into the library, with where it stands; asked twice, the first one is returned."""
    given = StoryInput(
        author_name=mention.author_name or _("未知作者"),
        text=mention.text.strip() or mention.external_id,
        url=mention.url,
        said_at=mention.published_at,
        source_kind="mention",
        source_id=mention.pk,
    )
    return collect_story(given=given, by=by, at=at)


def idea_from_topic(*, topic: Topic, by: User, at: datetime) -> Idea:
    """An idea from a hot topic, with how far it rose, why it fits, and the newest mention that carries it."""
    example = Mention.objects.filter(pk=topic.row.mention_id).first()
    reasons = _("；").join(sentence for _points, sentence in topic.reasons[1:])
    fit = _("契合度 %(fit)d 分：%(reasons)s。") % {"fit": topic.row.fit, "reasons": reasons or _("没有依据")}
    return create_idea(
        idea=IdeaInput(
            title=topic.title[:120],
            note="\n".join([topic.why, fit]),
            category=topic.row.category,
            source_kind="topic",
            source_text=example.text if example else "",
            source_url=example.url if example else "",
        ),
        by=by,
        at=at,
    )

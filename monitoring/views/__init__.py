"""Pages of listening."""

from monitoring.views.home import account_panel, home, post_panel, settle, source_read, tag_panel, topic_idea, topics
from monitoring.views.imports import (
    import_cancel,
    import_detail,
    import_refusals,
    import_undo,
    imports,
)
from monitoring.views.mentions import mention, mention_idea, mention_story, mentions, mentions_export
from monitoring.views.sets import set_delete, set_edit, set_new, set_resweep

__all__ = [
    "account_panel",
    "home",
    "import_cancel",
    "import_detail",
    "import_refusals",
    "import_undo",
    "imports",
    "mention",
    "mention_idea",
    "mention_story",
    "mentions",
    "mentions_export",
    "post_panel",
    "set_delete",
    "set_edit",
    "set_new",
    "set_resweep",
    "settle",
    "source_read",
    "tag_panel",
    "topic_idea",
    "topics",
]

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
from monitoring.views.sets import (
    hit_noise,
    set_accept,
    set_decline,
    set_delete,
    set_drop,
    set_edit,
    set_new,
    set_proposals,
    set_restore,
    set_resweep,
    set_resweep_state,
    set_resweep_stop,
)
from monitoring.views.windows import window, window_delete, windows, windows_plan

__all__ = [
    "account_panel",
    "hit_noise",
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
    "set_accept",
    "set_decline",
    "set_delete",
    "set_drop",
    "set_edit",
    "set_new",
    "set_proposals",
    "set_restore",
    "set_resweep",
    "set_resweep_state",
    "set_resweep_stop",
    "settle",
    "source_read",
    "tag_panel",
    "topic_idea",
    "topics",
    "window",
    "window_delete",
    "windows",
    "windows_plan",
]

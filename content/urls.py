"""URLs of `content`."""

from django.urls import path

from content.views import compose, freshness, ideas, imports, library, media, overrides, posts, quotas, reviews, words

app_name = "content"
urlpatterns = [
    path("", library.library, name="library"),
    path("export/", library.library_export, name="library_export"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/edit/", compose.post_edit, name="post_edit"),
    path("posts/<int:pk>/submit/", posts.submit, name="submit"),
    path("posts/<int:pk>/cancel/", posts.cancel, name="cancel"),
    path("posts/<int:pk>/reopen/", posts.reopen, name="reopen"),
    path("posts/<int:pk>/by-hand/", posts.by_hand, name="by_hand"),
    path("posts/<int:pk>/best-before/", freshness.best_before, name="best_before"),
    path("posts/<int:pk>/approve/", reviews.approve, name="approve"),
    path("posts/<int:pk>/changes/", reviews.request_changes, name="request_changes"),
    path("posts/<int:pk>/findings/", overrides.finding_override, name="finding_override"),
    path("accounts/<int:account_id>/panel/", posts.account_panel, name="account_panel"),
    path("campaigns/<int:campaign_id>/panel/", posts.campaign_panel, name="campaign_panel"),
    path("compose/", compose.compose, name="compose"),
    path("compose/pane/<int:account_id>/", compose.pane, name="pane"),
    path("compose/check/", compose.check, name="check"),
    path("media/", media.media_upload, name="media_upload"),
    path("media/<int:pk>/", media.media, name="media"),
    path("media/<int:pk>/small/", media.thumbnail, name="thumbnail"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/approve/", reviews.approve_selected, name="approve_selected"),
    path("ideas/", ideas.ideas, name="ideas"),
    path("ideas/new/", ideas.idea_new, name="idea_new"),
    path("ideas/<int:pk>/drop/", ideas.idea_drop, name="idea_drop"),
    path("quotas/", quotas.quotas, name="quotas"),
    path("quotas/preset/", quotas.quota_preset, name="quota_preset"),
    path("quotas/<int:account_id>/", quotas.quota_edit, name="quota_edit"),
    path("quotas/<int:account_id>/clear/", quotas.quota_clear, name="quota_clear"),
    path("words/", words.words, name="words"),
    path("words/same-text/", words.same_text_set, name="same_text_set"),
    path("words/<int:pk>/", words.list_set, name="list_set"),
    path("words/<int:pk>/terms/", words.term_add, name="term_add"),
    path("words/terms/<int:pk>/remove/", words.term_remove, name="term_remove"),
    path("import/", imports.imports, name="import"),
    path("import/<int:pk>/", imports.import_page, name="import_page"),
    path("import/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("import/<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("import/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("import/<int:pk>/refusals/", imports.import_refusals, name="import_refusals"),
]

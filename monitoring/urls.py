"""URLs of `monitoring`."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from monitoring import views

register_converter(type("alert_verb", (StringConverter,), {"regex": "confirm|dismiss"}), "alert_verb")

app_name = "monitoring"
urlpatterns = [
    path("", views.home, name="home"),
    path("topics/", views.topics, name="topics"),
    path("topics/idea/", views.topic_idea, name="topic_idea"),
    path("mentions/", views.mentions, name="mentions"),
    path("mentions/export/", views.mentions_export, name="mentions_export"),
    path("mentions/<int:mention_id>/", views.mention, name="mention"),
    path("mentions/<int:mention_id>/story/", views.mention_story, name="mention_story"),
    path("mentions/<int:mention_id>/idea/", views.mention_idea, name="mention_idea"),
    path("sets/new/", views.set_new, name="set_new"),
    path("sets/<int:set_id>/", views.set_edit, name="set"),
    path("sets/<int:set_id>/proposals/", views.set_proposals, name="set_proposals"),
    path("sets/<int:set_id>/accept/", views.set_accept, name="set_accept"),
    path("sets/<int:set_id>/decline/", views.set_decline, name="set_decline"),
    path("sets/<int:set_id>/drop/", views.set_drop, name="set_drop"),
    path("sets/<int:set_id>/versions/<int:number>/restore/", views.set_restore, name="set_restore"),
    path("sets/<int:set_id>/resweep/", views.set_resweep, name="set_resweep"),
    path("sets/<int:set_id>/resweep/state/", views.set_resweep_state, name="set_resweep_state"),
    path("sets/<int:set_id>/resweep/stop/", views.set_resweep_stop, name="set_resweep_stop"),
    path("hits/<int:hit_id>/noise/", views.hit_noise, name="hit_noise"),
    path("windows/", views.windows, name="windows"),
    path("windows/plan/", views.windows_plan, name="windows_plan"),
    path("windows/<int:window_id>/", views.window, name="window"),
    path("windows/<int:window_id>/delete/", views.window_delete, name="window_delete"),
    path("sets/<int:set_id>/delete/", views.set_delete, name="set_delete"),
    path("alerts/<int:alert_id>/<alert_verb:verb>/", views.settle, name="settle"),
    path("sources/<int:source_id>/read/", views.source_read, name="source_read"),
    path("imports/", views.imports, name="imports"),
    path("imports/<int:import_id>/", views.import_detail, name="import"),
    path("imports/<int:import_id>/refusals/", views.import_refusals, name="import_refusals"),
    path("imports/<int:import_id>/undo/", views.import_undo, name="import_undo"),
    path("imports/<int:import_id>/cancel/", views.import_cancel, name="import_cancel"),
    path("posts/<int:post_id>/", views.post_panel, name="post_panel"),
    path("accounts/<int:account_id>/", views.account_panel, name="account_panel"),
    path("accounts/<int:account_id>/tags/", views.tag_panel, name="tag_proposals"),
]

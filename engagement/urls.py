"""URLs of `engagement`."""

from django.urls import path

from engagement import views

app_name = "engagement"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("callbacks/fans/", views.fans_callback, name="fans_callback"),
    path("goals/", views.goals, name="goals"),
    path("approvals/", views.approvals, name="approvals"),
    path("replies/<int:reply_id>/approve/", views.reply_approve, name="reply_approve"),
    path("replies/<int:reply_id>/return/", views.reply_return, name="reply_return"),
    path("stays/", views.stays, name="stays"),
    path("stays/rules/", views.stay_rules, name="stay_rules"),
    path("stays/rules/new/", views.stay_rule_new, name="stay_rule_new"),
    path("stays/rules/<int:rule_id>/", views.stay_rule, name="stay_rule"),
    path("stays/rules/<int:rule_id>/remove/", views.stay_rule_remove, name="stay_rule_remove"),
    path("stays/<int:stay_id>/", views.stay, name="stay"),
    path("stays/<int:stay_id>/begin/", views.stay_begin, name="stay_begin"),
    path("stays/<int:stay_id>/done/", views.stay_done, name="stay_done"),
    path("stays/<int:stay_id>/skip/", views.stay_skip, name="stay_skip"),
    path("stays/<int:stay_id>/snooze/", views.stay_snooze, name="stay_snooze"),
    path("stays/<int:stay_id>/reopen/", views.stay_reopen, name="stay_reopen"),
    path("fans/", views.fans, name="fans"),
    path("fans/new/", views.fan_new, name="fan_new"),
    path("fans/<int:fan_id>/", views.fan, name="fan"),
    path("fans/<int:fan_id>/edit/", views.fan_edit, name="fan_edit"),
    path("fans/<int:fan_id>/contacts/", views.fan_contact, name="fan_contact"),
    path("fans/<int:fan_id>/merge/", views.fan_merge, name="fan_merge"),
    path("fans/<int:fan_id>/erase/", views.fan_erase, name="fan_erase"),
    path("<int:thread_id>/fan/", views.thread_fan, name="thread_fan"),
    path("saved/", views.saved, name="saved"),
    path("saved/<int:saved_id>/", views.saved_edit, name="saved_edit"),
    path("saved/<int:saved_id>/remove/", views.saved_remove, name="saved_remove"),
    path("<int:thread_id>/", views.thread, name="thread"),
    path("<int:thread_id>/reply/", views.reply, name="reply"),
    path("<int:thread_id>/presence/", views.presence, name="presence"),
    path("<int:thread_id>/snooze/", views.snooze, name="snooze"),
    path("<int:thread_id>/wake/", views.wake, name="wake"),
    path("<int:thread_id>/note/", views.note, name="note"),
    path("<int:thread_id>/assign/", views.assign, name="assign"),
    path("<int:thread_id>/take/", views.take, name="take"),
    path("<int:thread_id>/close/", views.close, name="close"),
    path("<int:thread_id>/reopen/", views.reopen, name="reopen"),
]

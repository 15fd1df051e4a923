"""URLs of `engagement`."""

from django.urls import path

from engagement import views

app_name = "engagement"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("goals/", views.goals, name="goals"),
    path("approvals/", views.approvals, name="approvals"),
    path("replies/<int:reply_id>/approve/", views.reply_approve, name="reply_approve"),
    path("replies/<int:reply_id>/return/", views.reply_return, name="reply_return"),
    path("<int:thread_id>/", views.thread, name="thread"),
    path("<int:thread_id>/reply/", views.reply, name="reply"),
    path("<int:thread_id>/assign/", views.assign, name="assign"),
    path("<int:thread_id>/take/", views.take, name="take"),
    path("<int:thread_id>/close/", views.close, name="close"),
    path("<int:thread_id>/reopen/", views.reopen, name="reopen"),
]

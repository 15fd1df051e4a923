"""URLs of the calendar."""

from django.urls import path

from publishing import views

app_name = "calendar"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("events/", views.events, name="events"),
    path("fill/", views.fill, name="fill"),
    path("pick/", views.pick, name="pick"),
    path("free-slots/", views.free_slots, name="free_slots"),
    path("posts/<int:post_id>/schedule/", views.schedule, name="schedule"),
    path("slots/<int:slot_id>/", views.slot, name="slot"),
    path("slots/<int:slot_id>/text/", views.sent_text, name="sent_text"),
    path("slots/<int:slot_id>/move/", views.move, name="move"),
    path("slots/<int:slot_id>/cancel/", views.cancel, name="cancel"),
    path("slots/<int:slot_id>/send-now/", views.send_now, name="send_now"),
    path("slots/<int:slot_id>/release/", views.release, name="release"),
    path("slots/<int:slot_id>/by-hand/", views.by_hand, name="by_hand"),
    path("slots/<int:slot_id>/absent/", views.absent, name="absent"),
    path("slots/<int:slot_id>/stands/", views.stands, name="stands"),
    path("undo/<str:token>/", views.undo, name="undo"),
    path("board/", views.board, name="board"),
    path("board/release/", views.release_all, name="release_all"),
    path("freezes/", views.freezes, name="freezes"),
    path("freezes/preview/", views.freeze_preview, name="freeze_preview"),
    path("freezes/<int:freeze_id>/end/", views.freeze_end, name="freeze_end"),
    path("plans/", views.plans, name="plans"),
    path("plans/<int:account_id>/", views.plan, name="plan"),
    path("plans/<int:account_id>/preset/", views.apply_preset, name="apply_preset"),
    path("accounts/<int:account_id>/panel/", views.account_panel, name="account_panel"),
    path("days/", views.days, name="days"),
    path("days/<int:day_id>/remove/", views.day_remove, name="day_remove"),
]

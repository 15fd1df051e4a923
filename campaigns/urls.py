"""URLs of `campaigns`."""

from django.urls import path

from campaigns import views
from campaigns.entry_urls import entry_urls
from campaigns.views import draws, duties, lessons, parcels, winners

app_name = "campaigns"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.campaign_new, name="new"),
    path("<int:campaign_id>/", views.campaign, name="campaign"),
    path("new/<slug:step>/keep/", views.plan_keep, name="new_keep"),
    path("new/<slug:step>/forget/", views.plan_forget, name="new_forget"),
    path("rules/", views.rules, name="rules"),
    path("rules/new/", views.rule_new, name="rule_new"),
    path("rules/<int:rule_id>/", views.rule, name="rule"),
    path("prizes/<int:prize_id>/picture/", views.prize_picture, name="prize_picture"),
    path("<int:campaign_id>/plan/<slug:step>/", views.plan, name="plan"),
    path("<int:campaign_id>/plan/<slug:step>/keep/", views.plan_keep, name="plan_keep"),
    path("<int:campaign_id>/plan/<slug:step>/forget/", views.plan_forget, name="plan_forget"),
    path("<int:campaign_id>/rules/take/", views.rules_take, name="rules_take"),
    path("<int:campaign_id>/copy/", views.campaign_copy, name="copy"),
    path("<int:campaign_id>/filing/", views.campaign_filing, name="filing"),
    path("<int:campaign_id>/filing/pack.<slug:ending>", views.filing_pack, name="filing_pack"),
    path("<int:campaign_id>/launch/", views.campaign_launch, name="launch"),
    path("<int:campaign_id>/end/", views.campaign_end, name="end"),
    path("<int:campaign_id>/cancel/", views.campaign_cancel, name="cancel"),
    *entry_urls,
    path("<int:campaign_id>/draw/", draws.draw_commit, name="draw_commit"),
    path("<int:campaign_id>/platform/", draws.platform_draw, name="platform_draw"),
    path("draws/<int:draw_id>/value/", draws.draw_value, name="draw_value"),
    path("draws/<int:draw_id>/run/", draws.draw_run, name="draw_run"),
    path("draws/<int:draw_id>/void/", draws.draw_void, name="draw_void"),
    path("winners/<int:winner_id>/told/", winners.winner_told, name="winner_told"),
    path("winners/<int:winner_id>/handed/", winners.winner_handed, name="winner_handed"),
    path("winners/<int:winner_id>/returned/", winners.winner_returned, name="winner_returned"),
    path("<int:campaign_id>/parcels/", parcels.parcels, name="parcels"),
    path("<int:campaign_id>/parcels/note/", parcels.parcels_note, name="parcels_note"),
    path("<int:campaign_id>/parcels.csv", parcels.shipping_list, name="shipping_list"),
    path("<int:campaign_id>/message/", parcels.message, name="message"),
    path("<int:campaign_id>/message/look/", parcels.message_look, name="message_look"),
    path("winners/<int:winner_id>/address/", winners.winner_address, name="winner_address"),
    path("winners/<int:winner_id>/sent/", winners.winner_sent, name="winner_sent"),
    path("winners/<int:winner_id>/delivered/", winners.winner_delivered, name="winner_delivered"),
    path("winners/<int:winner_id>/forfeit/", winners.winner_forfeit, name="winner_forfeit"),
    path("claim/<str:token>/", winners.claim, name="claim"),
    path("<int:campaign_id>/duties/", duties.duties_plan, name="duties_plan"),
    path("duties/<int:duty_id>/hand/", duties.duty_hand, name="duty_hand"),
    path("duties/<int:duty_id>/tick/", duties.duty_tick, name="duty_tick"),
    path("<int:campaign_id>/lessons/", lessons.lesson_add, name="lesson_add"),
    path("lessons/<int:lesson_id>/drop/", lessons.lesson_drop, name="lesson_drop"),
    path("<int:campaign_id>/spending/", lessons.spending, name="spending"),
    path("draw/<str:slug>/", draws.draw_public, name="draw_public"),
    path("draw/<str:slug>/entries.txt", draws.draw_file, name="draw_file"),
]

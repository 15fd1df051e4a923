"""URLs of `campaigns`."""

from django.urls import path

from campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.campaign_new, name="new"),
    path("<int:campaign_id>/", views.campaign, name="campaign"),
    path("<int:campaign_id>/edit/", views.campaign_edit, name="edit"),
    path("<int:campaign_id>/filing/", views.campaign_filing, name="filing"),
    path("<int:campaign_id>/launch/", views.campaign_launch, name="launch"),
    path("<int:campaign_id>/end/", views.campaign_end, name="end"),
    path("<int:campaign_id>/cancel/", views.campaign_cancel, name="cancel"),
]

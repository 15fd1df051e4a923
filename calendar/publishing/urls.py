"""URLs of the calendar."""

from django.urls import URLPattern

app_name = "calendar"
urlpatterns: list[URLPattern] = []

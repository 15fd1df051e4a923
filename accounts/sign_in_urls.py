"""The pages of django-allauth that we use; nobody signs up by himself."""

from allauth.account import views
from django.urls import path, re_path

from accounts.views import identity

urlpatterns = [
    path("", views.login, name="account_login"),
    path("out/", views.logout, name="account_logout"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/first/", views.password_set, name="account_set_password"),
    path("reset/", views.password_reset, name="account_reset_password"),
    path("reset/done/", views.password_reset_done, name="account_reset_password_done"),
    # The key holds hyphens itself, so the first one ends the user's number.
    re_path(
        r"^reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("reset/finished/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("again/", identity.reauthenticate, name="account_reauthenticate"),
    path("again/passkey/", identity.passkey_options, name="account_passkey_options"),
    path("closed/", views.account_inactive, name="account_inactive"),
    path("sign-up/", views.signup, name="account_signup"),
]

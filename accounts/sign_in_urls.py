"""The pages of django-allauth that we use; nobody signs up by himself."""

from allauth.account import views
from django.urls import path, re_path

from accounts.views import factors, identity, invitation, me, passwords, single

urlpatterns = [
    path("", views.login, name="account_login"),
    path("out/", views.logout, name="account_logout"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/first/", views.password_set, name="account_set_password"),
    path("password/hint/", passwords.password_hint, name="account_password_hint"),
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
    path("with/<slug:slug>/", single.single_begin, name="single_begin"),
    path("with/<slug:slug>/back/", single.single_back, name="single_back"),
    path("second/", factors.second_factor, name="account_second_factor"),
    path("code/", factors.Authenticate.as_view(), name="mfa_authenticate"),
    path("passkey/", factors.PasskeyLogin.as_view(), name="mfa_login_webauthn"),
    path("me/", me.me, name="account_me"),
    path("me/", me.me, name="mfa_index"),
    path("me/sessions/end/", me.sessions_end, name="account_sessions_end"),
    path("me/sessions/<int:session_id>/end/", me.session_end, name="account_session_end"),
    path("me/app/", factors.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("me/app/off/", factors.DeactivateTotp.as_view(), name="mfa_deactivate_totp"),
    path("me/passkeys/new/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/rename/", factors.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("me/codes/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("me/codes/new/", factors.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("closed/", views.account_inactive, name="account_inactive"),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("sign-up/", views.signup, name="account_signup"),
]

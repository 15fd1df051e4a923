"""URLs of `accounts`."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.matrix, name="matrix"),
    path("export/", views.matrix_export, name="matrix_export"),
    path("pick/", views.pick, name="pick"),
    path("new/", views.account_new, name="account_new"),
    path("connect/", views.connect, name="connect"),
    path("oauth/callback/", views.oauth_callback, name="oauth_callback"),
    path("<int:account_id>/", views.account, name="account"),
    path("<int:account_id>/edit/", views.account_edit, name="account_edit"),
    path("<int:account_id>/position/", views.account_position, name="account_position"),
    path("<int:account_id>/retire/", views.account_retire, name="account_retire"),
    path("<int:account_id>/reopen/", views.account_reopen, name="account_reopen"),
    path("<int:account_id>/connect/", views.account_connect, name="account_connect"),
    path("<int:account_id>/probe/", views.account_probe, name="account_probe"),
    path("<int:account_id>/capabilities/", views.account_capabilities, name="account_capabilities"),
    path("<int:account_id>/try-again/<slug:name>/", views.account_try_again, name="account_try_again"),
    path("groups/new/", views.group_new, name="group_new"),
    path("groups/<int:group_id>/edit/", views.group_edit, name="group_edit"),
    path("groups/<int:group_id>/delete/", views.group_delete, name="group_delete"),
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/edit/", views.person_edit, name="person_edit"),
    path("people/<int:user_id>/leave/", views.person_leave, name="person_leave"),
    path("people/<int:user_id>/password/", views.person_password, name="person_password"),
    path("people/<int:user_id>/assess/", views.assessment_new, name="assessment_new"),
    path("assessments/<int:assessment_id>/withdraw/", views.assessment_withdraw, name="assessment_withdraw"),
    path("roles/", views.roles, name="roles"),
    path("roles/new/", views.role_new, name="role_new"),
    path("roles/<int:role_id>/", views.role_edit, name="role_edit"),
    path("roles/<int:role_id>/archive/", views.role_archive, name="role_archive"),
    path("rights/", views.rights, name="rights"),
    path("rights/export/", views.rights_export, name="rights_export"),
    path("rights/new/", views.grant_new, name="grant_new"),
    path("rights/<int:grant_id>/end/", views.grant_end, name="grant_end"),
    path("rights/<int:grant_id>/renew/", views.grant_renew, name="grant_renew"),
    path("rights/<int:grant_id>/revoke/", views.grant_revoke, name="grant_revoke"),
]

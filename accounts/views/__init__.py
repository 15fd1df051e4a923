"""Pages of people, rights and the matrix."""

from accounts.views.account import (
    account,
    account_capabilities,
    account_edit,
    account_new,
    account_position,
    account_probe,
    account_reopen,
    account_retire,
    account_try_again,
)
from accounts.views.assessments import assessment_new, assessment_withdraw
from accounts.views.checklist import (
    account_profile,
    link_check,
    link_declare,
    link_drop,
    profile_evidence,
    profile_item,
    profile_items,
    profile_read,
    profile_tick,
    profile_untick,
)
from accounts.views.connect import account_connect, account_renew, connect, oauth_callback, oauth_revoked
from accounts.views.expiry import expiry, expiry_mail
from accounts.views.follow_files import follow_import
from accounts.views.follows import account_follows, follow_clean, follow_export, follow_form, follow_move, follow_rules
from accounts.views.invitations import invitation, person_invite, person_uninvite
from accounts.views.leaving import person_leave
from accounts.views.matrix import group_delete, group_edit, group_new, matrix, matrix_export
from accounts.views.papers import account_papers, paper_change, paper_file, paper_upload
from accounts.views.people import people, person, person_edit, person_new, person_password
from accounts.views.rights import grant_end, grant_new, grant_renew, grant_revoke, rights, rights_export
from accounts.views.roles import role_archive, role_edit, role_new, roles
from accounts.views.tags import account_tags, tag_add, tag_move, tag_on_weibo
from accounts.views.timeline import account_timeline
from accounts.views.verification import account_second, account_verification, verification_ask, verification_decide
from accounts.views.who import rights_changed, rights_changed_csv, rights_who, rights_who_csv, rights_why

__all__ = [
    "account",
    "account_capabilities",
    "account_connect",
    "account_edit",
    "account_follows",
    "account_new",
    "account_papers",
    "account_position",
    "account_probe",
    "account_profile",
    "account_renew",
    "account_reopen",
    "account_retire",
    "account_second",
    "account_tags",
    "account_timeline",
    "account_try_again",
    "account_verification",
    "assessment_new",
    "assessment_withdraw",
    "connect",
    "expiry",
    "expiry_mail",
    "follow_clean",
    "follow_export",
    "follow_form",
    "follow_import",
    "follow_move",
    "follow_rules",
    "grant_end",
    "grant_new",
    "grant_renew",
    "grant_revoke",
    "group_delete",
    "group_edit",
    "group_new",
    "invitation",
    "link_check",
    "link_declare",
    "link_drop",
    "matrix",
    "matrix_export",
    "oauth_callback",
    "oauth_revoked",
    "paper_change",
    "paper_file",
    "paper_upload",
    "people",
    "person",
    "person_edit",
    "person_invite",
    "person_leave",
    "person_new",
    "person_password",
    "person_uninvite",
    "profile_evidence",
    "profile_item",
    "profile_items",
    "profile_read",
    "profile_tick",
    "profile_untick",
    "rights",
    "rights_changed",
    "rights_changed_csv",
    "rights_export",
    "rights_who",
    "rights_who_csv",
    "rights_why",
    "role_archive",
    "role_edit",
    "role_new",
    "roles",
    "tag_add",
    "tag_move",
    "tag_on_weibo",
    "verification_ask",
    "verification_decide",
]

"""All writes of people, rights and the matrix."""

from accounts.services.assessments import AssessmentInput, assess, withdraw_assessment
from accounts.services.capabilities import Lesson, forget_refusal, learn, probe_account, read_profile
from accounts.services.checklist import (
    ItemInput,
    Tick,
    check_link,
    declare_links,
    drop_link,
    save_item,
    tick_item,
    untick_item,
)
from accounts.services.factors import reset_factors
from accounts.services.groups import GroupInput, delete_group, save_group
from accounts.services.invitations import (
    Acceptance,
    Sent,
    accept_invitation,
    invite,
    invite_again,
    read_invitation,
    withdraw_invitation,
)
from accounts.services.leaving import LeavingPlan, Left, leave
from accounts.services.matrix import note_post, reopen_account, retire_account, save_account, save_position
from accounts.services.oauth import Callback, Connected, Trip, begin_oauth, finish_oauth
from accounts.services.papers import PaperInput, change_paper, note_download, remind_of_papers, store_paper
from accounts.services.people import (
    Invitation,
    choose_language,
    create_first_administrator,
    create_user,
    deactivate_user,
    readable_password,
    reset_password,
    update_own_profile,
    update_user,
)
from accounts.services.reminders import remind_of_ending_assessments, remind_of_ending_grants
from accounts.services.rights import RENEWAL, GrantInput, change_grant_end, give_grant, renew_grant, revoke_grant
from accounts.services.roles import RoleInput, archive_role, change_role, create_role, last_version
from accounts.services.sign_in import end_session, end_sessions, note_session, session_is_over
from accounts.services.tags import TagInput, add_tag, move_tag, note_on_weibo
from accounts.services.tokens import confirm_grant, mail_renewal_links, remind_of_tokens
from accounts.services.verification import (
    VerificationInput,
    ask_for_verification,
    decide_verification,
    name_second,
    withdraw_verification,
)

__all__ = [
    "RENEWAL",
    "Acceptance",
    "AssessmentInput",
    "Callback",
    "Connected",
    "GrantInput",
    "GroupInput",
    "Invitation",
    "ItemInput",
    "LeavingPlan",
    "Left",
    "Lesson",
    "PaperInput",
    "RoleInput",
    "Sent",
    "TagInput",
    "Tick",
    "Trip",
    "VerificationInput",
    "accept_invitation",
    "add_tag",
    "archive_role",
    "ask_for_verification",
    "assess",
    "begin_oauth",
    "change_grant_end",
    "change_paper",
    "change_role",
    "check_link",
    "choose_language",
    "confirm_grant",
    "create_first_administrator",
    "create_role",
    "create_user",
    "deactivate_user",
    "decide_verification",
    "declare_links",
    "delete_group",
    "drop_link",
    "end_session",
    "end_sessions",
    "finish_oauth",
    "forget_refusal",
    "give_grant",
    "invite",
    "invite_again",
    "last_version",
    "learn",
    "leave",
    "mail_renewal_links",
    "move_tag",
    "name_second",
    "note_download",
    "note_on_weibo",
    "note_post",
    "note_session",
    "probe_account",
    "read_invitation",
    "read_profile",
    "readable_password",
    "remind_of_ending_assessments",
    "remind_of_ending_grants",
    "remind_of_papers",
    "remind_of_tokens",
    "renew_grant",
    "reopen_account",
    "reset_factors",
    "reset_password",
    "retire_account",
    "revoke_grant",
    "save_account",
    "save_group",
    "save_item",
    "save_position",
    "session_is_over",
    "store_paper",
    "tick_item",
    "untick_item",
    "update_own_profile",
    "update_user",
    "withdraw_assessment",
    "withdraw_invitation",
    "withdraw_verification",
]

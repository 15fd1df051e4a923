"""URLs of entries (P7)."""

from django.urls import path

from campaigns.views import entries, entry_imports, entry_rules

_ALL, _FILE, _ONE = "<int:campaign_id>/entries/", "<int:import_id>/", "<int:entry_id>/"
entry_urls = [
    path(f"{_ALL}judge/", entries.entries_judge, name="entries_judge"),
    path(f"{_ALL}read/", entries.entries_read, name="entries_read"),
    path(f"{_ALL}stop/<int:job_id>/", entries.entries_stop, name="entries_stop"),
    path(f"{_ALL}export/", entries.entries_export, name="entries_export"),
    path(f"{_ALL}rules/", entry_rules.entry_rules, name="entry_rules"),
    path(f"{_ALL}rules/people/", entry_rules.leave_people_out, name="leave_people_out"),
    path(f"{_ALL}rules/people/<int:person_id>/let-in/", entry_rules.let_person_in, name="let_person_in"),
    path(f"{_ALL}import/", entry_imports.entries_import, name="entries_import"),
    path(f"{_ALL}import/{_FILE}", entry_imports.entry_import, name="entry_import"),
    path(f"{_ALL}import/{_FILE}start/", entry_imports.entry_import_start, name="entry_import_start"),
    path(f"{_ALL}import/{_FILE}discard/", entry_imports.entry_import_discard, name="entry_import_discard"),
    path(f"{_ALL}import/{_FILE}undo/", entry_imports.entry_import_undo, name="entry_import_undo"),
    path(f"{_ALL}import/{_FILE}refusals/", entry_imports.entry_import_refusals, name="entry_import_refusals"),
    path(f"{_ALL}{_ONE}", entries.entry, name="entry"),
    path(f"{_ALL}{_ONE}decide/", entries.entry_decide, name="entry_decide"),
    path(f"{_ALL}{_ONE}withdraw/", entries.entry_withdraw, name="entry_withdraw"),
    path(f"{_ALL}{_ONE}appeal/", entries.entry_appeal, name="entry_appeal"),
    path("appeals/<int:appeal_id>/", entries.appeal_decide, name="appeal_decide"),
]

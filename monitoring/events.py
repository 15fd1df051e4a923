"""What this app tells: ids and numbers only, after the commit."""

from core.events import Event

mentions_arrived = Event()
"""New mentions are visible. n: how many."""

import_queued = Event()
"""A crawler file waits to be read. job_id."""

resweep_queued = Event()
"""A set wants to be run over the whole history. job_id."""

replay_queued = Event()
"""A rule is to be run over the past of its set. job_id."""

alert_raised = Event()
"""A set catches clearly more than usual. alert_id."""

training_queued = Event()
"""The next version of the model is to be made. job_id."""

case_changed = Event()
"""Something of a crisis case is new: it was opened, led, answered, closed. case_id."""

"""What this app tells once it is committed."""

from core.events import Event

token_renewed = Event()
"""account_id, app: a new token took the place of the old one, or is the first."""
token_ended = Event()
"""account_id, app: Weibo says that the grant has ended."""

capability_learnt = Event()
"""account_id: what one of our apps may do for the account is another: a send taught it, or a person took it back."""

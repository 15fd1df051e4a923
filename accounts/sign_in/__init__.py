"""How people sign in: django-allauth with our rules around it.

`adapter` and `factors` bend allauth, `throttle` and `devices` slow down who guesses without locking out who belongs,
`passwords` says which are known to be leaked, `confirm` asks again before dangerous actions, `single` holds the
companies' own sign-in systems.
"""

from accounts.sign_in.adapter import Adapter
from accounts.sign_in.confirm import confirm_identity

__all__ = ["Adapter", "confirm_identity"]

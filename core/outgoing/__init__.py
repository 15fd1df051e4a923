"""The one way out for addresses that people type: webhooks, link checks, anything fetched on somebody's word.

Inner addresses are refused, also behind a redirect or a name that changes its mind: a name is resolved once, every
answer is judged, and the connection goes to exactly the address that was judged (TLS still asks for the name).
Weibo's own hosts are configuration and have a client of their own (`weibo.transport`).
"""

from core.outgoing.addresses import Place, place_of
from core.outgoing.client import Answer, Rules, fetch, redirect_of
from core.outgoing.refusals import Unreachable

__all__ = ["Answer", "Place", "Rules", "Unreachable", "fetch", "place_of", "redirect_of"]

"""What an authenticator app would show."""

import base64
import hashlib
import hmac
import struct
import time


def code_now(secret: str, *, later: int = 0) -> str:
    """The six digits of RFC 6238 for this half minute, or `later` half minutes on."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.new(base64.b32decode(secret.replace(" ", "")), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"

"""A sign-in system on loopback: OpenID Connect with signed tokens, and the shapes of 企业微信, 飞书 and 钉钉.

`change` bends the next answers; codes count once; every request is kept in `seen`.
"""

import asyncio
import base64
import hashlib
import json
import secrets
import threading
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa


class FakeProvider:
    """Runs in a thread of its own until `close`."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.reset()
        self.loop = asyncio.new_event_loop()
        self.started = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        self.started.wait(10)

    def reset(self) -> None:
        """As it was: one person, no tricks."""
        self.person: dict[str, Any] = {
            "sub": "u-1",
            "email": "editor@example.com",
            "email_verified": True,
            "name": "周岚",
        }
        self.change: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.seen: list[str] = []
        self.sleep = 0.0

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        app = web.Application()
        app.add_routes(
            [
                web.get("/.well-known/openid-configuration", self.discovery),
                web.get("/jwks", self.jwks),
                web.post("/token", self.token),
                web.get("/userinfo", self.userinfo),
                web.get("/cgi-bin/{what:.*}", self.wecom),
                web.post("/open-apis/authen/v2/oauth/token", self.feishu_token),
                web.get("/open-apis/authen/v1/user_info", self.feishu_person),
                web.post("/v1.0/oauth2/userAccessToken", self.dingtalk_token),
                web.get("/v1.0/contact/users/me", self.dingtalk_person),
            ]
        )
        self.runner = web.AppRunner(app)
        self.loop.run_until_complete(self.runner.setup())
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        self.loop.run_until_complete(site.start())
        self.base = f"http://127.0.0.1:{self.runner.addresses[0][1]}"
        self.started.set()
        self.loop.run_forever()
        self.loop.run_until_complete(self.runner.cleanup())
        self.loop.close()

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def agree(self, authorize_url: str) -> dict[str, str]:
        """The person signs in and agrees: a code that counts once, and the state as it came."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorize_url).query).items()}
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def _use(self, code: str) -> dict[str, str] | None:
        return self.codes.pop(code, None)

    async def discovery(self, request: web.Request) -> web.Response:
        found = {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/jwks",
            "userinfo_endpoint": f"{self.base}/userinfo",
        }
        return web.json_response({**found, **self.change.get("discovery", {})})

    async def jwks(self, request: web.Request) -> web.Response:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return web.json_response({"keys": [{**key, "kid": "k1", "use": "sig", "alg": "RS256"}]})

    async def token(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.sleep)
        form = await request.post()
        asked = self._use(str(form["code"]))
        if asked is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        secret = base64.b64encode(b"weibo-ops:hush").decode()
        if request.headers.get("Authorization") != f"Basic {secret}":
            return web.json_response({"error": "invalid_client"}, status=401)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {"iss": self.base, "aud": "weibo-ops", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= {**self.person, **self.change.get("claims", {})}
        claims = {name: value for name, value in claims.items() if value is not None}
        key, algorithm = self.change.get("sign", (self.key, "RS256"))
        token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": self.change.get("kid", "k1")})
        return web.json_response({"access_token": "at-1", "token_type": "Bearer", "id_token": token})

    async def userinfo(self, request: web.Request) -> web.Response:
        self.seen.append("userinfo")
        return web.json_response({**self.person, **self.change.get("userinfo", {})})

    async def wecom(self, request: web.Request) -> web.Response:
        what, query = request.match_info["what"], request.query
        if what == "gettoken":
            good = (query["corpid"], query["corpsecret"]) == ("ww1", "hush")
            return web.json_response({"errcode": 0, "access_token": "wt-1"} if good else {"errcode": 40001})
        if query.get("access_token") != "wt-1":
            return web.json_response({"errcode": 40014})
        if what == "auth/getuserinfo":
            if self._use(query["code"]) is None:
                return web.json_response({"errcode": 40029, "errmsg": "invalid code"})
            return web.json_response(self.change.get("who", {"errcode": 0, "userid": "zhoulan"}))
        member = {"errcode": 0, "userid": query["userid"], "name": "周岚", "biz_mail": "editor@example.com"}
        return web.json_response(self.change.get("member", member))

    async def feishu_token(self, request: web.Request) -> web.Response:
        form = await request.json()
        if self._use(form["code"]) is None or form["client_secret"] != "hush":
            return web.json_response({"code": 20003, "error": "invalid_grant"})
        return web.json_response({"code": 0, "access_token": "ft-1", "expires_in": 7200, "token_type": "Bearer"})

    async def feishu_person(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer ft-1":
            return web.json_response({"code": 99991668})
        data = {"union_id": "on_1", "open_id": "ou_1", "tenant_key": "t1", "name": "周岚", "email": "own@example.net"}
        data |= {"enterprise_email": "editor@example.com", **self.change.get("data", {})}
        return web.json_response({"code": 0, "data": data})

    async def dingtalk_token(self, request: web.Request) -> web.Response:
        form = await request.json()
        if self._use(form["code"]) is None or form["clientSecret"] != "hush":
            return web.json_response({"code": "invalidParameter.code"}, status=400)
        corp = self.change.get("corp", "ding1")
        return web.json_response({"accessToken": "dt-1", "refreshToken": "r", "expireIn": 7200, "corpId": corp})

    async def dingtalk_person(self, request: web.Request) -> web.Response:
        if request.headers.get("x-acs-dingtalk-access-token") != "dt-1":
            return web.json_response({"code": "Forbidden"}, status=403)
        return web.json_response({"nick": "周岚", "unionId": "dn_1", "openId": "do_1", "email": "editor@example.com"})

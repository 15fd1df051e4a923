"""OpenID Connect: any provider with discovery (Keycloak, Entra ID, Authing, 阿里云 IDaaS …)."""

import hmac
from typing import Any, ClassVar

import jwt
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.sign_in.single.identity import Identity, Provider, ProviderError, Round, address, ask, text

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signed by the issuer's own key; never by a secret that both know, never unsigned."""
LEEWAY = 60
DISCOVERY_SECONDS = 600


class OpenIdConnect(Provider):
    """Authorization code with PKCE and nonce; the identity token is checked in full."""

    slug: ClassVar[str] = "oidc"
    label = _("公司账号")

    def authorize_url(self, trip: Round) -> str:
        query = {
            "response_type": "code",
            "client_id": self.conf["client_id"],
            "redirect_uri": trip.redirect_uri,
            "scope": "openid email profile",
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": trip.challenge,
            "code_challenge_method": "S256",
        }
        base = text(self._discovery(), "authorization_endpoint")
        joined = address("", "", **query)
        return base + (joined.replace("?", "&", 1) if "?" in base else joined)

    def identity(self, code: str, trip: Round) -> Identity:
        found = self._discovery()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": trip.redirect_uri,
            "code_verifier": trip.verifier,
            "client_id": self.conf["client_id"],
        }
        tokens = ask("POST", text(found, "token_endpoint"), **self._with_secret(found, form))
        claims = self._claims(text(tokens, "id_token"), trip.nonce)
        about = claims
        if "email" not in claims and "userinfo_endpoint" in found and tokens.get("access_token"):
            about = self._userinfo(found, str(tokens["access_token"]), claims["sub"])
        verified = about.get("email_verified") is True or about.get("email_verified") == "true"
        email = str(about.get("email") or "").lower() if verified else ""
        return Identity(subject=claims["sub"], name=str(about.get("name") or ""), email=email)

    def _discovery(self) -> dict[str, Any]:
        issuer = self.conf["issuer"].rstrip("/")
        key = f"sign-in:oidc:{issuer}"
        found: dict[str, Any] | None = cache.get(key)
        if found is None:
            found = ask("GET", f"{issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != issuer:
                raise ProviderError("discovery names another issuer")
            cache.set(key, found, DISCOVERY_SECONDS)
        return found

    def _with_secret(self, found: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
        """The way of proving who we are that the provider names; basic when it names none (OpenID Connect Core 9)."""
        methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" in methods:
            return {"data": form, "auth": (self.conf["client_id"], self.conf["client_secret"])}
        return {"data": {**form, "client_secret": self.conf["client_secret"]}}

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an identity token that is really for us, now, and for this round."""
        try:
            header = jwt.get_unverified_header(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key=self._key(header),
                algorithms=ALGORITHMS,
                audience=self.conf["client_id"],
                issuer=text(self._discovery(), "issuer"),
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise ProviderError(f"identity token: {type(error).__name__}") from None
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise ProviderError("identity token: another nonce")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.conf["client_id"]:
            raise ProviderError("identity token: for somebody else as well")
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise ProviderError("identity token: no subject")
        return claims

    def _key(self, header: dict[str, Any]) -> Any:
        """The issuer's key by its id; keys change, so they are fetched each time."""
        keys = jwt.PyJWKSet.from_dict(ask("GET", text(self._discovery(), "jwks_uri"))).keys
        fitting = [key for key in keys if key.key_id == header.get("kid") and key.public_key_use in (None, "sig")]
        if len(fitting) != 1:
            raise ProviderError("identity token: unknown key")
        return fitting[0].key

    def _userinfo(self, found: dict[str, Any], access: str, subject: str) -> dict[str, Any]:
        info = ask("GET", text(found, "userinfo_endpoint"), headers={"Authorization": f"Bearer {access}"})
        if info.get("sub") != subject:
            raise ProviderError("userinfo is about somebody else")
        return info

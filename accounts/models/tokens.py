"""Access tokens, encrypted at rest, and the one-time states of OAuth round trips."""

from django.conf import settings
from django.db import models

from accounts.models.matrix import WeiboAccount


class Token(models.Model):
    """The current grant of one account for one of our apps. `ciphertext` is MultiFernet; see `accounts.secrets`."""

    account = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="tokens")
    app = models.CharField(max_length=12)  # accounts.models.Channel: share or commercial
    ciphertext = models.BinaryField()
    expires_at = models.DateTimeField()
    obtained_at = models.DateTimeField()
    obtained_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    dead_at = models.DateTimeField(null=True)
    dead_code = models.IntegerField(null=True)
    limits_asked_at = models.DateTimeField(null=True)  # account/rate_limit_status

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "app"], name="accounts_token_unique")]
        indexes = [models.Index(fields=["expires_at"], name="accounts_token_expiry")]  # the expiry reminder sweep

    def __repr__(self) -> str:
        return f"<Token account={self.account_id} app={self.app}>"


class OAuthRequest(models.Model):
    """One round trip to the consent page: the state it must come back with, once, soon, for the same person, in the
    same browser (`browser`: a hash of a number kept in the session) and to the same address."""

    state = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(WeiboAccount, null=True, on_delete=models.CASCADE, related_name="+")
    app = models.CharField(max_length=12)
    browser = models.CharField(max_length=64, default="")
    redirect_uri = models.CharField(max_length=400, default="")
    next_url = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

"""Users and what they were granted (A8)."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import CAPABILITIES, Can, Role


class UserManager(BaseUserManager["User"]):
    """Users sign in with their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A user who may sign in; without `password` only by invitation or single sign-on."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """For Django's own command; rights in the product come from grants."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractUser):
    """A colleague."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("邮箱"), unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    job_title = models.CharField(_("职务"), max_length=60, blank=True)
    time_zone = models.CharField(_("时区"), max_length=60, default="Asia/Shanghai")
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, at: dt.datetime) -> "GrantQuerySet":
        """Grants that count at an instant: not ended, not taken back."""
        return self.filter(models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=at), revoked_at__isnull=True)


class Grant(models.Model):
    """A role given to a person for one account, one group (with all below it) or the whole matrix (A8)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("角色"), max_length=40)  # accounts.roles.Role, or the slug of `custom_role`
    custom_role = models.ForeignKey(
        "accounts.CustomRole", null=True, blank=True, on_delete=models.PROTECT, related_name="grants"
    )
    account = models.ForeignKey(
        "accounts.WeiboAccount", null=True, blank=True, on_delete=models.CASCADE, related_name="grants"
    )
    group = models.ForeignKey(
        "accounts.AccountGroup", null=True, blank=True, on_delete=models.CASCADE, related_name="grants"
    )
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    ends_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_reason = models.CharField(max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["user_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__isnull=True) | models.Q(group__isnull=True), name="accounts_grant_one_scope"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values, custom_role__isnull=True)
                | models.Q(~models.Q(role__in=Role.values), custom_role__isnull=False),
                name="accounts_grant_one_role",
            ),
        ]
        indexes = [
            # every request reads the grants of one person
            models.Index(fields=["user"], name="accounts_grant_live", condition=models.Q(revoked_at__isnull=True)),
            # the sweep that reminds before the end
            models.Index(
                fields=["ends_at"],
                name="accounts_grant_ending",
                condition=models.Q(revoked_at__isnull=True, ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

    def get_role_display(self) -> str:
        """The name of the role; lists read it with `select_related("custom_role")`."""
        return self.custom_role.name if self.custom_role else str(Role(self.role).label)

    @property
    def cans(self) -> frozenset[Can]:
        """What it lets somebody do; no query for built-in roles, none for others after `select_related`."""
        return self.custom_role.cans if self.custom_role else CAPABILITIES[self.role]

    def in_force_at(self, at: dt.datetime) -> bool:
        """Given, not ended and not taken back at an instant: holds for the past as well."""
        begun = self.given_at <= at and (self.ends_at is None or self.ends_at > at)
        return begun and (self.revoked_at is None or self.revoked_at > at)

    @property
    def scope_name(self) -> str:
        """The account or group that the grant is for, or the whole matrix."""
        where = self.account or self.group
        return str(where) if where else gettext("全部账号")

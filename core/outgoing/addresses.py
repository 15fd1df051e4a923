"""Which address may be asked: parsed strictly, resolved once, judged by the number and not by the name."""

import ipaddress
import re
import socket
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import idna
from django.conf import settings
from django.utils.translation import gettext as _

from core.outgoing.refusals import RefusedAddress, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS: Final = {"http": 80, "https": 443}
LONGEST: Final = 2000
_HOST: Final = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_SPECIAL: Final = (
    ipaddress.ip_network("168.63.129.16/32"),  # Azure's host agent, public by its number
    ipaddress.ip_network("100.64.0.0/10"),  # CGNAT; Alibaba Cloud's metadata is 100.100.100.200
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("198.18.0.0/15"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("fec0::/10"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: `address` is the number that was judged, `host` the name for TLS and the Host header."""

    scheme: str
    host: str
    port: int
    target: str
    address: str

    @property
    def host_header(self) -> str:
        """The name, with the port when it is not the usual one."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def place_of(url: str) -> Place:
    """Judge an address. Raises `RefusedAddress` with the reason, `Unreachable` when the name leads nowhere."""
    scheme, host, port, target = _parts(url)
    allowed = f"{host}:{port}" in settings.OUTGOING_INNER_HOSTS or host in settings.OUTGOING_INNER_HOSTS
    if port not in settings.OUTGOING_PORTS and f"{host}:{port}" not in settings.OUTGOING_INNER_HOSTS:
        raise RefusedAddress("port", _("只能访问 80 和 443 端口的网址。"))
    found = _literal(host) or resolve(host, port)
    if not allowed and not all(is_public(address) for address in found):
        raise RefusedAddress("inner", _("这个网址指向公司内部或本机地址，系统不会访问。"))
    return Place(scheme, host, port, target, str(found[0]))


def resolve(host: str, port: int) -> list[Address]:
    """Every address of a name, asked once."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("name", _("找不到这个网址的主机，请检查拼写。")) from error
    return [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


def is_public(address: Address) -> bool:
    """A number of the open internet. What stands inside an IPv6 number (mapped, 6to4, NAT64, Teredo) is judged too."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inside(address)
        if inner is not None:
            return is_public(inner)
    if any(address.version == net.version and address in net for net in _SPECIAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or int(address) >> 32 == 0:  # NAT64, and the old IPv4-compatible form
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _parts(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port, and path with query. Anything that two programs could read differently is refused."""
    broken = RefusedAddress("broken", _("网址写法有误，请填写完整的网址，例如 https://example.com/page。"))
    if len(url) > LONGEST or "\\" in url or any(unicodedata.category(char)[0] in "CZ" for char in url):
        raise broken
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise broken from None
    if parts.scheme not in PORTS:
        raise RefusedAddress("scheme", _("只能填写 http 或 https 网址。"))
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise RefusedAddress("userinfo", _("网址里不能带用户名和密码。"))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        target = "".join(char if char.isascii() else "".join(f"%{b:02X}" for b in char.encode()) for char in target)
    return parts.scheme, _host(parts.hostname or "", broken), PORTS[parts.scheme] if port is None else port, target


def _host(raw: str, broken: RefusedAddress) -> str:
    """A canonical number, or a name with a dot; decimal, octal, hexadecimal and short numbers are neither."""
    if "%" in raw:
        raise broken
    if ":" in raw:
        try:
            return str(ipaddress.IPv6Address(raw))
        except ValueError:
            raise broken from None
    try:
        name = raw if raw.isascii() else idna.encode(raw, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise broken from None
    name = name.lower().rstrip(".")
    if _numeric(name):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            raise broken from None
    if not _HOST.fullmatch(name) and name not in settings.OUTGOING_INNER_HOSTS:
        raise RefusedAddress("inner", _("这个网址指向公司内部或本机地址，系统不会访问。")) if name else broken
    return name


def _numeric(name: str) -> bool:
    """What the C library would read as a number: all labels digits, or hexadecimal."""
    return all(re.fullmatch(r"0x[0-9a-f]*|[0-9]+", label) for label in name.split(".")) if name else False


def _literal(host: str) -> list[Address]:
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        return []

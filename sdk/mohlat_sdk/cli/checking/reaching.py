"""Whether a service can be reached, and if not, where on the way it ends: name, proxy, port, TLS, or somebody else."""

import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx2

from mohlat_sdk.answers import is_problem
from mohlat_sdk.cli.checking.finding import Finding, found
from mohlat_sdk.clock_skew import skew

_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Reached(NamedTuple):
    """What came of asking; `skew` is this machine's clock less the service's, where the answer had a Date."""

    finding: Finding
    skew: timedelta | None = None

    @property
    def ok(self) -> bool:
        return self.finding.level != "fail"


def reach(
    about: str, url: str, path: str, client: httpx2.Client, environ: Mapping[str, str], *, named: bool
) -> Reached:
    """Ask for something that needs a signature or a login: only a Mohlat service says no in its own words.

    Args:
        about: `registry` or `connector`.
        named: look the host's name up first; not where the client has a way of its own.
    """
    host, proxy = urlsplit(url).hostname or "", without_login(proxy_for(url, environ))
    if named and proxy is None and (unnamed := _name(about, url, host)):
        return Reached(unnamed)
    asked = datetime.now(UTC)
    try:
        response = client.get(url + path)
    except httpx2.RequestError as error:
        return Reached(_unreached(about, url, host, proxy, error))
    told = skew(response.headers.get("date"), asked, datetime.now(UTC))
    return Reached(_answered(about, url, host, proxy, response), told)


def proxy_for(url: str, environ: Mapping[str, str]) -> str | None:
    """The proxy that the environment names for an address."""
    parts = urlsplit(url)
    names = {name.lower(): value for name, value in environ.items()}
    without = [each.strip().lstrip(".") for each in names.get("no_proxy", "").split(",") if each.strip()]
    host = parts.hostname or ""
    if "*" in without or any(host == each or host.endswith("." + each) for each in without):
        return None
    return names.get(f"{parts.scheme}_proxy") or names.get("all_proxy") or None


def without_login(proxy: str | None) -> str | None:
    """A proxy's address as it may be shown: what `doctor` says is passed on to whoever helps."""
    if proxy is None or "@" not in proxy:
        return proxy
    scheme, separator, rest = proxy.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _name(about: str, url: str, host: str) -> Finding | None:
    try:
        socket.getaddrinfo(host, urlsplit(url).port or _PORTS[urlsplit(url).scheme], type=socket.SOCK_STREAM)
    except OSError as error:
        return found(about, "fail", "doctor.reach.name", host=host, reason=error.strerror or error)
    return None


def _answered(about: str, url: str, host: str, proxy: str | None, response: httpx2.Response) -> Finding:
    status = str(response.status_code)
    if response.status_code == 503 or (response.status_code == 429 and is_problem(response)):
        return found(about, "warn", "doctor.reach.busy", url=url, status=status)
    if response.status_code == 407:
        return found(about, "fail", "doctor.reach.proxy", proxy=proxy or "?", reason=status)
    if not is_problem(response):
        return found(about, "fail", "doctor.reach.stranger", url=url, status=status)
    if urlsplit(url).scheme == "http" and host not in _LOOPBACK:
        return found(about, "warn", "doctor.reach.plain", url=url)
    if proxy is not None:
        return found(about, "ok", "doctor.reach.through", url=url, proxy=proxy)
    return found(about, "ok", "doctor.reach.good", url=url)


def _unreached(about: str, url: str, host: str, proxy: str | None, error: httpx2.RequestError) -> Finding:
    reason = str(error) or type(error).__name__
    port = urlsplit(url).port or _PORTS[urlsplit(url).scheme]
    if isinstance(error, httpx2.ProxyError) or (proxy is not None and isinstance(error, httpx2.ConnectError)):
        return found(about, "fail", "doctor.reach.proxy", proxy=proxy or "?", reason=reason)
    if _of_tls(error):
        return found(about, "fail", "doctor.reach.tls", host=host, reason=reason)
    if isinstance(error, httpx2.ConnectTimeout):
        return found(about, "fail", "doctor.reach.silent", host=host, port=str(port))
    if isinstance(error, httpx2.ConnectError):
        return found(about, "fail", "doctor.reach.refused", host=host, port=str(port), reason=reason)
    return found(about, "fail", "doctor.reach.lost", url=url, reason=reason)


def _of_tls(error: BaseException) -> bool:
    """Clients wrap it, so its causes are looked through too."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError) or "CERTIFICATE" in str(seen) or "SSL" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False

"""Where a login may lead on to, and how its cookies are set."""

import pytest
from fastapi import Response

from services.registry.identity.cookies import Cookies
from services.registry.identity.login import HOME, local_path


@pytest.mark.parametrize("path", ["/", "/desk", "/v1/proposals?state=proposed", "/desk?q=سنجش", "/desk#7", "/a b"])
def test_a_path_of_the_registry_is_followed(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "desk",
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        "/desk\\..\\evil",
        "javascript:alert(1)",
        "http:/evil.example",
        "//[",
        "/" + "a" * 3_000,
    ],
)
def test_nobody_is_sent_elsewhere(elsewhere: str) -> None:
    assert local_path(elsewhere) == HOME


def _set_by(public_url: str) -> str:
    response = Response()
    Cookies(public_url).set_session(response, "secret")
    return response.headers["Set-Cookie"].lower()


def test_no_script_reads_the_session_and_no_other_site_posts_it() -> None:
    cookie = _set_by("http://127.0.0.1:8000")
    assert cookie.startswith("mohlat-session=secret;")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure;" not in cookie + ";"


def test_with_tls_the_session_belongs_to_this_host_alone() -> None:
    cookie = _set_by("https://registry.example")
    assert cookie.startswith("__host-mohlat-session=secret;")
    assert "secure" in cookie.split("; ")
    assert "path=/" in cookie
    assert "domain" not in cookie

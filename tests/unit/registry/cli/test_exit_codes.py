"""What a command tells whoever runs it in a script: 0 fine, 1 refused, 2 usage, 3 away."""

import json

import httpx2
import pytest

from tests.unit.registry.cli.scripted import ScriptedRegistry, answer, lost, page, refusal

ME = {"subject": "sara-registrar", "name": "Sara Rostami (synthetic)", "roles": ["registrar"]}


def test_a_fine_answer_ends_with_nought(registry: ScriptedRegistry) -> None:
    registry.on("GET me", answer(ME))
    result = registry.run("whoami")
    assert result.exit_code == 0
    assert "Sara Rostami" in result.stdout
    assert registry.asked[0].headers["authorization"] == "Bearer a-token"


def test_a_refusal_ends_with_one_and_says_title_and_detail(registry: ScriptedRegistry) -> None:
    registry.on("POST proposals/12/approval", refusal(409, "same-person", "You proposed this yourself."))
    result = registry.run("approve", "12", "--reason", "read and agreed")
    assert result.exit_code == 1
    assert "same-person" in result.stderr
    assert "You proposed this yourself." in result.stderr
    assert result.stdout == ""


def test_a_refusal_is_asked_for_in_the_language_of_the_official(registry: ScriptedRegistry) -> None:
    registry.on("GET me", refusal(403, "role-missing", "نقشی ندارید"))
    for arguments, environ, language in [
        (("whoami", "--lang", "fa"), {}, "fa"),
        (("whoami",), {"LC_ALL": "fa_IR.UTF-8"}, "fa"),
        (("whoami", "--lang", "en"), {"LC_ALL": "fa_IR.UTF-8"}, "en"),
        (("whoami",), {}, "en"),
    ]:
        assert registry.run(*arguments, environ=environ).exit_code == 1
        assert registry.asked[-1].headers["accept-language"] == language


def test_a_refusal_of_a_program_is_the_problem_as_it_came(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies/nobody", refusal(404, "not-found", "هیچ دستگاهی نیست"))
    result = registry.run("agency", "show", "nobody", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["detail"] == "هیچ دستگاهی نیست"
    assert "هیچ" in result.stdout, "not escaped"


def test_who_is_not_signed_in_is_told_how(registry: ScriptedRegistry) -> None:
    registry.on("GET me", refusal(401, "not-signed-in", "No token."))
    result = registry.run("whoami", environ={"MOHLAT_TOKEN": ""})
    assert result.exit_code == 1
    assert "mohlat registry login" in result.stderr
    assert "authorization" not in registry.asked[0].headers


@pytest.mark.parametrize(
    "arguments",
    [
        ("agency",),
        ("agency", "show"),
        ("agency", "list", "--kind", "royal"),
        ("agency", "list", "--as-of", "1402-13-01"),
        ("agency", "list", "--limit", "0"),
        ("approve", "12"),
        ("approve", "nought", "--reason", "because"),
        ("whoami", "--lang", "de"),
        ("extend", "window", "--deadline", "soon", "--reason", "because"),
        ("extend", "window", "--deadline", "1402-03-31", "--reason", "because", "--scope", "village:x"),
        ("extend", "window", "--deadline", "1402-03-31", "--reason", "because", "--number", "7"),
        ("import", "agencies", "no-such-file.csv", "--reason", "because"),
        ("import", "agencies", "roster.pdf", "--reason", "because"),
        ("export", "agencies", "roster.pdf"),
        ("document", "upload", "law.html"),
        ("contact", "erase", "00000000-0000-0000-0000-000000000000", "--reason", "asked for it"),
    ],
)
def test_what_cannot_be_meant_ends_with_two_and_asks_for_nothing_to_be_written(
    registry: ScriptedRegistry, arguments: tuple[str, ...]
) -> None:
    registry.on("GET mandates/window", answer({"code": "window", "revision": 3}))
    result = registry.run(*arguments)
    assert result.exit_code == 2, result.output
    assert all(request.method == "GET" for request in registry.asked)


@pytest.mark.parametrize(
    "away",
    [
        lost,
        lambda _: httpx2.Response(503, json={"status": 503}),
        lambda _: httpx2.Response(500, json={"status": 500, "title": "broken"}),
        lambda _: httpx2.Response(200, text="<html>a portal</html>"),
        lambda _: httpx2.Response(302, headers={"location": "http://elsewhere"}),
        lambda _: httpx2.Response(403, text="<html>a proxy</html>"),
    ],
)
def test_a_registry_that_is_away_ends_with_three(registry: ScriptedRegistry, away: object) -> None:
    registry.on("GET me", away)  # type: ignore[arg-type]
    result = registry.run("whoami")
    assert result.exit_code == 3
    assert "away" in result.stderr
    assert "a-token" not in result.output


def test_a_lost_answer_is_asked_for_again(registry: ScriptedRegistry) -> None:
    registry.on("GET groups", lost, lambda _: httpx2.Response(503), page())
    result = registry.run("group", "list", "--json")
    assert result.exit_code == 0
    assert len(registry.asked) == 3
    assert json.loads(result.stdout)["items"] == [], "and nothing else is printed"


@pytest.mark.parametrize("address", ["registry", "ftp://registry", "127.0.0.1:8000"])
def test_an_address_that_is_none_cannot_be_meant(registry: ScriptedRegistry, address: str) -> None:
    assert registry.run("whoami", environ={"MOHLAT_REGISTRY_URL": address}).exit_code == 2
    assert registry.run("whoami", "--registry", address).exit_code == 2

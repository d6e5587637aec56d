"""Lists and items as they are shown."""

import json

import httpx2

from tests.unit.registry.cli.scripted import THEN, ScriptedRegistry, answer, page

SANJESH = {
    "code": "sanjesh",
    "revision": 41,
    "exists": True,
    "name_fa": "سازمان سنجش آموزش کشور",
    "name_en": "Assessment Organisation",
    "group": {"code": "organisations", "name_fa": "سازمان‌ها", "name_en": "Organisations"},
    "kind": "core",
    "parent": None,
    "synthetic": True,
}
BANK = SANJESH | {"code": "bank", "name_fa": "بانک ملّی", "name_en": "Bank", "kind": "affiliated", "parent": "economy"}


def test_a_list_is_a_table_in_either_language(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies", page(SANJESH, BANK))
    english = registry.run("agency", "list").stdout
    assert "سازمان سنجش آموزش کشور" in english
    assert "organisations · Organisations" in english
    assert "affiliated" in english
    persian = registry.run("agency", "list", "--lang", "fa").stdout
    assert "دستگاه بالادست" in persian
    assert "organisations · سازمان‌ها" in persian
    assert "تابعه" in persian
    assert "۳۱ خرداد ۱۴۰۲ · 2023-06-21" in persian, "the instants it was asked for"


def test_a_list_for_a_program_is_the_answer_as_it_came(registry: ScriptedRegistry) -> None:
    text = '{ "items":[{"code":"sanjesh","name_fa":"سازمان"}],"next":null }'
    registry.on("GET agencies", httpx2.Response(200, text=text))
    assert registry.run("agency", "list", "--json").stdout == text + "\n"


def test_a_page_says_how_the_next_is_asked_for(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies", page(SANJESH, following="c-2"))
    result = registry.run("agency", "list", "--limit", "1")
    assert "--cursor c-2" in result.stdout
    assert len(registry.asked) == 1
    assert registry.asked[0].url.params["limit"] == "1"


def test_all_pages_are_read_to_the_last(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies", page(SANJESH, following="c-2"), page(BANK))
    result = registry.run("agency", "list", "--all")
    assert "sanjesh" in result.stdout
    assert "economy" in result.stdout
    assert [request.url.params.get("cursor") for request in registry.asked] == [None, "c-2"]


def test_all_pages_for_a_program_come_one_a_line(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies", page(SANJESH, following="c-2"), page(BANK))
    lines = registry.run("agency", "list", "--all", "--json").stdout.splitlines()
    assert [json.loads(line)["items"][0]["code"] for line in lines] == ["sanjesh", "bank"]


def test_a_day_to_look_from_is_its_last_instant_in_tehran(registry: ScriptedRegistry) -> None:
    registry.on("GET exemptions", page())
    for typed in ("1402-03-31", "۱۴۰۲/۰۳/۳۱", "2023-06-21"):
        result = registry.run("exemptions", "--as-of", typed, "--known-at", "1402-04-01", "--mandate", "window")
        assert result.exit_code == 0
        assert dict(registry.asked[-1].url.params) == {
            "mandate": "window",
            "as_of": "2023-06-21T20:29:59.999999Z",
            "known_at": "2023-06-22T20:29:59.999999Z",
            "limit": "100",
        }


def test_an_instant_to_look_from_stays_as_it_is(registry: ScriptedRegistry) -> None:
    registry.on("GET mandates/window", answer({"code": "window"}))
    registry.run("mandate", "show", "window", "--as-of", "2023-06-14T20:30:00Z")
    assert registry.asked[0].url.params["as_of"] == "2023-06-14T20:30:00Z"


def test_a_search_is_sent_as_it_is_typed(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies", page(SANJESH))
    assert registry.run("agency", "search", "سازمان سنجش").exit_code == 0
    assert registry.asked[0].url.params["q"] == "سازمان سنجش"


def test_an_item_is_shown_with_its_tables(registry: ScriptedRegistry) -> None:
    deadline = {
        "revision": 1,
        "at": "2023-06-21T20:30:00Z",
        "announced_at": "2023-01-05T05:30:00Z",
        "scope": "all",
        "instrument": {"number": "8", "date": "2023-01-04", "issuer": "Majlis", "document": None},
        "withdrawn_at": None,
    }
    mandate = {
        "code": "window",
        "name_fa": "پنجرهٔ ملی",
        "in_force": {"from": "2022-03-20T20:30:00Z", "until": None},
        "current_deadline": "2023-06-21T20:30:00Z",
        "deadlines": [deadline],
        "milestones": [],
        **THEN,
    }
    registry.on("GET mandates/window", answer(mandate))
    shown = registry.run("mandate", "show", "window").stdout
    assert "31 Khordad 1402 · 2023-06-21" in shown, "a deadline is read as its last day"
    assert "1 Farvardin 1401 · 2022-03-21 → —" in shown
    assert "15 Dey 1401 · 2023-01-05 09:00" in shown
    assert "14 Dey 1401 · 2023-01-04" in shown
    assert "withdrawn" not in shown, "nobody has anything there"
    persian = registry.run("mandate", "show", "window", "--lang", "fa").stdout
    assert "۳۱ خرداد ۱۴۰۲ · 2023-06-21" in persian
    assert "۰۹:۰۰" in persian


def test_a_search_that_finds_nothing_is_fine(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies", page())
    assert registry.run("agency", "search", "nobody").exit_code == 0


def test_markup_in_a_name_stays_text(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies", page(SANJESH | {"name_en": "[red]Bank[/red] :smile:"}))
    assert "[red]Bank[/red] :smile:" in registry.run("agency", "list").stdout

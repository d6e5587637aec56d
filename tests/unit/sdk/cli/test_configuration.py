"""Options over environment over file."""

from pathlib import Path

import pytest
from mohlat_sdk.cli.configuration import Configuration, read_configuration
from mohlat_sdk.cli.configuration_file import as_toml, write_configuration
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.places import configuration_to_read, configuration_to_write, spool_for

from tests.unit.sdk.cli.services import Machine

WHOLE = Configuration(None, "sanjesh", "https://r.example", "https://c.example", Path("/k"), Path("/s"), "fa")


def test_a_file_that_was_written_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / 'a folder with "quotes"' / "agency.toml"
    assert write_configuration(file, WHOLE)
    assert not write_configuration(file, WHOLE), "nothing to change"
    read = read_configuration(file, {}, {})
    assert as_toml(read) == as_toml(WHOLE)
    assert read.file == file
    assert [each.name for each in file.parent.iterdir()] == ["agency.toml"], "no draft is left"


def test_the_environment_lies_over_the_file_and_options_over_both(tmp_path: Path) -> None:
    file = tmp_path / "agency.toml"
    write_configuration(file, WHOLE)
    environ = {"MOHLAT_AGENCY_CONNECTOR": "https://env.example/", "MOHLAT_AGENCY_CODE": "oghaf"}
    read = read_configuration(file, environ, {"connector": "https://option.example", "registry": None})
    assert (read.connector, read.agency, read.registry) == ("https://option.example", "oghaf", "https://r.example")
    assert read_configuration(file, environ, {}).connector == "https://env.example"


def test_a_path_in_the_file_is_meant_from_where_the_file_lies(tmp_path: Path) -> None:
    file = tmp_path / "agency.toml"
    file.write_text('key = "agency.key"\n')
    assert read_configuration(file, {}, {}).key == tmp_path / "agency.key"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("agency = ", "configuration.malformed"),
        ("agency = 7", "configuration.not_text"),
        ('agenzy = "x"', "configuration.unknown"),
        ('agency = "Sanjesh"', "configuration.agency"),
        ('registry = "registry.example"', "configuration.address"),
        ('registry = "https://somebody@mohlat.example"', "configuration.address"),
        ('connector = "ftp://c.example"', "configuration.address"),
        ('connector = "http://c.example:x"', "configuration.address"),
        ('language = "de"', "configuration.language"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "agency.toml"
    file.write_text(text)
    with pytest.raises(Failed) as failed:
        read_configuration(file, {}, {})
    assert (failed.value.code, failed.value.message) == (2, message)


def test_a_named_file_that_is_not_there_is_said_to_be_missing(machine: Machine) -> None:
    outcome = machine.run("connect", "--config", "/nowhere/agency.toml")
    assert outcome.code == 2
    assert "/nowhere/agency.toml" in outcome.err


def test_ones_own_file_goes_before_that_of_the_machine(tmp_path: Path) -> None:
    machine, environ = tmp_path / "etc", {"HOME": str(tmp_path)}
    machine.mkdir()
    own = tmp_path / ".config" / "mohlat" / "agency.toml"
    assert configuration_to_read(None, environ, machine) is None
    assert configuration_to_write(None, environ, machine) == machine / "agency.toml"
    (machine / "agency.toml").touch()
    assert configuration_to_read(None, environ, machine) == machine / "agency.toml"
    own.parent.mkdir(parents=True)
    own.touch()
    assert configuration_to_read(None, environ, machine) == own
    named = {"MOHLAT_AGENCY_CONFIG": "/somewhere/else.toml"}
    assert configuration_to_write(None, environ | named, machine) == Path("/somewhere/else.toml")


def test_where_the_machine_has_no_folder_the_file_is_ones_own(tmp_path: Path) -> None:
    file = configuration_to_write(None, {"HOME": str(tmp_path)}, tmp_path / "no-etc")
    assert file == tmp_path / ".config" / "mohlat" / "agency.toml"
    assert spool_for(file, {"HOME": str(tmp_path)}) == tmp_path / ".local" / "state" / "mohlat" / "agency.spool"


@pytest.mark.parametrize(
    ("arguments", "environ", "persian"),
    [
        (("--lang", "fa"), {}, True),
        (("--lang=fa",), {}, True),
        ((), {"LC_ALL": "fa_IR.UTF-8"}, True),
        ((), {"MOHLAT_AGENCY_LANG": "fa"}, True),
        (("--lang", "en"), {"LC_ALL": "fa_IR.UTF-8"}, False),
        ((), {"MOHLAT_AGENCY_LANG": "en", "LC_ALL": "fa_IR.UTF-8"}, False),
        ((), {}, False),
    ],
)
def test_the_language_is_asked_for_configured_or_that_of_the_locale(
    machine: Machine, arguments: tuple[str, ...], environ: dict[str, str], persian: bool
) -> None:
    machine.environ = environ
    outcome = machine.run("connect", *arguments)
    assert ("دانسته نیست" in outcome.err) is persian


def test_the_language_of_the_file_is_spoken(machine: Machine) -> None:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_text('language = "fa"\n')
    assert "دانسته نیست" in machine.run("connect").err

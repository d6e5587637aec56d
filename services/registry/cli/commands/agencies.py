"""Agencies: who they are, were and become."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from services.registry.cli.command import command
from services.registry.cli.desk import Desk
from services.registry.cli.options import PAGED, VIEWED, Founded, From, NameEn, NameFa, Reason, Until

app = typer.Typer(help="Bodies that owe duties.", no_args_is_help=True)

Agency = Annotated[str, typer.Argument(metavar="AGENCY", help="Its code.")]
Kind = Literal["core", "affiliated", "sandbox"]
COLUMNS = ("code", "name_fa", "name_en", "group", "kind", "parent", "province")


@command(app, "list", PAGED, VIEWED)
def list_agencies(
    desk: Desk,
    group: Annotated[str | None, typer.Option(help="In this group.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Of this kind.")] = None,
    parent: Annotated[str | None, typer.Option(help="Under this agency.")] = None,
    province: Annotated[str | None, typer.Option(help="In this province, such as fars.")] = None,
) -> None:
    """Those that exist, or existed then."""
    desk.list(("agencies",), COLUMNS, group=group, kind=kind, parent=parent, province=province)


@command(app, "search", PAGED, VIEWED)
def search(
    desk: Desk, words: Annotated[str, typer.Argument(help="In a name or the code, however it is typed.")]
) -> None:
    """Find agencies; ي or ی, ك or ک, spaces and digits of either script do not matter."""
    desk.list(("agencies",), COLUMNS, q=words)


@command(app, "show", VIEWED)
def show(desk: Desk, agency: Agency) -> None:
    """One agency with its history, services, keys, duties and exemptions."""
    desk.show(desk.registry.read("agencies", agency, **desk.view))


@command(app, "provinces", PAGED, VIEWED)
def provinces(desk: Desk) -> None:
    """The provinces and their codes."""
    desk.list(("provinces",), ("code", "name_fa", "name_en"))


@command(app, "rename")
def rename(
    desk: Desk,
    agency: Agency,
    name_fa: NameFa,
    name_en: NameEn,
    reason: Reason,
    since: From = None,
    until: Until = None,
) -> None:
    """Give an agency other names, also for a time in the past. Takes one registrar."""
    entry = {
        "name_fa": name_fa,
        "name_en": name_en,
        "reason": reason,
        "effective_from": since,
        "effective_until": until,
    }
    seen = desk.registry.read("agencies", agency)
    desk.changed(desk.registry.write("POST", "agencies", agency, "names", entry=entry, based_on=seen.etag))


@command(app, "register")
def register(
    desk: Desk,
    agency: Agency,
    name_fa: NameFa,
    name_en: NameEn,
    group: Annotated[str, typer.Option(help="Its group.")],
    reason: Reason,
    kind: Annotated[Kind, typer.Option(help="Its kind.")] = "core",
    parent: Annotated[str | None, typer.Option(help="The agency it is under.")] = None,
    province: Annotated[str | None, typer.Option(help="Where it is at home; see `agency provinces`.")] = None,
    founded: Founded = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="It is invented.")] = False,
) -> None:
    """Propose one new agency; a whole roster is proposed by `import agencies`."""
    entry = {
        "code": agency,
        "name_fa": name_fa,
        "name_en": name_en,
        "group": group,
        "kind": kind,
        "parent": parent,
        "province": province,
        "synthetic": synthetic,
        "founded": founded,
    }
    desk.propose("register_agencies", {"agencies": [entry]}, reason)


@command(app, "move")
def move(
    desk: Desk,
    agency: Agency,
    reason: Reason,
    group: Annotated[str | None, typer.Option(help="The new group; without it, as it is.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="The new kind; without it, as it is.")] = None,
    parent: Annotated[str | None, typer.Option(help="The new parent; without it, as it is.")] = None,
    no_parent: Annotated[bool, typer.Option("--no-parent", help="Under nobody from now on.")] = False,
    province: Annotated[str | None, typer.Option(help="The new province; without it, as it is.")] = None,
    no_province: Annotated[bool, typer.Option("--no-province", help="In no province from now on.")] = False,
    since: From = None,
    until: Until = None,
) -> None:
    """Propose another group, kind, parent or province."""
    if no_parent and parent:
        raise typer.BadParameter("give either --parent or --no-parent")
    if no_province and province:
        raise typer.BadParameter("give either --province or --no-province")
    seen = desk.registry.read("agencies", agency, as_of=since).body
    place = {
        "group": group or seen["group"]["code"],
        "kind": kind or seen["kind"],
        "parent": None if no_parent else parent or seen["parent"],
        "province": None if no_province else province or (seen["province"] or {}).get("code"),
    }
    entry = {"agency": agency} | place | {"effective_from": since, "effective_until": until}
    desk.propose("move_agency", entry, reason, seen["revision"])


@command(app, "merge")
def merge(
    desk: Desk,
    agencies: Annotated[list[str], typer.Argument(metavar="AGENCY…", help="Those that end.")],
    into: Annotated[str, typer.Option(help="The one that goes on.")],
    reason: Reason,
    since: From = None,
) -> None:
    """Propose that agencies end and another goes on; their affiliates come under it."""
    entry = {"agencies": agencies, "into": into, "effective_from": since}
    desk.propose("merge_agencies", entry, reason, desk.revision("agencies", into))


@command(app, "split")
def split(
    desk: Desk,
    agency: Agency,
    into: Annotated[Path, typer.Option(metavar="FILE.yaml", help="A list of the agencies that are founded.")],
    reason: Reason,
    continues: Annotated[bool, typer.Option("--continues", help="The agency goes on beside them.")] = False,
    since: From = None,
) -> None:
    """Propose that new agencies are founded out of one.

    Each in FILE.yaml has a code, name_fa, name_en, group and kind, and may have a parent and a province.
    """
    # Imported here: hardly a command needs YAML.
    from services.registry.cli.entry_files import read_entries

    entry = {"agency": agency, "into": read_entries(into), "continues": continues, "effective_from": since}
    desk.propose("split_agency", entry, reason, desk.revision("agencies", agency))


@command(app, "dissolve")
def dissolve(desk: Desk, agency: Agency, reason: Reason, since: From = None) -> None:
    """Propose that an agency ends."""
    entry = {"agency": agency, "effective_from": since}
    desk.propose("dissolve_agency", entry, reason, desk.revision("agencies", agency))

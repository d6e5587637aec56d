"""The officials' commands, one module for each part of the book."""

import typer

from services.registry.cli.commands import (
    agencies,
    certificates,
    contacts,
    deadlines,
    documents,
    exemptions,
    groups,
    journal,
    keys,
    mandates,
    oversight,
    proposals,
    referrals,
    services,
    signing_in,
    tables,
)

app = typer.Typer()

for part in (signing_in, tables, proposals, deadlines, exemptions, certificates, journal):
    app.add_typer(part.app)
for name, group in {
    "agency": agencies,
    "service": services,
    "group": groups,
    "mandate": mandates,
    "oversight": oversight,
    "contact": contacts,
    "key": keys,
    "document": documents,
    "referral": referrals,
}.items():
    app.add_typer(group.app, name=name)

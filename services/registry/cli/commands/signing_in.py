"""Who sits at this terminal."""

import os

import typer

from services.registry.cli.command import REFUSED, command
from services.registry.cli.desk import Desk

app = typer.Typer()


@command(app, "login")
def login(desk: Desk) -> None:
    """Sign in with a browser at the issuer (MOHLAT_OIDC_ISSUER); the token is kept for you alone."""
    from pydantic import ValidationError

    from services.registry.identity import stored_token, terminal
    from services.registry.identity.settings import IdentitySettings

    try:
        settings = IdentitySettings()
    except ValidationError as error:
        raise typer.BadParameter(f"the settings cannot be used: {error.errors()[0]['msg']}") from None
    try:
        terminal.login(settings.oidc_issuer, settings.oidc_client_id, show=lambda address: _show(desk, address))
    except terminal.LoginFailed as error:
        desk.screen.warn(f"ورود انجام نشد: {error}", f"not signed in: {error}")
        raise typer.Exit(REFUSED) from None
    if os.environ.get(stored_token.VARIABLE):
        desk.screen.warn(
            f"متغیر {stored_token.VARIABLE} تعیین شده و به جای آن به کار می‌رود.",
            f"{stored_token.VARIABLE} is set and is used instead.",
        )
    desk.show(desk.registry.read("me"))


@command(app, "whoami")
def whoami(desk: Desk) -> None:
    """Who you are to the registry, and what you may do."""
    desk.show(desk.registry.read("me"))


@command(app, "logout")
def logout(desk: Desk) -> None:
    """Forget the token that is kept here."""
    from services.registry.identity import stored_token

    if stored_token.forget_token():
        desk.screen.say("خارج شدید.", "Signed out.")
    else:
        desk.screen.say("نشانه‌ای نگه داشته نشده بود.", "No token was kept here.")
    if os.environ.get(stored_token.VARIABLE):
        desk.screen.warn(f"متغیر {stored_token.VARIABLE} هنوز تعیین شده است.", f"{stored_token.VARIABLE} is still set.")


def _show(desk: Desk, address: str) -> None:
    desk.screen.warn(f"در مرورگر باز کنید:\n{address}", f"Open in a browser:\n{address}")

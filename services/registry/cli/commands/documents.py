"""The texts of legal instruments."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from services.registry.cli.asking.errors import AnswerBroken
from services.registry.cli.command import command
from services.registry.cli.desk import Desk
from services.registry.cli.documents import upload_document, whole_or_not

app = typer.Typer(help="The texts of legal instruments.", no_args_is_help=True)


@command(app, "upload")
def upload(desk: Desk, file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF, image or plain text.")]) -> None:
    """Keep a document; it is named by the SHA-256 of its bytes."""
    desk.show(upload_document(desk, file))


@command(app, "download")
def download(
    desk: Desk,
    sha256: Annotated[str, typer.Argument(metavar="SHA256", help="As the instrument names it.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to put it.")],
) -> None:
    """Fetch a document, and check that it is the one."""

    def save(response: Any) -> None:
        digest = hashlib.sha256()
        with whole_or_not(file) as opened:
            for chunk in response.iter_bytes():
                digest.update(chunk)
                opened.write(chunk)
            if digest.hexdigest() != sha256.lower():
                raise AnswerBroken(f"what came is another document: its SHA-256 is {digest.hexdigest()}")

    desk.registry.download("documents", sha256, into=save)
    desk.saved(file)

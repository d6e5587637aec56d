"""`python -m scenarios.player FOLDER --registry URL --connector URL --issuer URL`"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from scenarios.player import Addresses, Malformed, PlayFailed, play


def main(
    folder: Annotated[Path, typer.Argument(help="Has roster.csv, law.yaml, documents/ and timeline.csv.", exists=True)],
    registry: Annotated[str, typer.Option(help="Base address of the registry's API.")],
    connector: Annotated[str, typer.Option(help="Base address of the connector.")],
    issuer: Annotated[str, typer.Option(help="Address of the local issuer, where officials sign in.")],
    retry_for: Annotated[float, typer.Option(help="Seconds for which a service may be away.")] = 60.0,
) -> None:
    """Play a scenario against a stack that was started with MOHLAT_CLOCK=simulated and knows nothing yet."""
    with TemporaryDirectory(prefix="mohlat-play-") as workdir, typer.progressbar(length=1000, label=folder.name) as bar:

        def show(share: float, doing: str, /) -> None:
            bar.label = doing
            bar.update(round(share * 1000) - bar.pos)

        try:
            played = play(folder, Addresses(registry, connector, issuer), Path(workdir), show, retry_for)
        except (Malformed, PlayFailed) as failure:
            typer.echo(f"\n{failure}", err=True)
            raise typer.Exit(1) from failure
    typer.echo(f"Played to {played.ends.isoformat()}.")


if __name__ == "__main__":
    typer.run(main)

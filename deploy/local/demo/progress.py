"""The progress of a demo: a bar on a terminal, a few lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


class Shown(Protocol):
    """Takes the share done (0 to 1) and what is being done."""

    def __call__(self, share: float, doing: str, /) -> None: ...


@contextmanager
def shown_progress(console: Console, title: str) -> Iterator[Shown]:
    """Show one task until the block ends."""
    if not console.is_terminal:
        yield _lines(console, title)
        return
    columns = (TextColumn("{task.fields[title]}"), BarColumn(40), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), TextColumn("{task.description}"), console=console) as bar:
        task = bar.add_task("", total=1.0, title=title)

        def show(share: float, doing: str, /) -> None:
            bar.update(task, completed=share, description=doing)

        yield show


def _lines(console: Console, title: str) -> Shown:
    said = -1

    def show(share: float, doing: str, /) -> None:
        nonlocal said
        quarter = int(share * 4)
        if quarter > said:
            said = quarter
            console.print(f"{title}: {share:4.0%} {doing}", highlight=False)

    return show

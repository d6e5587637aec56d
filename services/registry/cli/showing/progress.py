"""How far a transfer has come, where somebody watches."""

from types import TracebackType

from services.registry.cli.showing.screen import Screen


class Progress:
    """A bar on standard error; nothing where that is no terminal or the answer is for a program.

    Args:
        total: bytes to come, where they are known.
    """

    def __init__(self, screen: Screen, total: int | None) -> None:
        # Imported here: most commands show no bar.
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        self._language = screen.language
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
        hidden = screen.as_json or not screen.beside.is_terminal
        self._bar = Bar(*columns, console=screen.beside, disable=hidden, transient=True)
        self._total = total
        self._task = self._bar.add_task("", total=total)

    def begin(self, fa: str, en: str, total: int | None = None) -> None:
        """From the beginning, also when it is tried again."""
        self._bar.reset(self._task, description=self._said(fa, en), total=total or self._total)

    def advance(self, size: int) -> None:
        self._bar.advance(self._task, size)

    def wait(self, fa: str, en: str) -> None:
        """The other side works; how long is unknown."""
        self._bar.update(self._task, description=self._said(fa, en), total=None)

    def _said(self, fa: str, en: str) -> str:
        return fa if self._language == "fa" else en

    def __enter__(self) -> "Progress":
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

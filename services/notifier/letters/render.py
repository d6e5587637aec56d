"""From content to the two texts, by templates."""

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from services.notifier.letters.letter import Letter
from services.notifier.letters.mime import compose


class Stationery:
    """The templates, read once, and the address letters come from."""

    def __init__(self, sender: str) -> None:
        self._sender = sender
        environment = Environment(
            loader=PackageLoader("services.notifier.letters"),
            autoescape=select_autoescape(("html",)),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._text: Template = environment.get_template("letter.txt")
        self._html: Template = environment.get_template("letter.html")

    def text(self, letter: Letter) -> str:
        return self._text.render(letter=letter)

    def html(self, letter: Letter) -> str:
        return self._html.render(letter=letter)

    def mime(self, letter: Letter) -> bytes:
        """The bytes that go to the relay."""
        return compose(letter, self._sender, self.text(letter), self.html(letter))

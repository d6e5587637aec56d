"""What can go wrong, in the words of whoever has to do something about it."""


class Rejected(Exception):
    """The connector answered and refused; sending the same again would not help.

    Attributes:
        status: HTTP status, 4xx.
        title: the problem in a few words.
        detail: the problem in a sentence, naming event and field where there is one.
    """

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")
        self.status, self.title, self.detail = status, title, detail

    @property
    def concerns_the_signer(self) -> bool:
        """The key or the clock is at fault, not an event: the same events are good once that is put right."""
        return self.status == 401


class Unreachable(Exception):
    """No connector took the events, and there was no spool to keep them in."""

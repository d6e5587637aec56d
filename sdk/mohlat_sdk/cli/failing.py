"""What keeps a command from being carried out."""


class Failed(Exception):
    """It ends here.

    Attributes:
        code: the exit code.
        message: the sentence's name in the catalogue.
        values: what is filled into it.
    """

    def __init__(self, code: int, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.code, self.message, self.values = code, message, values

"""The addresses a person may open once the stack runs."""

from deploy.local.stack import Stack
from deploy.local.surroundings import Surroundings


def addresses(stack: Stack, around: Surroundings) -> list[tuple[str, str]]:
    """What it is, and where."""
    board = stack.url("scoreboard")
    found = [
        ("standing, Persian", f"{board}/fa"),
        ("standing, English", f"{board}/en"),
        ("figures (JSON)", f"{board}/v1/figures"),
        ("registry API", f"{stack.url('registry')}/docs"),
        ("connector", stack.url("connector")),
        ("Kafka", around.bootstrap_servers),
        ("PostgreSQL", stack.database_url),
        ("SMTP", around.smtp_url),
        ("logs", str(stack.folder / "logs")),
    ]
    if around.smtp is not None:
        found.append(("letters", str(around.smtp.letters_folder)))
    return found


def as_lines(found: list[tuple[str, str]]) -> str:
    """One a line, aligned."""
    width = max(len(what) for what, _ in found)
    return "\n".join(f"  {what:<{width}}  {where}" for what, where in found)

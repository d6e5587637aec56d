"""The addresses a person may open once the stack runs, and as whom."""

from deploy.local.stack import Stack
from deploy.local.surroundings import Surroundings
from services.registry.issuer.officials import DEMO_OFFICIALS


def addresses(stack: Stack, around: Surroundings) -> list[tuple[str, str]]:
    """What it is, and where."""
    board = stack.url("scoreboard")
    found = [
        ("standing, Persian", f"{board}/fa"),
        ("standing, English", f"{board}/en"),
        ("figures (JSON)", f"{board}/v1/figures"),
        ("registry's desk", f"{stack.url('registry')}/desk"),
        ("sign in there as", ", ".join(DEMO_OFFICIALS)),
        ("registry API", f"{stack.url('registry')}/v1/docs"),
        ("at a terminal", _terminal(stack)),
        ("figures there", ".venv/bin/mohlat auditor figures"),
        ("connector", stack.url("connector")),
        ("Kafka", around.bootstrap_servers),
        ("PostgreSQL", stack.database_url),
        ("SMTP", around.smtp_url),
        ("logs", str(stack.folder / "logs")),
    ]
    if around.smtp is not None:
        found.append(("letters", str(around.smtp.letters_folder)))
    return found


def places(stack: Stack) -> dict[str, str]:
    """The same for programs: each process's base address, and what is around; commands look it up."""
    around = {"kafka": stack.bootstrap_servers, "postgres": stack.database_url, "topic_prefix": stack.topic_prefix}
    return {name: stack.url(name) for name in stack.names} | around


def _terminal(stack: Stack) -> str:
    """How the `mohlat` command finds this registry and its issuer."""
    names = {"MOHLAT_REGISTRY_URL": stack.url("registry"), "MOHLAT_OIDC_ISSUER": stack.url("issuer")}
    return f"export {' '.join(f'{name}={url}' for name, url in names.items())}; .venv/bin/mohlat registry login"


def as_lines(found: list[tuple[str, str]]) -> str:
    """One a line, aligned."""
    width = max(len(what) for what, _ in found)
    return "\n".join(f"  {what:<{width}}  {where}" for what, where in found)

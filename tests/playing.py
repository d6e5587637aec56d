"""Playing a scenario on a stack to its end, and what came of it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx2

from deploy.local.demo.catching_up import standing_when_settled
from deploy.local.demo.standing import Standing
from deploy.local.paths import ROOT
from scenarios.player import Addresses, Progress, play
from scenarios.player.playing import OpenClient
from tests.logs import Notice, Verdict, history, notices
from tests.stacks import TestedStack

KHORDAD = ROOT / "scenarios" / "khordad-1402"
TWELVE = ROOT / "scenarios" / "twelve-agencies"


@dataclass(frozen=True)
class Outcome:
    """What a played scenario left behind.

    Attributes:
        accepted: how often the relay accepted each Message-ID.
    """

    standing: Standing
    history: list[Verdict]
    notices: list[Notice]
    accepted: Counter[str]


def nobody_watches(_share: float, _doing: str) -> None:
    """Progress for nobody."""


def addresses(stack: TestedStack) -> Addresses:
    return Addresses(stack.url("registry"), stack.url("connector"), stack.url("issuer"))


def play_to_the_end(
    stack: TestedStack,
    folder: Path,
    workdir: Path,
    progress: Progress = nobody_watches,
    open_client: OpenClient = httpx2.Client,
) -> Outcome:
    """Play, wait until all is judged and every letter settled, and collect the outcome."""
    played = play(folder, addresses(stack), workdir, progress, open_client=open_client)
    standing = standing_when_settled(stack.url("scoreboard"), played.ends, played.headline_as_of, lambda _: None)
    accepted = Counter(letter.message_id for letter in stack.letters())
    return Outcome(standing, history(stack), notices(stack), accepted)

"""Plays a scenario folder against a running stack whose clocks are simulated."""

from scenarios.player.playing import Addresses, Played, Progress, play
from scenarios.player.reading import Malformed
from scenarios.player.trying import PlayFailed

__all__ = ["Addresses", "Malformed", "PlayFailed", "Played", "Progress", "play"]

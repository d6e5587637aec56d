"""How many services are at a level: claimed by the agency or certified by an official, counted or weighed by use."""

from datetime import datetime
from typing import NamedTuple

from mohlat_contracts.registry import Level, Measure, Proof
from mohlat_contracts.verdicts import Share

from services.auditor.cases.facts import CertificationFact, ListedService

LEVELS: tuple[Level, ...] = ("information_only", "partly_online", "fully_online")
"""From the lowest to the highest."""
RANKS = {level: rank for rank, level in enumerate(LEVELS)}
NO_RANK = -1
"""The rank of a service of which no level is known."""
MEASURES: tuple[Measure, ...] = ("count", "use")
PROOFS: tuple[Proof, ...] = ("claimed", "certified")


def holds(reached: int, whole: int, percent: int) -> bool:
    """Whether a share is at least so many per cent. A share of nothing is none."""
    return whole > 0 and reached * 100 >= percent * whole


def certified_rank(certification: CertificationFact | None, at: datetime) -> int:
    """The rank of the highest level certified at an instant."""
    spans = certification.spans if certification else ()
    return max((RANKS[span.level] for span in spans if span.covers(at)), default=NO_RANK)


class _Place(NamedTuple):
    """Where one service stands: what it weighs by each of MEASURES, and its rank by each of PROOFS."""

    weights: tuple[int, int]
    ranks: tuple[int, int]


_NOWHERE = _Place((0, 0), (NO_RANK, NO_RANK))


class Tally:
    """Services in scope and in force by their levels, kept one service at a time."""

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}
        self._wholes = [0, 0]
        self._exactly = [[[0] * len(LEVELS) for _ in PROOFS] for _ in MEASURES]

    @property
    def codes(self) -> list[str]:
        """The services in scope and in force."""
        return [*self._places]

    def put(self, code: str, service: ListedService | None, claimed: int, certified: int) -> None:
        """Where a service stands from now on.

        Args:
            service: None when it is out of scope or out of force. It weighs one, and its uses a year; zero where
                nobody knows them.
            claimed: the rank last stated, as `certified` is the rank certified.
        """
        place = _Place((1, service.yearly_use or 0), (claimed, certified)) if service else _NOWHERE
        before = self._places.get(code, _NOWHERE)
        if place != before:
            if before is not _NOWHERE:
                self._add(before, -1)
            if place is not _NOWHERE:
                self._add(place, 1)
            if service:
                self._places[code] = place
            else:
                del self._places[code]

    def share(self, level: Level, by: Measure, proof: Proof) -> tuple[int, int]:
        """How much has reached the level, of how much."""
        measure = MEASURES.index(by)
        return sum(self._exactly[measure][PROOFS.index(proof)][RANKS[level] :]), self._wholes[measure]

    def shares(self) -> tuple[Share, ...]:
        """The share at each level by each measure and proof, in the order of LEVELS, MEASURES, PROOFS."""
        return tuple(
            Share(
                level=level,
                by=by,
                proof=proof,
                reached=sum(self._exactly[measure][word][rank:]),
                whole=self._wholes[measure],
            )
            for rank, level in enumerate(LEVELS)
            for measure, by in enumerate(MEASURES)
            for word, proof in enumerate(PROOFS)
        )

    def _add(self, place: _Place, times: int) -> None:
        for measure, weight in enumerate(place.weights):
            self._wholes[measure] += times * weight
            for word, rank in enumerate(place.ranks):
                if rank != NO_RANK:
                    self._exactly[measure][word][rank] += times * weight

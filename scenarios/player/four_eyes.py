"""Two officials: what one of them proposes the other approves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx2

from scenarios.player.officials import APPROVER, REGISTRAR, Official, sign_in
from scenarios.player.trying import Patience, PlayFailed

AGREED = "Checked against the instrument (simulated)"
MOST_HANDINGS = 5


@dataclass(frozen=True)
class FourEyes:
    """A registrar, and an approver who is another person."""

    registrar: Official
    approver: Official

    @classmethod
    def signed_in(cls, issuer: str, browser: httpx2.Client, registry: httpx2.Client, patience: Patience) -> Self:
        """The two of every scenario, by the local issuer; raises PlayFailed when it lets nobody in."""
        return cls(*(sign_in(issuer, who, browser, registry, patience) for who in (REGISTRAR, APPROVER)))

    def enact(self, name: str, operation: Mapping[str, Any], reason: str) -> Any:
        """Propose and approve; returns the approval's answer.

        Args:
            name: of this operation and no other, the same in every play.

        Raises:
            PlayFailed: the registry refused, or was away for too long.
        """
        proposed = self.registrar.enter(
            "POST", "/v1/proposals", f"propose {name}", {"operation": operation, "reason": reason}
        )
        return self.approve(name, proposed["number"])

    def approve(self, name: str, proposal: int) -> Any:
        return self.approver.enter("POST", f"/v1/proposals/{proposal}/approval", f"approve {name}", {"reason": AGREED})

    def hand_out_codes(self, agencies: list[str]) -> dict[str, str]:
        """One-time codes by agency, for the enrolment of their keys.

        A code is shown once. Where that answer was lost, they are proposed and approved anew, and the lost ones are
        void; neither is a change of the book.
        """
        for handing in range(1, MOST_HANDINGS + 1):
            operation = {"action": "enrol_keys", "agencies": agencies}
            approved = self.enact(f"codes {handing}", operation, "Keys of the roster's agencies")
            if codes := approved["enrolment_codes"]:
                return dict(codes)
        raise PlayFailed(f"no codes came of {MOST_HANDINGS} approvals")

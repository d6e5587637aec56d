"""`make agency`: a trial agency on the local stack, and the one-time code by which it enrols its key.

In earnest this is the work of two officials (docs/registrar.md). Here two invented ones of the local issuer do it, so
it works with what `make up` started and with nothing else.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2

from deploy.local.daemons.lock import holder
from deploy.local.up import PID, PLACES
from scenarios.player.four_eyes import FourEyes
from scenarios.player.trying import Patience, PlayFailed
from services.calendar.civil import TEHRAN, end_of_day

CODE = "trial-agency"
GROUP, MANDATE = "trials", "trial-window"
KINDS = ("sandbox", "core", "affiliated")
DAYS_LEFT = 60
"""Until the trial mandate's deadline, from its enactment."""
SERVICES = 3
WHY = "A trial on the local stack"
PATIENCE = Patience(30.0)


def register(code: str, kind: str, places: Mapping[str, str]) -> str:
    """Register the agency unless it is registered, bind it, and return a new one-time code for it.

    Raises:
        PlayFailed: the registry refused, or is away.
    """
    with httpx2.Client(base_url=places["registry"], timeout=20.0) as registry, httpx2.Client(timeout=20.0) as browser:
        officials = FourEyes.signed_in(places["issuer"], browser, registry, PATIENCE)
        if not _there(officials, f"/v1/groups/{GROUP}"):
            _enter(
                officials, "PUT", f"/v1/groups/{GROUP}", {"name_fa": "دستگاه‌های آزمایشی", "name_en": "Trial agencies"}
            )
        _enact(officials, {"action": "register_agencies", "agencies": [_agency(code, kind)]})
        _enter(officials, "POST", "/v1/services", {"services": [_service(code, n) for n in range(1, SERVICES + 1)]})
        if not _there(officials, f"/v1/mandates/{MANDATE}"):
            _enact(officials, _mandate(datetime.now(UTC)))
        codes = _enact(officials, {"action": "enrol_keys", "agencies": [code]})["enrolment_codes"]
    return str(codes[code])


def _enter(officials: FourEyes, method: str, path: str, entry: dict[str, Any]) -> Any:
    return officials.registrar.enter(method, path, str(uuid4()), entry | {"reason": WHY})


def _enact(officials: FourEyes, operation: dict[str, Any]) -> Any:
    return officials.enact(str(uuid4()), operation, WHY)


def _there(officials: FourEyes, path: str) -> bool:
    """Whether the registry has it already: who runs this once more gets a new code and nothing else."""
    headers = {"Authorization": f"Bearer {officials.registrar.token}"}
    return officials.registrar.registry.get(path, headers=headers).status_code == httpx2.codes.OK


def _agency(code: str, kind: str) -> dict[str, Any]:
    names = {"name_fa": f"دستگاه آزمایشی {code}", "name_en": f"Trial agency {code}"}
    return {"code": code, "group": GROUP, "kind": kind, "parent": None, "synthetic": True} | names


def _service(code: str, number: int) -> dict[str, Any]:
    names = {"name_fa": f"خدمت {number}", "name_en": f"Service {number}"}
    return {"agency": code, "code": f"{code}-s{number:02}", "high_use": True} | names


def _mandate(now: datetime) -> dict[str, Any]:
    """It binds the sandboxes and whoever else is in the group of trials."""
    today = now.astimezone(TEHRAN).date()
    binds = {"kinds": list(KINDS), "groups": [GROUP]}
    return {
        "action": "enact_mandate",
        "code": MANDATE,
        "name_fa": "اتصال آزمایشی به پنجرهٔ خدمات",
        "name_en": "Trial connection to the Window",
        "instrument": {"number": "0 (synthetic)", "date": today.isoformat(), "issuer": "make agency"},
        "limits": {"silent_after_days": 21, "at_risk_days": 14, "grace_open_hours": 24},
        "deadline": end_of_day(today + timedelta(days=DAYS_LEFT)).isoformat(),
        "duties": [
            {"code": "connect", "obligation": {"kind": "connect", "grade": "proven"}, "binds": binds},
            {
                "code": "digitize",
                "obligation": {"kind": "digitize", "share_percent": 30, "level": "fully_online"},
                "binds": binds,
            },
        ],
    }


def told(code: str, one_time: str, places: Mapping[str, str]) -> str:
    """What a newcomer types next."""
    return f"""{code} is registered on the local stack. Its one-time code is shown this once:

  {one_time}

Next, as its administrator:

  export PATH="$PWD/.venv/bin:$PATH"
  mohlat-agency enrol {one_time} --registry {places["registry"]} --connector {places["connector"]}
  mohlat-agency doctor
  mohlat-agency connect
  mohlat-agency heartbeat --services {code}-s01
  mohlat-agency status

How others see it: {places["scoreboard"]}/en"""


def main() -> None:
    """Read the command line, register, and say what to type next."""
    parser = argparse.ArgumentParser(description="A trial agency on the local stack.")
    parser.add_argument("code", nargs="?", default=CODE, help="its code, small Latin letters, digits and hyphens")
    parser.add_argument("--kind", choices=KINDS, default="sandbox", help="a sandbox counts in no figure")
    asked = parser.parse_args()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", asked.code):
        sys.exit(f"{asked.code!r} is no agency code: 2 to 40 small Latin letters, digits and hyphens.")
    if holder(PID) is None or not PLACES.exists():
        sys.exit("The local stack does not run: `make up` starts it.")
    places = json.loads(PLACES.read_text())
    try:
        print(told(asked.code, register(asked.code, asked.kind, places), places))
    except PlayFailed as failure:
        sys.exit(f"The local registry did not do it: {failure}")

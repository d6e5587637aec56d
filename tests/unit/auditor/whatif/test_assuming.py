"""The options of the command come to the document that a file would have held."""

import pytest

from services.auditor.cli.assuming import Assumptions
from services.auditor.whatif import ChangesInvalid, read_changes
from services.auditor.whatif.changes import FORM


@pytest.mark.parametrize(
    ("assumed", "entries"),
    [
        (
            Assumptions(deadline="1402-06-31", mandate="window-1401"),
            [{"change": "deadline", "to": "1402-06-31", "mandate": "window-1401", "whom": {}}],
        ),
        (
            Assumptions(deadline="1402-06-31", of="1", groups=("ministries",)),
            [{"change": "deadline", "to": "1402-06-31", "of": 1, "whom": {"groups": ["ministries"]}}],
        ),
        (Assumptions(no_extensions=True, duty="connect"), [{"change": "no_extension", "whom": {}, "duty": "connect"}]),
        (
            Assumptions(exempt=True, agencies=("sanjesh",), mandate="m", start="1402-01-01", until="1402-02-31"),
            [
                {
                    "change": "exempted",
                    "mandate": "m",
                    "whom": {"agencies": ["sanjesh"]},
                    "from": "1402-01-01",
                    "until": "1402-02-31",
                }
            ],
        ),
        (Assumptions(not_exempt=True), [{"change": "not_exempted", "whom": {}}]),
        (
            Assumptions(threshold=(("share_percent", 50), ("grade", None)), limits=(("at_risk_days", 0),)),
            [
                {"change": "threshold", "share_percent": 50, "whom": {}},
                {"change": "limits", "at_risk_days": 0, "whom": {}},
            ],
        ),
        (
            Assumptions(counted=(("connected", "full"),)),
            [{"change": "definition", "of": "connected", "counts": "full"}],
        ),
    ],
)
def test_options_are_changes(assumed: Assumptions, entries: list[dict[str, object]]) -> None:
    assert assumed.document() == {"form": FORM, "changes": entries}
    assert len(read_changes(assumed.document())) == len(entries)


def test_what_is_wrong_with_an_option_is_found_as_in_a_file() -> None:
    with pytest.raises(ChangesInvalid) as refused:
        read_changes(Assumptions(deadline="1402-06-31", of="latest").document())
    assert refused.value.problems[0].startswith("change 1 (deadline): of: ")

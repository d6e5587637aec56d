"""Hypothesis strategies of rows as the registry holds them: their texts are clean."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from mohlat_contracts.provinces import PROVINCES
from pydantic import ValidationError

from services.calendar.civil import start_of_day
from services.registry.entries.agencies import AgencyEntry
from services.registry.entries.certificates import CertificateEntry
from services.registry.entries.contacts import ContactEntry
from services.registry.entries.law import InstrumentEntry
from services.registry.entries.services import ServiceEntry
from services.registry.rules.persian import clean
from services.registry.tables import ImportKind

tried = settings(derandomize=True, deadline=None, database=None)
"""The same examples in every run, however slow the machine."""


def valid(form: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def build(values: dict[str, Any]) -> Any:
        try:
            return form(**values)
        except ValidationError:
            return None

    return st.fixed_dictionaries(fields).map(build).filter(lambda entry: entry is not None)


NAMES = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="'=+-@＝\"\\,;\t‌یکأ_x0041 0", min_size=1, max_size=12),
    st.sampled_from(
        ["=1+1", "'=1", "''-x", "+98", "@a", "-", "'", "_x0041_", "_x005F_", "1e5", "TRUE", "0012", "#N/A"]
    ),
).map(clean)
AGENCY_CODES = st.one_of(
    st.from_regex(r"\A[a-z0-9][a-z0-9-]{1,39}\Z"), st.sampled_from(["0012", "1-2", "1e5", "2022-09-23"])
)
CODES = st.one_of(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,49}\Z"), st.sampled_from(["0", "007", "1.0", "TRUE"]))
EMAILS = st.one_of(
    st.from_regex(r"\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,9}@[a-z0-9-]{1,9}(\.[a-z]{2,3}){0,2}\Z"),
    st.sampled_from(["=1@a.example", "'=1@a.example", "+a@a.example", "-@b"]),
)
INSTANTS = st.one_of(
    st.none(),
    st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.dates(date(1900, 1, 2), date(2199, 12, 30)).map(start_of_day),
)
ROWS: dict[ImportKind, st.SearchStrategy[Any]] = {
    "agencies": st.lists(
        valid(
            AgencyEntry,
            code=AGENCY_CODES,
            name_fa=NAMES,
            name_en=NAMES,
            group=CODES,
            kind=st.sampled_from(["core", "affiliated", "sandbox"]),
            parent=st.none() | AGENCY_CODES,
            province=st.none() | st.sampled_from(sorted(PROVINCES)),
            synthetic=st.booleans(),
            founded=INSTANTS,
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda entry: entry.code,
    ),
    "services": st.lists(
        valid(
            ServiceEntry,
            agency=AGENCY_CODES,
            code=CODES,
            name_fa=NAMES,
            name_en=NAMES,
            high_use=st.booleans(),
            yearly_use=st.none() | st.integers(0, 10**12),
            effective_from=INSTANTS,
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda entry: (entry.agency, entry.code.casefold()),
    ),
    "contacts": st.lists(
        valid(
            ContactEntry,
            agency=AGENCY_CODES,
            name=NAMES,
            email=EMAILS,
            job=st.sampled_from(["head", "technical"]),
            language=st.sampled_from(["fa", "en"]),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda entry: (entry.agency, entry.email.casefold()),
    ),
    "certificates": st.lists(
        valid(
            CertificateEntry,
            agency=AGENCY_CODES,
            service=CODES,
            level=st.sampled_from(["information_only", "partly_online", "fully_online"]),
            certified_from=INSTANTS,
            certified_until=INSTANTS,
            certifier=NAMES,
            instrument=valid(
                InstrumentEntry,
                number=NAMES,
                date=st.dates(date(1900, 1, 2), date(2199, 12, 30)),
                issuer=NAMES,
                document=st.none() | st.from_regex(r"\A[0-9a-f]{64}\Z"),
            ),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda entry: (entry.agency, entry.service.casefold()),
    ),
}

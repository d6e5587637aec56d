"""What follows from what a change wrote: one record per agency holds all that the change says of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from mohlat_contracts import Event

from services.registry import outbox
from services.registry.book.contents import (
    AgencyContent,
    CertificationContent,
    Content,
    ExemptionContent,
    GroupContent,
    KeyContent,
    MandateContent,
    ServiceContent,
)
from services.registry.book.entities import group as group_entity
from services.registry.book.referrals import ReferralContent
from services.registry.book.timeline import standing
from services.registry.events import Fact, event
from services.registry.facts import (
    agency_data,
    certification_data,
    exemption_data,
    key_data,
    referral_data,
    services_data,
)
from services.registry.pace import STEP, in_steps
from services.registry.revisions import Book, find, placed
from services.registry.saying.bindings import duties_of
from services.registry.saying.everybody import say_mandate


class Speech:
    """Collects facts by agency, in the order in which they are said."""

    def __init__(self, known_at: datetime) -> None:
        self._known_at = known_at
        self._facts: dict[str, list[Event]] = defaultdict(list)

    def say(self, fact: Fact) -> None:
        self._facts[fact.agency].append(event(fact, self._known_at))

    def records(self) -> Iterator[dict[str, list[Event]]]:
        """A record for each agency, ordered by agency, a few hundred at a time."""
        agencies = sorted(self._facts)
        for start in range(0, len(agencies), STEP):
            yield {agency: self._facts[agency] for agency in agencies[start : start + STEP]}


async def say(book: Book, number: int, known_at: datetime) -> None:
    """Write to the outbox what follows from what the book was given."""
    speech = Speech(known_at)
    written = [content for _, content in sorted(book.written.items(), key=lambda item: item[0][:2])]
    agencies = [content for content in written if isinstance(content, AgencyContent)]
    await _say_agencies(speech, book, written, agencies, number, known_at)
    await _say_services(speech, book, written, number, known_at)
    for duty in await duties_of(book, agencies, number, known_at):
        speech.say(duty)
    for content in written:
        if isinstance(content, ExemptionContent):
            speech.say(exemption_data(content, number))
        elif isinstance(content, CertificationContent):
            speech.say(certification_data(content, number))
        elif isinstance(content, KeyContent):
            speech.say(key_data(content, number))
        elif isinstance(content, ReferralContent):
            speech.say(referral_data(content, number))
    for records in speech.records():
        await outbox.write(book.session, outbox.fact_rows(records, known_at))
    for content in written:
        if isinstance(content, MandateContent):
            await say_mandate(book, content, number, known_at)


async def _say_agencies(
    speech: Speech,
    book: Book,
    written: Sequence[Content],
    agencies: list[AgencyContent],
    number: int,
    known_at: datetime,
) -> None:
    """An agency that was written, or whose group was renamed."""
    spoken = {agency.code: agency for agency in agencies}
    for content in written:
        if isinstance(content, GroupContent) and book.before.get(group_entity(content.code)) is not None:
            members = await find(book.session, "agency", matching=placed(group=content.code))
            for code, member in members.items():
                assert isinstance(member.content, AgencyContent)  # noqa: S101 - the kind says so
                if standing(member.content.place, known_at).group == content.code:
                    spoken.setdefault(code, member.content)
    groups = {group.code: group for group in await book.all(GroupContent)} if spoken else {}
    async for agency in in_steps(spoken.values()):
        speech.say(agency_data(agency, groups[standing(agency.place, known_at).group], number, known_at))


async def _say_services(
    speech: Speech, book: Book, written: Sequence[Content], number: int, known_at: datetime
) -> None:
    owners = sorted({content.agency for content in written if isinstance(content, ServiceContent)})
    for owner, services in (await book.of_agencies(ServiceContent, owners)).items():
        speech.say(services_data(owner, services, number, known_at))

"""A topic that keeps its writers' timestamps: who is alive could not be told from it."""

from datetime import UTC, datetime

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from mohlat_contracts.clock import TickData

from services.connector.evidence import EvidenceLog, ForeignClock
from services.plumbing.publisher import Publisher
from tests.stacks import Broker

AT = datetime(2023, 6, 14, tzinfo=UTC)


@pytest.mark.parametrize("kept", ["CreateTime", "LogAppendTime"])
async def test_the_log_breaks_with_the_first_record_of_a_topic_that_keeps_its_writers_clocks(
    kafka: Broker, topic_prefix: str, kept: str
) -> None:
    topic = f"{topic_prefix}evidence"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, 1, 1, topic_configs={"message.timestamp.type": kept})])
    finally:
        await admin.close()
    async with Publisher(kafka.bootstrap_servers, partitions=1) as publisher:
        log = EvidenceLog(publisher, topic, "connector-1")
        await log.tick({0: TickData(writer="connector-1", epoch=1, open_from=AT, open_to=AT)})
    if kept == "LogAppendTime":
        assert not log._broken.done()
        return
    with pytest.raises(ForeignClock, match=r"LogAppendTime"):
        await log.broken()

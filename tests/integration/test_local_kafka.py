"""A real Apache Kafka: what is acknowledged is read back, also after the broker was killed."""

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.kafka import Kafka
from tests.stacks import Broker

LARGE = b"x" * (2 * 1024 * 1024 - 1024)


async def create_topic(servers: str, name: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        config = {"max.message.bytes": str(2 * 1024 * 1024)}
        await admin.create_topics([NewTopic(name, num_partitions=3, replication_factor=1, topic_configs=config)])
    finally:
        await admin.close()


async def produce(servers: str, topic: str, *values: bytes) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=servers, acks="all", enable_idempotence=True, max_request_size=2 * 1024 * 1024
    ) as producer:
        for value in values:
            await producer.send_and_wait(topic, value, key=b"agency", headers=[("known_at", b"2023-06-14T20:30:00Z")])


async def consume(servers: str, topic: str, count: int) -> list[bytes]:
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=servers, auto_offset_reset="earliest", max_partition_fetch_bytes=2 * 1024 * 1024
    ) as consumer:
        return [(await consumer.getone()).value for _ in range(count)]


async def test_what_was_acknowledged_is_read_back(kafka: Broker, topic_prefix: str) -> None:
    topic = f"{topic_prefix}round-trip"
    await create_topic(kafka.bootstrap_servers, topic)
    await produce(kafka.bootstrap_servers, topic, "مهلت".encode(), b"second")
    assert await consume(kafka.bootstrap_servers, topic, 2) == ["مهلت".encode(), b"second"]


async def test_a_record_of_nearly_two_mebibytes_passes(kafka: Broker, topic_prefix: str) -> None:
    topic = f"{topic_prefix}large"
    await create_topic(kafka.bootstrap_servers, topic)
    await produce(kafka.bootstrap_servers, topic, LARGE)
    assert await consume(kafka.bootstrap_servers, topic, 1) == [LARGE]


async def test_an_unknown_topic_is_not_created_by_asking(kafka: Broker, topic_prefix: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap_servers) as producer:
        await producer.client.fetch_all_metadata()
        producer.client.add_topic(f"{topic_prefix}nowhere")
        await producer.client.force_metadata_update()
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers)
    await admin.start()
    try:
        assert f"{topic_prefix}nowhere" not in await admin.list_topics()
    finally:
        await admin.close()


async def test_a_killed_broker_comes_back_on_its_port_with_every_acknowledged_record(own_kafka: Kafka) -> None:
    await create_topic(own_kafka.bootstrap_servers, "kept")
    await produce(own_kafka.bootstrap_servers, "kept", b"before")
    own_kafka.kill()
    own_kafka.start()
    await produce(own_kafka.bootstrap_servers, "kept", b"after")
    assert await consume(own_kafka.bootstrap_servers, "kept", 2) == [b"before", b"after"]

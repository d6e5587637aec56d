"""The Faust application: settings, source topics, the table of cases."""

from pathlib import Path
from typing import Any

import faust
from mohlat_contracts import topics
from mohlat_contracts.topics import MAX_RECORD_BYTES

from services.auditor.worker.table import JoiningTable
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import topic_name

MIB = 1024 * 1024
VERSION = 2
"""Of what the table holds. Under a new one everything is read and judged again, from the beginning of the topics."""
CHANGELOG = f"mohlat-auditor-cases-v{VERSION}-changelog"
CHANGELOG_CONFIG = {
    "max.message.bytes": str(MAX_RECORD_BYTES),
    # What is not compacted yet is read in vain by whoever recovers on an empty disk.
    "segment.bytes": str(64 * MIB),
    "min.cleanable.dirty.ratio": "0.2",
}


def build_app(settings: ProcessSettings, state_dir: Path) -> faust.App:
    """A Faust app that serves no web pages and declares none of Mohlat's own topics."""
    name = f"{settings.topic_prefix}mohlat-auditor"
    datadir = state_dir / name
    datadir.mkdir(parents=True, exist_ok=True)
    return faust.App(
        name,
        version=VERSION,
        broker=[f"kafka://{server}" for server in settings.kafka_bootstrap_servers.split(",")],
        store="rocksdb://?driver=rocksdict",
        datadir=str(datadir),
        topic_partitions=settings.partitions,
        topic_replication_factor=1,
        topic_allow_declare=True,
        topic_disable_leader=True,
        Table=JoiningTable,
        web_enabled=False,
        broker_max_poll_records=500,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        broker_commit_interval=1.0,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=MAX_RECORD_BYTES,
        producer_acks=-1,
        producer_linger=0.005,
        producer_max_request_size=MAX_RECORD_BYTES,
        stream_wait_empty=True,
        stream_buffer_maxsize=500,
        stream_recovery_delay=0.0,
        table_standby_replicas=0,
        cython_optimizations=True,
    )


def source(app: faust.App, settings: ProcessSettings) -> Any:
    """Registry and evidence as one stream of raw records, so that a case meets both in one place."""
    return app.topic(
        topic_name(settings.topic_prefix, topics.REGISTRY),
        topic_name(settings.topic_prefix, topics.EVIDENCE),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        partitions=settings.partitions,
        allow_empty=True,
    )


def cases_table(app: faust.App, settings: ProcessSettings) -> JoiningTable:
    """Cases by agency code, and each partition's time under `@<partition>`; the changelog is compacted only."""
    changelog = app.topic(
        settings.topic_prefix + CHANGELOG,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        partitions=settings.partitions,
        compacting=True,
        deleting=False,
        config=CHANGELOG_CONFIG,
        internal=True,
    )
    table: Any = app.Table(
        "cases",
        partitions=settings.partitions,
        key_type=bytes,
        value_type=bytes,
        changelog_topic=changelog,
        options={"block_cache_size": 64 * MIB, "write_buffer_size": 8 * MIB, "target_file_size_base": 8 * MIB},
    )
    made: JoiningTable = table
    return made

"""Settings every process reads from its environment; services add their own by inheriting."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ProcessSettings(BaseSettings):
    """Read once, in the entry module, and passed on.

    Attributes:
        kafka_bootstrap_servers: `host:port`, comma-separated.
        database_url: `postgresql://user@host:port/name`.
        topic_prefix: put before every topic, consumer group and application id; isolates stacks on one broker.
        partitions: partition count of every topic; checked at start.
        clock: `system`, or `simulated` when a player moves the domain clock.
        trusted_proxies: addresses and networks, comma-separated, of the proxies before this process; of anybody else
            X-Forwarded-For and X-Forwarded-Proto are not believed.
        connections: that are held at once; one more is answered 503.
        state_dir: where a process keeps what it can rebuild (RocksDB).
    """

    model_config = SettingsConfigDict(env_prefix="MOHLAT_", extra="ignore", populate_by_name=True)

    kafka_bootstrap_servers: str = Field(default="127.0.0.1:9092", validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    database_url: str = "postgresql://127.0.0.1:5432/mohlat"
    topic_prefix: str = ""
    partitions: int = Field(default=6, ge=1)
    clock: Literal["system", "simulated"] = "system"
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8000, ge=0, le=65535)
    trusted_proxies: str = ""
    connections: int = Field(default=4_000, ge=1)
    state_dir: Path = Path(".mohlat/state")
    log_level: str = "INFO"

    @property
    def simulated(self) -> bool:
        return self.clock == "simulated"

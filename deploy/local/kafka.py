"""One real Apache Kafka node (KRaft, broker and controller in one) on the loopback interface."""

import subprocess
from pathlib import Path

from aiokafka.client import AIOKafkaClient

from deploy.local import jars
from deploy.local.daemons.blocking import blocking, succeeds
from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, answers, free_port
from deploy.local.daemons.server import Server
from deploy.local.paths import LOCAL

MAX_MESSAGE_BYTES = 2 * 1024 * 1024
# A quick start matters more here than the last word in throughput.
JVM = ("java", "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{jars.LIBS}/*")

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers={host}:{controller_port}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
message.max.bytes={max_bytes}
replica.fetch.max.bytes={max_bytes}
fetch.max.bytes=57671680
# One node: nothing to replicate to, and few partitions for its own topics start faster.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# After a kill the node waits for its own old session to expire before it may register again.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
# Fault tests wait for a session to expire.
group.min.session.timeout.ms=1000
"""


class Kafka(Server):
    """A broker with its own data folder.

    Args:
        folder: keeps configuration and data of this node.
        log: the node's log file; in `folder` when None.
        port: the broker's; a free one when None.
        controller_port: the controller's; a free one when None.
    """

    name = "Apache Kafka"

    def __init__(
        self, folder: Path, log: Path | None = None, port: int | None = None, controller_port: int | None = None
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.bootstrap_servers = f"{LOOPBACK}:{self.port}"
        self.controller_port = controller_port or free_port()
        self._differing: dict[str, str] = {}
        self._properties = folder / "server.properties"
        log4j = f"-Dlog4j2.configurationFile={LOCAL / 'log4j2.properties'}"
        command = [*JVM, log4j, "kafka.Kafka", str(self._properties)]
        self.daemon = Daemon("kafka", command, log or folder / "kafka.log")

    def prepare(self) -> None:
        """Jars, configuration, and a formatted data folder."""
        jars.install()
        self._configure()
        self._format()

    def _configure(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = PROPERTIES.format(
            host=LOOPBACK,
            port=self.port,
            controller_port=self.controller_port,
            data=self.folder / "data",
            max_bytes=MAX_MESSAGE_BYTES,
        )
        # Of two lines about one property the later one counts.
        self._properties.write_text(properties + "".join(f"{name}={v}\n" for name, v in self._differing.items()))

    def _format(self) -> None:
        """Give the data folder its cluster id; a formatted one is left alone."""
        tool = [*JVM, "kafka.tools.StorageTool", "format", "--ignore-formatted"]
        if "controller" in self._differing.get("process.roles", "controller"):
            tool.append("--standalone")
        if not (self.folder / "data" / "meta.properties").exists():
            self._run([*tool, "-t", "bW9obGF0LWxvY2FsLTAwMQ", "-c", str(self._properties)])

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise RuntimeError(f"Kafka's storage tool failed: {done.stdout}{done.stderr}")

    def is_ready(self) -> bool:
        """Whether the broker answers a metadata request, itself among the live brokers."""
        return answers(self.port) and blocking(succeeds(self._metadata(), limit=5.0))

    def member_of(self, first: "Kafka", node_id: int) -> None:
        """Make it a broker of the cluster that `first` leads; before the first start."""
        self._differing |= {
            "process.roles": "broker",
            "node.id": str(node_id),
            "controller.quorum.bootstrap.servers": f"{LOOPBACK}:{first.controller_port}",
            "listeners": f"PLAINTEXT://{LOOPBACK}:{self.port}",
        }

    def also_listen(self, name: str, port: int, advertised: int) -> None:
        """A second listener, whose clients are told to find this node at `advertised`; before the first start."""
        listeners = self._differing.get(
            "listeners", f"PLAINTEXT://{LOOPBACK}:{self.port},CONTROLLER://{LOOPBACK}:{self.controller_port}"
        )
        self._differing |= {
            "listeners": f"{listeners},{name}://{LOOPBACK}:{port}",
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{self.port},{name}://{LOOPBACK}:{advertised}",
            "listener.security.protocol.map": f"CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,{name}:PLAINTEXT",
        }

    async def _metadata(self) -> None:
        client = AIOKafkaClient(bootstrap_servers=self.bootstrap_servers)
        try:
            await client.bootstrap()
            if not client.cluster.brokers():
                raise ConnectionError("the broker is still fenced")
        finally:
            await client.close()

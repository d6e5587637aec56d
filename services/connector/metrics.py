"""What the connector counts. The names are part of its interface."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("mohlat_connector_requests_total", "Posts of evidence by what became of them", ["outcome"])
QUESTIONS = Counter("mohlat_connector_questions_total", "Questions about a standing, likewise", ["outcome"])
STANDING_READY = Gauge("mohlat_connector_standing_ready", "1 once evidence and verdicts are read up to the start")
EVENTS = Counter("mohlat_connector_events_total", "Events accepted")
PUBLISH_SECONDS = Histogram("mohlat_connector_publish_seconds", "From append to the broker's acknowledgement")
BYTES_UNDER_WAY = Gauge("mohlat_connector_bytes_under_way", "What the posts under way have claimed")
UNDER_WAY = Gauge("mohlat_connector_posts_under_way", "Posts that are being read, checked and written")
LAST_TICK = Gauge("mohlat_connector_last_tick_timestamp_seconds", "open_to of the last acknowledged tick, domain time")
DOOR_OPEN = Gauge("mohlat_connector_door_open", "1 while this replica declares the time to be open")
EPOCH = Gauge("mohlat_connector_epoch", "Epoch of this replica; it grows when it had been silent for too long")
PROBES = Counter("mohlat_connector_probes_total", "Posts of our own through the public address", ["outcome"])

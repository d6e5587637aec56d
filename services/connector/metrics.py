"""What the connector counts. The names are part of its interface."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("mohlat_connector_requests_total", "Posts of evidence by what became of them", ["outcome"])
EVENTS = Counter("mohlat_connector_events_total", "Events accepted")
PUBLISH_SECONDS = Histogram("mohlat_connector_publish_seconds", "From append to the broker's acknowledgement")
UNDER_WAY = Gauge("mohlat_connector_appends_under_way", "Appends not yet acknowledged or failed")
LAST_TICK = Gauge("mohlat_connector_last_tick_timestamp_seconds", "open_to of the last acknowledged tick, domain time")

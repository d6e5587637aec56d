"""How an agency signs a request: the profile of RFC 9421 that SDK and connector share."""

from datetime import timedelta

ALGORITHM = "ed25519"
LABEL = "mohlat"
TAG = "mohlat-evidence-v1"
COMPONENTS = ("@method", "@target-uri", "content-type", "content-digest")
"""Of a POST of events: these are covered, in this order, and then `content-encoding` when the request has one."""
QUERY_TAG = "mohlat-query-v1"
QUERY_COMPONENTS = ("@method", "@target-uri")
"""Of a signed GET, which has no body."""
LIFETIME = timedelta(minutes=5)
"""`expires` is at most this long after `created`."""
CLOCK_SKEW = timedelta(minutes=1)
"""How far ahead `created` may lie of the connector's real clock."""
AHEAD_LIMIT = timedelta(minutes=5)
"""How far an event's own time may lie ahead of its arrival, by the domain clock."""

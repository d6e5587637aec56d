"""How an agency signs a request: the profile of RFC 9421 that SDK and connector share."""

from datetime import timedelta

ALGORITHM = "ed25519"
LABEL = "mohlat"
TAG = "mohlat-evidence-v1"
COMPONENTS = ("@method", "@target-uri", "content-type", "content-digest")
"""Must all be covered; `content-encoding` too when the request has one."""
LIFETIME = timedelta(minutes=5)
"""`expires` is at most this long after `created`."""
CLOCK_SKEW = timedelta(minutes=1)
"""How far ahead `created` may lie of the connector's real clock."""
AHEAD_LIMIT = timedelta(minutes=5)
"""How far an event's own time may lie ahead of its arrival, by the domain clock."""

"""The language in which the parts of Mohlat speak: events, topics and their codec.

Everything here is data. Nothing opens a socket or a file, reads a clock, or knows a service.
"""

from mohlat_contracts.codec import DecodedEvent, Event, MalformedBatch, decode_batch, encode_batch, read_batch

__all__ = ["DecodedEvent", "Event", "MalformedBatch", "decode_batch", "encode_batch", "read_batch"]

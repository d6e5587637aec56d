"""What the ticks of a topic say: how far its partitions are complete, and when the door was open. Pure."""

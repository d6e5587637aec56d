"""What the notifier knows, so that it can say how things stood as of any instant it still has to act on."""

"""How an agency stands, as far as the topics say: what arrived of it, and what was concluded."""

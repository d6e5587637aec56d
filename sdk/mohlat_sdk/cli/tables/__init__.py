"""Tables of services and their levels, as agencies keep them."""

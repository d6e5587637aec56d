"""The local OpenID Connect issuer: officials of fiction for demonstrations and tests. Production refuses it."""

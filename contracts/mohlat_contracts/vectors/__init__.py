"""The conformance kit: signed requests with the answers they get, made here and kept in `contracts/vectors`.

A tool of this repository, not of the published package: it needs `cryptography`.
"""

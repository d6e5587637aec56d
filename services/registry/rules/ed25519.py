"""Whether 32 bytes can be an Ed25519 public key: RFC 8032 §5.1.3, and no point of small order.

Libraries take any 32 bytes and fail only when verifying; and under a key of small order anyone can sign.
"""

import base64
import binascii

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def decode(text: str, size: int = 32) -> bytes | None:
    """So many bytes of unpadded canonical base64url, or None."""
    if len(text) != (size * 8 + 5) // 6:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.urlsafe_b64encode(raw).decode().rstrip("=") == text else None


def usable(raw: bytes) -> bool:
    """Whether the bytes are a point of the curve, canonically encoded and of large order."""
    point = _decompress(raw)
    if point is None:
        return False
    for _ in range(3):
        point = _double(*point)
    return point != (0, 1)


def _decompress(raw: bytes) -> tuple[int, int] | None:
    encoded = int.from_bytes(raw, "little")
    sign, y = encoded >> 255, encoded & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x), y


def _double(x: int, y: int) -> tuple[int, int]:
    product = D * x * x * y * y
    return (
        2 * x * y * pow(1 + product, -1, P) % P,
        (y * y + x * x) * pow(1 - product, -1, P) % P,
    )

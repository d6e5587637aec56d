"""Refusals about the keys that agencies sign with."""

from services.registry.problems.refused import Refused, Said


class KeyMalformed(Refused):
    name, status = "key-malformed", 422
    title = Said("این کلید عمومی Ed25519 معتبر نیست", "This is no usable Ed25519 public key")
    template = Said(
        "کلید عمومی باید ۳۲ بایت یک کلید Ed25519 باشد که با base64url و بدون «=» نوشته شده است.",
        "A public key is the 32 raw bytes of an Ed25519 key of large order, in base64url without padding.",
    )


class KeyTaken(Refused):
    """The key id, or the key itself, is enrolled."""

    key_id: str
    name, status = "key-taken", 409
    title = Said("این کلید پیش‌تر ثبت شده است", "The key is enrolled already")
    template = Said(
        "کلید «{key_id}» یا شناسهٔ آن پیش‌تر ثبت شده است؛ کلید و شناسهٔ تازه‌ای بسازید.",
        "The key {key_id} or its id is enrolled already; make a new key with a new id.",
    )


class KeyRevoked(Refused):
    key_id: str
    name, status = "key-revoked", 409
    title = Said("این کلید باطل شده است", "The key is revoked")
    template = Said("کلید «{key_id}» باطل شده است و دیگر به کار نمی‌آید.", "The key {key_id} is revoked for good.")


class TooManyKeys(Refused):
    agency: str
    name, status = "too-many-keys", 409
    title = Said("دستگاه دو کلید معتبر دارد", "The agency has two live keys")
    template = Said(
        "دستگاه «{agency}» هم‌زمان بیش از دو کلید معتبر نمی‌تواند داشته باشد؛ نخست یکی را باطل کنید.",
        "{agency} may hold no more than two live keys; revoke one first.",
    )


class CodeRefused(Refused):
    """Wrong, used or expired: the answer is the same, so that it tells a guesser nothing."""

    name, status = "code-refused", 403
    title = Said("کد یک‌بارمصرف پذیرفته نشد", "The one-time code is not accepted")
    template = Said("کد یک‌بارمصرف نادرست، استفاده‌شده یا منقضی است.", "The one-time code is wrong, used or expired.")


class ProofRefused(Refused):
    name, status = "proof-refused", 403
    title = Said("امضا درست نیست", "The signature does not hold")
    template = Said(
        "امضای همراه درخواست با کلیدی که باید آن را زده باشد نمی‌خواند.",
        "A signature in the request was not made by the key that should have made it.",
    )

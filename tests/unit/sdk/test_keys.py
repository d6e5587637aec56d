import base64
import stat
from pathlib import Path

import pytest
from mohlat_sdk import SigningKey, generate_key


def test_a_saved_key_is_the_same_key_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key, path = generate_key(), tmp_path / "key.pem"
    key.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    loaded = SigningKey.load(path)
    assert (loaded.public_key, loaded.key_id) == (key.public_key, key.key_id)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    generate_key().save(tmp_path / "key.pem")
    with pytest.raises(FileExistsError):
        generate_key().save(tmp_path / "key.pem")


def test_the_public_half_is_as_the_registry_takes_it() -> None:
    public = generate_key().public_key
    assert len(public) == 43
    assert len(base64.urlsafe_b64decode(public + "=")) == 32

import pytest

from services.plumbing.languages import preferred


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fa", "fa"),
        ("FA-ir", "fa"),
        ("en-GB,en;q=0.9", "en"),
        ("fa;q=0.4, en;q=0.9", "en"),
        ("en;q=0.4, fa;q=0.9", "fa"),
        ("fa, en", "fa"),
        ("en, fa", "en"),
        ("de, fr", "en"),
        ("de, fa;q=0.1", "fa"),
        ("fa;q=0", "en"),
        ("*", "en"),
        ("*;q=0.1, fa;q=0.2", "fa"),
        ("fa;q=0.9;x=1", "en"),
        ("fa;q=2, en;q=0.1", "en"),
        ("fa;q=٠٫٩", "en"),
        (",,;q=1,fa", "fa"),
        ("farsi", "en"),
    ],
)
def test_the_language_that_is_liked_best_is_spoken(accepted: str, language: str) -> None:
    assert preferred(accepted) == language

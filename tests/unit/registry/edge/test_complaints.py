import ast
from pathlib import Path
from typing import Annotated, Literal, get_args

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_core.core_schema import ErrorType

from services.registry import entries
from services.registry.api.problems.complaints import BY_TYPE, OF_VALUES, complaints
from services.registry.entries.fields import Entry, Instant, Name


class Small(Entry):
    kind: Literal["a", "b"] = "a"
    name: Name = "x"
    at: Instant | None = None
    number: Annotated[int, Field(ge=1, le=9)] = 1
    many: Annotated[tuple[int, ...], Field(max_length=2)] = ()


def reasons(**values: object) -> dict[str, tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        Small.model_validate(values)
    errors = refused.value.errors()
    both = zip(complaints(errors, "fa"), complaints(errors, "en"), strict=True)
    return {fa["field"]: (fa["reason"], en["reason"]) for fa, en in both}


@pytest.mark.parametrize(
    ("values", "field", "fa", "en"),
    [
        ({"kind": "c"}, "kind", "باید یکی از این‌ها باشد: 'a' یا 'b'", "must be one of: 'a' or 'b'"),
        ({"name": ""}, "name", "باید دست‌کم ۱ نویسه داشته باشد", "must have at least 1 characters"),
        ({"name": " "}, "name", "نباید خالی باشد", "must not be blank"),
        ({"at": 3}, "at", "باید لحظه‌ای به شکل RFC 3339 باشد", "must be an RFC 3339 instant"),
        ({"number": 10}, "number", "باید حداکثر ۹ باشد", "must be at most 9"),
        ({"number": "x"}, "number", "باید عدد صحیح باشد", "must be a whole number"),
        ({"many": [1, 2, 3]}, "many", "باید حداکثر ۲ مورد داشته باشد", "must have at most 2 items"),
        ({"more": 1}, "more", "چنین فیلدی در این درخواست تعریف نشده است", "is not a field of this request"),
    ],
)
def test_a_field_is_complained_of_in_both_languages(values: dict[str, object], field: str, fa: str, en: str) -> None:
    assert reasons(**values) == {field: (fa, en)}


def test_every_word_is_for_a_kind_of_error_that_there_is() -> None:
    assert set(BY_TYPE) <= set(get_args(ErrorType)) | {"union_tag_not_found"}


def test_every_objection_of_an_entry_is_put_in_persian() -> None:
    objections = set()
    for file in Path(entries.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ValueError":
                objections |= {each.value for each in node.args if isinstance(each, ast.Constant)}
    assert objections <= set(OF_VALUES)


def test_what_was_sent_is_not_repeated() -> None:
    class Mail(BaseModel):
        email: Annotated[str, Field(pattern="^a@b$")]

    with pytest.raises(ValidationError) as refused:
        Mail.model_validate({"email": "person@example.org"})
    assert "person" not in str(complaints(refused.value.errors(), "en"))


def test_no_more_than_fifty_are_listed() -> None:
    with pytest.raises(ValidationError) as refused:
        Small.model_validate({f"field-{n}": n for n in range(80)})
    assert len(complaints(refused.value.errors(), "fa")) == 50

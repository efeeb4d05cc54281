"""The API's description, arranged to be read: chapters of operations, and the shapes that they take and give."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Schema = Mapping[str, Any]
JSON: Final = "application/json"
PLAIN_TYPES: Final = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null",
    "object": "object",
}  # fmt: skip
FORMATS: Final = {"date": "day", "date-time": "moment"}
EXAMPLES: Final = {"text": "…", "day": "2026-05-12", "moment": "2026-05-12T10:20+01:00"}


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of what a field may hold; or the name of a shape, which `leads` to where it is written down."""

    words: str
    leads: bool = False


Kind = tuple[Part, ...]
OR: Final = Part("or")


@dataclass(frozen=True, slots=True)
class Field:
    """One named value that goes in or comes out. `place` is path, query or header; empty within a body."""

    name: str
    kind: Kind
    needed: bool
    says: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A named object of the API."""

    name: str
    says: str
    fields: tuple[Field, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program can do."""

    name: str
    method: str
    path: str
    summary: str
    says: str
    fields: tuple[Field, ...]
    body: Shape | None
    gives: tuple[tuple[int, Kind], ...]
    refusals: tuple[int, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations about one noun."""

    name: str
    operations: tuple[Operation, ...]


def chapters(description: Schema) -> list[Chapter]:
    """Every operation of an OpenAPI description, by its first tag, in the order in which it describes them."""
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            found.setdefault(said["tags"][0], []).append(_operation(description, path, method, said))
    return [Chapter(name, tuple(operations)) for name, operations in found.items()]


def shapes(description: Schema) -> list[Shape]:
    """Every named object that a field of the page leads to, by name."""
    named = description["components"]["schemas"]
    led_to = {name for name in named if f"/schemas/{name}" in json.dumps(description, default=str)}
    return [_shape(description, name) for name in sorted(led_to)]


def _operation(description: Schema, path: str, method: str, said: Schema) -> Operation:
    answers = {int(status): answer for status, answer in said["responses"].items()}
    body = said.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
    return Operation(
        name=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        says=said.get("description", ""),
        fields=tuple(_parameter(parameter) for parameter in said.get("parameters", ())),
        body=_shape(description, _named(body)) if body else None,
        gives=tuple((status, _given(answer)) for status, answer in sorted(answers.items()) if status < 400),
        refusals=tuple(sorted(status for status in answers if status >= 400)),
        example=_example(description, path, method.upper(), body),
    )


def _given(answer: Schema) -> Kind:
    body = answer.get("content", {}).get(JSON, {}).get("schema")
    return _kind(body) if body else (Part("nothing"),)


def _parameter(said: Schema) -> Field:
    schema = said["schema"]
    says = said.get("description", "") or schema.get("description", "")
    return Field(said["name"], _kind(schema), bool(said.get("required")), says, said["in"])


def _shape(description: Schema, name: str) -> Shape:
    schema = description["components"]["schemas"][name]
    needed = schema.get("required", ())
    fields = tuple(
        Field(field, _kind(said), field in needed, said.get("description", ""))
        for field, said in schema.get("properties", {}).items()
    )
    return Shape(name, schema.get("description", ""), fields, tuple(schema.get("enum", ())))


def _kind(schema: Schema) -> Kind:
    """In words: "text, at most 160 characters", "one of tell, ask-one", "list of ClaimIn"."""
    if "$ref" in schema:
        return (Part(_named(schema), leads=True),)
    if several := schema.get("anyOf") or schema.get("allOf"):
        return tuple(part for one in several for part in (OR, *_kind(one)))[1:]
    if "const" in schema:
        return (Part(f'"{schema["const"]}"'),)
    if "enum" in schema:
        return (Part("one of " + ", ".join(str(choice) or '""' for choice in schema["enum"])),)
    if schema.get("type") == "array":
        return (Part("list of"), *_kind(schema.get("items", {})))
    return (Part(", ".join([_plain(schema), *_ends(schema)])),)


def _plain(schema: Schema) -> str:
    return FORMATS.get(schema.get("format", ""), "") or PLAIN_TYPES.get(schema.get("type", ""), "anything")


def _ends(schema: Schema) -> Iterator[str]:
    if "maxLength" in schema:
        yield f"at most {schema['maxLength']} characters"
    if "minimum" in schema and "maximum" in schema:
        yield f"{schema['minimum']} to {schema['maximum']}"


def _named(schema: Schema) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[-1]


def _example(description: Schema, path: str, method: str, body: Schema | None) -> str:
    lines = [f'curl -X {method} "$DESK{path}"', '-H "Authorization: Bearer $KEY"']
    if body:
        lines += [
            "-H 'Content-Type: application/json'",
            f"-d '{json.dumps(_filled(description, body), ensure_ascii=False)}'",
        ]
    return " \\\n  ".join(lines)


def _filled(description: Schema, schema: Schema) -> Any:
    """The least that a body must hold."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        schema = description["components"]["schemas"][_named(schema)]
    if several := schema.get("anyOf") or schema.get("allOf"):
        return _filled(description, several[0])
    if "const" in schema or "enum" in schema:
        return schema.get("const") or next(choice for choice in schema["enum"] if choice)
    if schema.get("type") == "object":
        needed = schema.get("required", ())
        return {name: _filled(description, schema["properties"][name]) for name in needed}
    return {"array": [], "integer": 1, "boolean": True}.get(
        schema.get("type", ""), EXAMPLES.get(_plain(schema))
    )

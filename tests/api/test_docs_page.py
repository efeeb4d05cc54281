"""The description to read: drawn here, by our own files, for anybody; and nothing in it is left undescribed."""

import inspect
import json
import re
from collections import Counter
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from ninja import Schema
from playwright.sync_api import expect

from sentby.api import HANDLERS
from sentby.reference import chapters
from tests.api.program import Program, operations
from tests.support.browser import Visit

APPS = ("accounts", "people", "mail", "referrals", "introductions", "gratitude")
FILE = "take_in"  # whose body is a file of contacts, of any kind
NOT_BY_PROGRAMS = {
    "accounts.DeskTaken", "introductions.AlreadyPressed", "introductions.Closed", "mail.NoPermission",
    "mail.PermissionEnded",
}  # fmt: skip


@pytest.fixture
def described(ana_s: Program) -> Any:
    return ana_s("GET", "/openapi.json")


@pytest.mark.django_db
def test_every_operation_is_described(described: Any) -> None:
    names = [said["operationId"] for _, _, said in operations(described)]
    assert len(names) == len(set(names)) > 40
    for method, path, said in operations(described):
        assert said["summary"], path
        assert said["security"] == [{"PersonalKey": []}, {"SignedIn": []}], path
        statuses = set(said["responses"])
        assert {"400", "401"} <= statuses
        assert "404" in statuses or "{" not in path
        assert method == "GET" or {"403", "409", "413", "415"} <= statuses
        problems = {code: answer for code, answer in said["responses"].items() if code >= "400"}
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in problems.values())


@pytest.mark.django_db
def test_what_comes_in_is_closed_and_bounded(described: Any) -> None:
    """No body has room for what is not known, and no text or list is without an end."""
    bodies = [
        said["requestBody"]["content"]["application/json"]["schema"]
        for _, _, said in operations(described)
        if "requestBody" in said and said["operationId"] != FILE
    ]
    schemas = described["components"]["schemas"]
    waiting = [body["$ref"] for body in bodies]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop().rsplit("/", 1)[-1]
        if name in seen:
            continue
        seen.add(name)
        if "properties" in schemas[name]:
            assert schemas[name]["additionalProperties"] is False, name
        waiting += list(_loose(schemas[name], name))
    assert len(seen) > 15


def _loose(schema: Any, where: str) -> Any:
    """Every schema that is named here; a text or a list without an end goes red."""
    if isinstance(schema, list):
        for one in schema:
            yield from _loose(one, where)
    elif isinstance(schema, dict):
        _check_end(schema, where)
        yield from [schema["$ref"]] if "$ref" in schema else []
        for name in schema.keys() - {"default", "enum", "const"}:
            yield from _loose(schema[name], f"{where}.{name}")


def _check_end(schema: dict[str, Any], where: str) -> None:
    ends = {"enum", "const", "format", "maxLength", "pattern"}
    assert schema.get("type") != "string" or ends & set(schema), f"{where}: a text without an end"
    assert schema.get("type") != "array" or "maxItems" in schema, f"{where}: a list without an end"


def test_whatever_an_action_raises_is_answered() -> None:
    raised = {
        (f"{app}.{name}", kind)
        for app in APPS
        for name, kind in inspect.getmembers(import_module(f"sentby.{app}.actions"), inspect.isclass)
        if issubclass(kind, Exception) and kind.__module__.startswith("sentby.")
    }
    answered = tuple(kind for kind in HANDLERS if kind is not Exception)
    assert {name for name, kind in raised if not issubclass(kind, answered)} == NOT_BY_PROGRAMS


@pytest.mark.django_db
def test_anybody_may_read_the_description() -> None:
    assert Client().get("/api/").headers["Location"] == "/api/docs"
    page = Client().get("/api/docs")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    asked = re.findall(r'(?:src|href|action)="([^"]*)"', page.content.decode())
    assert asked and all(re.match(r"[#/](?!/)", address) for address in asked), "nobody else is asked"
    assert "<script>" not in page.content.decode() and "style=" not in page.content.decode()


@pytest.mark.django_db
def test_the_page_names_every_operation_every_field_and_every_refusal(described: Any) -> None:
    page = Client().get("/api/docs").content.decode()
    for method, path, said in operations(described):
        part = page.partition(f'id="{said["operationId"]}"')[2].partition("</details>")[0]
        assert f"curl -X {method}" in part and escape(f"$DESK{path}") in part, path
        assert all(f"<code>{parameter['name']}</code>" in part for parameter in said.get("parameters", ()))
        assert all(status in part for status in said["responses"]), path
    for name, schema in described["components"]["schemas"].items():
        fields = schema.get("properties", {})
        assert all(f"<code>{field}</code>" in page for field in fields), name


def test_each_shape_has_a_name_of_its_own() -> None:
    """Of two with one name, the description would show one only."""
    waiting, found = list(Schema.__subclasses__()), set()
    while waiting:
        shape = waiting.pop()
        waiting += shape.__subclasses__()
        found |= {shape} if shape.__module__.startswith("sentby.") else set()
    names = Counter(shape.__name__ for shape in found)
    assert len(names) > 60
    assert [name for name, number in names.items() if number > 1] == []


@pytest.mark.django_db
def test_whatever_the_page_leads_to_is_on_it() -> None:
    page = Client().get("/api/docs").content.decode()
    led_to, there = set(re.findall(r'href="#([^"]+)"', page)), re.findall(r'id="([^"]+)"', page)
    assert len(led_to) > 40 and led_to <= set(there)
    assert len(there) == len(set(there))


@pytest.mark.django_db
def test_each_example_sends_what_is_needed(described: Any) -> None:
    for chapter in chapters(described):
        for operation in chapter.operations:
            if operation.body is None:
                continue
            sent = json.loads(operation.example.partition("-d '")[2].removesuffix("'"))
            assert set(sent) == {field.name for field in operation.body.fields if field.needed}, (
                operation.name
            )


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_to_a_shape_opens_it(visit: Visit, javascript: bool) -> None:
    page = visit(javascript=javascript)
    page.goto("/api/docs")
    page.get_by_text("Pass somebody on, or record what was received").click()
    page.get_by_role("link", name="ProspectIn").first.click()
    expect(page.locator("#shape-ProspectIn table")).to_be_visible()

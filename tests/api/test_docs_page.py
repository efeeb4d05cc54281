"""The description to read: drawn here, by our own files, for anybody; and nothing in it is left undescribed."""

import inspect
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from sentby.api import HANDLERS
from tests.api.program import Program, operations
from tests.support.browser import Visit

APPS = ("accounts", "people", "mail", "referrals", "introductions", "gratitude")
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
        if "requestBody" in said
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
    page = Client().get("/api/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "//" not in page.replace("<!doctype html>", "").replace("/api/openapi.json", "")


@pytest.mark.browser
def test_the_page_is_drawn_under_the_strict_policy(visit: Visit) -> None:
    """The fixture goes red when a third party is asked, or when the content policy had to refuse something."""
    page = visit()
    page.goto("/api/docs")
    drawn = page.get_by_text("Pass somebody on, or record what was received")
    expect(drawn).to_be_visible(timeout=30_000)
    page.get_by_text("Judge facts, as `sentby grade` does").click()
    expect(page.get_by_role("button", name="Try it out")).to_be_visible()


@pytest.mark.browser
def test_without_javascript_the_file_is_named(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto("/api/docs")
    expect(page.get_by_role("link", name="/api/openapi.json")).to_be_visible()

"""Which actions somebody reaches: who refers to what, read from the source, starting at functions that answer requests."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.support.tree import ROOT

SOURCE = ROOT / "src"
Thing = Callable[..., Any]


def acts(modules: Iterable[ModuleType]) -> dict[Thing, str]:
    """The public functions of these modules that say who acts, with their names: `accounts.invite`."""
    return {
        inspect.unwrap(thing): f"{module.__name__.split('.')[1]}.{name}"
        for module in modules
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and not name.startswith("_") and thing.__module__ == module.__name__
        if "by" in inspect.signature(thing).parameters
    }


def action_modules() -> list[ModuleType]:
    """Every module of every app's actions."""
    files = [*SOURCE.glob("sentby/*/actions.py"), *SOURCE.glob("sentby/*/actions/*.py")]
    return [importlib.import_module(_dotted(file)) for file in sorted(files)]


def reached_from(starts: Iterable[Thing], known: Mapping[Thing, str]) -> set[str]:
    """The actions that these functions come to, by whatever way inside the program. What an action does itself is its own."""
    found: set[str] = set()
    seen: set[Thing] = set()
    waiting = [inspect.unwrap(start) for start in starts]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if here in known:
            found.add(known[here])
        elif _is_ours(here):
            waiting += _refers_to(here)
    return found


def pages() -> list[Thing]:
    """The views behind which a member stands: not those that are open to all, and not the API."""
    found = [pattern.callback for pattern in _patterns(get_resolver()) if not _is_api(pattern.callback)]
    return [
        view for view in found if getattr(view, "login_required", True) and _is_ours(inspect.unwrap(view))
    ]


def operations() -> list[Thing]:
    """The operations of the API."""
    from sentby.api import api

    views = [view for _, router in api._routers for view in router.path_operations.values()]
    return [operation.view_func for view in views for operation in view.operations]


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry)
        elif isinstance(entry, URLPattern):
            yield entry


def _is_api(view: Thing) -> bool:
    return str(inspect.unwrap(view).__module__).startswith("ninja")


def _is_ours(thing: Thing) -> bool:
    return str(getattr(thing, "__module__", "")).startswith("sentby.")


def _refers_to(thing: Thing) -> list[Thing]:
    """The functions and classes that the text of this one names, found where they are named from."""
    names = vars(inspect.getmodule(thing)) | _local_imports(thing)
    found = (_meant(node, names) for node in ast.walk(_tree(thing)))
    return [one for one in found if inspect.isfunction(one) or inspect.isclass(one)]


def _meant(node: ast.AST, names: Mapping[str, Any]) -> Any:
    """What a name, or a name with dots, stands for; None for what is only known when it runs."""
    if isinstance(node, ast.Name):
        return inspect.unwrap(names[node.id]) if callable(names.get(node.id)) else names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _meant(node.value, names)
        found = getattr(owner, node.attr, None) if inspect.ismodule(owner) else None
        return inspect.unwrap(found) if callable(found) else found
    return None


def _local_imports(thing: Thing) -> dict[str, Any]:
    """What is imported inside the function."""
    imports = [node for node in ast.walk(_tree(thing)) if isinstance(node, ast.ImportFrom) and node.module]
    return {
        alias.asname or alias.name: getattr(importlib.import_module(str(node.module)), alias.name)
        for node in imports
        for alias in node.names
    }


@cache
def _tree(thing: Thing) -> ast.AST:
    return ast.parse(dedent(inspect.getsource(thing)))


def _dotted(file: Path) -> str:
    parts = file.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")

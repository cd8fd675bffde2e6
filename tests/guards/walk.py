"""What the guards walk over: models, routes, source files, tasks, operations, templates."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from partners.models import PartnerOwned

ROOT = Path(__file__).resolve().parents[2]
APPS = ("partners", "finance", "hr", "payroll", "procurement")
PACKAGES = ("sharedservices", *APPS)


def owned_models() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, PartnerOwned)]


def our_models() -> list[Any]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


@dataclass(frozen=True)
class Route:
    """One address: its pattern, its name, the class or function behind it, and its arguments with their converters."""

    path: str
    name: str
    view: Any
    parameters: dict[str, str]

    @property
    def is_of_partner(self) -> bool:
        return self.path.startswith(("p/<slug:partner_code>/", "api/v1/p/<slug:partner_code>/"))

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/")

    def __str__(self) -> str:
        return f"/{self.path}"


def routes() -> list[Route]:
    return list(_routes(get_resolver().url_patterns, "", {}, ""))


def _routes(patterns: Any, before: str, parameters: dict[str, str], namespace: str) -> Iterator[Route]:
    for one in patterns:
        path = before + str(one.pattern)
        own = {
            name: type(kind).__name__ for name, kind in one.pattern.converters.items() if f"{name}>" in str(one.pattern)
        }
        names = parameters | own  # Django shares the converters of equal patterns: take those that the text names
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _routes(one.url_patterns, path, names, inner)
        elif isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", None) or getattr(one.callback, "cls", None) or one.callback
            yield Route(path, f"{namespace}{one.name or ''}", view, names)


def sources(*folders: str, tests: bool = False) -> list[Path]:
    """Return our Python files, migrations left out."""
    found = [path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts and "node_modules" not in path.parts)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(kind: str) -> list[Any]:
    """Return every module of a kind ("operations", "tasks", "rules", "states") in every app, packages walked."""
    found = []
    for app in APPS:
        if not ((ROOT / app / f"{kind}.py").exists() or (ROOT / app / kind).is_dir()):
            continue
        module = importlib.import_module(f"{app}.{kind}")
        found.append(module)
        for info in pkgutil.walk_packages(getattr(module, "__path__", []), f"{module.__name__}."):
            found.append(importlib.import_module(info.name))
    return found


def public_functions(module: Any) -> list[Any]:
    return [
        value
        for name, value in vars(module).items()
        if inspect.isfunction(inspect.unwrap(value) if callable(value) else value)
        and not name.startswith("_")
        and getattr(value, "__module__", "") == module.__name__
    ]

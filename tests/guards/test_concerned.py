"""Whatever an officer does to one person’s record refuses the officer and whoever is close to them (domain SEC-03)."""

import ast

from tests.guards.listed import CONCERNS_NOBODY_ELSE
from tests.guards.walk import ROOT, tree

REFUSING = {"refuse_oneself", "refuse_concerned", "refuse_close", "require_stranger"}
ABOUT_ONE = {
    "absence", "assignment", "bar", "block", "booking", "case", "check", "clash", "duplicate", "employment", "leave",
    "leaving", "merge", "person", "plan", "record", "starter", "suspension",
}  # fmt: skip


class Calls:
    """Which functions of the operations call which, as far as their names say."""

    def __init__(self, trees: dict[str, ast.Module]) -> None:
        self.functions = {
            f"{module}.{one.name}": one for module, code in trees.items() for one in code.body
            if isinstance(one, ast.FunctionDef)
        }  # fmt: skip
        self.named = {module: dict(imported(code)) for module, code in trees.items()}

    def of(self, name: str) -> set[str]:
        """Return what a function calls: `module.function`, or the bare name of what is not imported."""
        module = name.split(".", maxsplit=1)[0]
        known, found = self.named[module], set()
        for node in ast.walk(self.functions[name]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.add(known.get(node.func.id, f"{module}.{node.func.id}"))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                found.add(f"{known.get(owner.id, owner.id) if isinstance(owner, ast.Name) else ''}.{node.func.attr}")
        return found

    def refuses(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Return whether a function, or one that it calls, refuses whom it concerns."""
        called = self.of(name)
        if any(one.split(".")[-1] in REFUSING for one in called):
            return True
        return any(self.refuses(one, seen | {name, one}) for one in called if one in self.functions and one not in seen)

    def about_one(self) -> set[str]:
        """Return the operations that somebody does to one person’s record."""
        return {
            name for name, one in self.functions.items()
            if not one.name.startswith("_")
            and "by" in (given := {argument.arg for argument in one.args.kwonlyargs})
            and given & ABOUT_ONE
        }  # fmt: skip


def imported(code: ast.Module):
    """Return what stands for which operation or module: `from hr.operations[.module] import name`."""
    for node in ast.walk(code):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hr.operations"):
            module = node.module.removeprefix("hr.operations").removeprefix(".")
            for one in node.names:
                yield one.asname or one.name, f"{module}.{one.name}" if module else one.name


def operations() -> Calls:
    paths = sorted((ROOT / "hr" / "operations").glob("*.py"))
    return Calls({path.stem: tree(path) for path in paths})


def test_every_operation_on_one_person_refuses_whom_it_concerns_or_is_listed_with_its_reason():
    found = operations()
    silent = {name for name in found.about_one() if not found.refuses(name)}

    assert silent == set(CONCERNS_NOBODY_ELSE)


def test_a_planted_operation_is_found():
    code = ast.parse(
        "from hr.operations import dated\n"
        "def one(*, person, by): dated.refuse_oneself(person, by=by)\n"
        "def two(*, person, by): _step(person, by)\n"
        "def _step(row, by): dated.refuse_concerned(row, by=by)\n"
        "def three(*, person, by): person.save()\n"
    )
    found = Calls({"planted": code})

    assert {name for name in found.about_one() if not found.refuses(name)} == {"planted.three"}

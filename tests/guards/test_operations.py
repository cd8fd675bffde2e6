"""Operations take keywords, say their types, and say what they refuse; nothing goes round them."""

import ast
import inspect
import re

from tests.guards.listed import BUILT_STATEMENTS, MAIL_MODULES
from tests.guards.walk import APPS, modules, public_functions, relative, sources, tree


def raises(function):
    """Return whether the function's own code raises something."""
    source = ast.parse(inspect.cleandoc("\n" + inspect.getsource(inspect.unwrap(function))))
    return any(isinstance(node, ast.Raise) and node.exc is not None for node in ast.walk(source))


def acts(signature):
    """Say whether a function is an operation: somebody does it somewhere. The others are steps that several share."""
    names = set(signature.parameters)
    return "partner_id" in names or ("by" in names and any(name.endswith("_id") for name in names))


def faults(function):
    """Return what is wrong with one operation."""
    name = f"{function.__module__}.{function.__qualname__}"
    plain = inspect.unwrap(function)
    signature = inspect.signature(plain)
    found = []
    if acts(signature) and any(p.kind is not p.KEYWORD_ONLY for p in signature.parameters.values()):
        found.append(f"{name}: takes positional arguments")
    if signature.return_annotation is signature.empty or any(
        p.annotation is p.empty for p in signature.parameters.values()
    ):
        found.append(f"{name}: lacks annotations")
    text = inspect.getdoc(plain) or ""
    if not text:
        found.append(f"{name}: lacks a docstring")
    elif raises(plain) and ":raises" not in text:
        found.append(f"{name}: raises and does not say so")
    return found


def operations():
    return [one for module in modules("operations") for one in public_functions(module)]


def test_there_are_operations():
    assert operations()


def test_every_operation_keeps_the_rules():
    assert [fault for one in operations() for fault in faults(one)] == []


def test_planted_operations_are_found():
    def approve(run_id, by):
        raise ValueError

    def release(*, run_id: int) -> None:
        """Release it."""
        raise ValueError

    assert [fault.split(": ")[1] for fault in faults(approve)] == [
        "takes positional arguments",
        "lacks annotations",
        "lacks a docstring",
    ]
    assert [fault.split(": ")[1] for fault in faults(release)] == ["raises and does not say so"]


WRITES = re.compile(
    r"\.(save|delete|bulk_create|bulk_update|get_or_create|update_or_create)\(|\.objects\.(create|update)\("
)


def test_views_forms_and_interfaces_write_nothing_themselves():
    layers = {"views", "api", "forms", "views.py", "forms.py", "templatetags"}
    found = []
    for path in sources(*APPS):
        if not layers & set(path.parts):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if WRITES.search(line):
                found.append(f"{relative(path)}:{number}: {line.strip()}")

    assert found == []


SENDS = re.compile(
    r"(?<!def )\bsend_mail\(|\bEmailMessage\b|\bEmailMultiAlternatives\b|\bmail_(admins|managers)\(|\bsmtplib\b"
    r"|\bdjango\.core\.mail\b|\bdjango\.core import .*\bmail\b|\bsend_mass_mail\b|\bemail_user\(|\burllib\.request\b"
)


def test_mail_leaves_by_one_way():
    """T-HR-9: no message goes round the place that looks for a hold."""
    found = [relative(path) for path in sources(*APPS) if SENDS.search(path.read_text(encoding="utf-8"))]

    assert sorted(found) == sorted(MAIL_MODULES)


def test_only_the_operation_that_looks_for_a_hold_comes_to_the_gateway():
    found = [
        relative(path)
        for path in sources(*APPS)
        if re.search(r"partners\.gateways|from partners import gateways", path.read_text(encoding="utf-8"))
    ]

    assert found == ["partners/operations/messages.py"]


def test_letters_are_printed_in_one_place():
    """T-HR-9: no letter is laid on paper but in a batch, where the hold is looked for."""
    found = [
        relative(path)
        for path in sources(*APPS)
        if re.search(r"render_parts|letters/batch\.html", path.read_text(encoding="utf-8"))
    ]

    assert found == ["partners/operations/letters.py"]


def test_planted_ways_round_the_gateway_are_found():
    planted = ["import smtplib", "from django.core import mail", "EmailMessage(subject)", "user.email_user(x)"]

    assert [one for one in planted if not SENDS.search(one)] == []
    assert not SENDS.search("def send_mail(self, email):")


def test_raw_sql_is_never_built_from_strings():
    found = []
    for path in sources(*APPS):
        for node in ast.walk(tree(path)):
            is_execute = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
                "execute",
                "executemany",
                "raw",
            }
            if is_execute and node.args and is_built(node.args[0]):
                found.append(relative(path))

    assert set(found) == set(BUILT_STATEMENTS)


def is_built(argument):
    """Say whether a statement is put together from values; constants may be joined."""
    return any(
        isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod))
        or (isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"format", "replace"})
        for node in ast.walk(argument)
    )


def test_planted_built_statements_are_found():
    planted = ["f'SELECT {x}'", "'SELECT %s' % x", "'SELECT {}'.format(x)", "_SQL + (' FOR SHARE' if hold else '')"]

    assert [is_built(ast.parse(one).body[0].value) for one in planted] == [True, True, True, False]


def test_nothing_reads_all_partners_by_going_round_the_manager():
    found = [
        f"{relative(path)}:{node.lineno}"
        for path in sources(*APPS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "_base_manager"
    ]

    assert found == []

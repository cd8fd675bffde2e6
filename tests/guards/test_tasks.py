"""Tasks are thin, take keywords, work for one partner and go to a queue that workers consume."""

import ast
import fnmatch
import inspect
from datetime import timedelta

import yaml
from celery import current_app
from django.conf import settings

from partners.tasks import PartnerTask
from sharedservices.celery import QUEUES, Queue
from tests.guards.listed import DOORBELLS, TASKS_WITHOUT_PARTNER
from tests.guards.walk import APPS, ROOT, relative, sources

MOST_STATEMENTS = 6


def our_tasks():
    current_app.loader.import_default_modules()
    return {name: task for name, task in current_app.tasks.items() if name.split(".")[0] in APPS}


def function_of(task):
    return inspect.unwrap(task.run)


def faults(name, task, *, without_partner):
    """Return what is wrong with one task."""
    parameters = inspect.signature(function_of(task)).parameters.values()
    found = []
    if any(p.kind not in {p.KEYWORD_ONLY, p.VAR_KEYWORD} for p in parameters if p.name != "self"):
        found.append(f"{name}: takes positional arguments")
    if not any(p.kind is p.VAR_KEYWORD for p in parameters):
        found.append(f"{name}: has no **_ignored, so an old worker dies of a new caller's argument")
    if "partner_id" not in {p.name for p in parameters} and name not in without_partner:
        found.append(f"{name}: takes no partner_id")
    body = ast.parse(inspect.cleandoc("\n" + inspect.getsource(function_of(task)))).body[0].body
    statements = [one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    if sum(1 for one in statements for node in ast.walk(one) if isinstance(node, ast.stmt)) > MOST_STATEMENTS:
        found.append(f"{name}: more than {MOST_STATEMENTS} statements: move them into an operation")
    return found


def test_every_task_keeps_the_rules():
    assert [
        f for name, task in our_tasks().items() for f in faults(name, task, without_partner=TASKS_WITHOUT_PARTNER)
    ] == []


def test_no_listed_task_is_stale():
    assert TASKS_WITHOUT_PARTNER.keys() - our_tasks().keys() == set()


def test_a_planted_task_is_found():
    def greedy(run_id):
        a = run_id
        b = a
        c = b
        d = c
        e = d
        f = e
        return f

    class Planted:
        run = staticmethod(greedy)

    assert len(faults("planted", Planted, without_partner={})) == 4


def queue_of(name):
    return next(
        (r["queue"] for pattern, r in settings.CELERY_TASK_ROUTES.items() if fnmatch.fnmatch(name, pattern)), None
    )


def test_every_task_is_routed_to_a_declared_queue():
    assert [name for name in our_tasks() if queue_of(name) not in set(Queue)] == []


def test_beat_rings_tasks_that_exist():
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - our_tasks().keys() == set()


def test_what_beat_rings_expires_before_it_is_rung_again():
    late = [
        name
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
        if isinstance(entry["schedule"], timedelta)  # the others ring once a day
        and entry["schedule"].total_seconds() < 3600
        and entry.get("options", {}).get("expires", 10**6) >= entry["schedule"].total_seconds()
    ]

    assert late == []


def test_the_container_worker_consumes_every_queue():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    command = compose["services"]["worker"]["command"]

    assert set(command[command.index("--queues") + 1].split(",")) == set(Queue) == set(QUEUES.split(","))


def test_the_makefile_and_the_demonstration_consume_every_queue():
    for name in ("Makefile", "tools/demo.py"):
        text = (ROOT / name).read_text(encoding="utf-8")
        words = next(line for line in text.splitlines() if line.startswith("QUEUES"))
        listed = words.split("=", 1)[1].strip(' "')

        assert set(listed.split(",")) == set(Queue), name


def test_every_task_of_one_partner_enters_its_scope():
    """A task that takes a partner either is a PartnerTask or opens the scope in its operation, as listed here."""
    opens_it_itself = {"payroll.tasks.drain", "partners.tasks.purge"}
    loose = {
        name
        for name, task in our_tasks().items()
        if "partner_id" in inspect.signature(function_of(task)).parameters and not isinstance(task, PartnerTask)
    }

    assert loose - opens_it_itself == set()


def test_nothing_is_enqueued_inside_a_transaction():
    """`.delay(` and `.apply_async(` stand in a lambda given to on_commit, or in a listed doorbell."""
    found = set()
    for path in sources(*APPS):
        source = path.read_text(encoding="utf-8")
        for line in source.splitlines():
            if (".delay(" in line or ".apply_async(" in line) and "on_commit" not in line and path.name != "tasks.py":
                found.add(relative(path))

    assert found == set(DOORBELLS)

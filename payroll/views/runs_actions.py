"""What can be done with a run now, and why the rest cannot: read from the transition table, never repeated."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from payroll.operations.approval import WORK
from payroll.queries.run_pages_head import Deed, MoveRow, RunHead
from payroll.states import PAY_RUN, RunState
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, moment

CHAIN = ("calculate", "approve", "release")
MANY_NAMES = 3


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the run: the human being, and what they may do at the partner."""

    human: UUID
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the state of the run allows. `why_not` is empty when this reader may do it now."""

    name: str
    label: str
    hint: str
    kind: str = ""
    why_not: str = ""
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the chain of three people. `standing` is the word that is shown: Done, Next, Later, Stopped."""

    number: int
    title: str
    standing: str
    text: str
    note: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the step has been taken."""
        return self.standing == "Done"

    @property
    def is_next(self) -> bool:
        """Whether the run waits for this step."""
        return self.standing in {"Next", "Under way"}


LABELS = {
    "calculate": ("Calculate everybody", "Works out everybody in the pay group, in batches."),
    "return": ("Return to draft", "Sends the run back to be calculated again, with your reason."),
    "approve": ("Approve", "Says that these figures may be paid. They cannot change afterwards."),
    "release": ("Release for payment", "Makes the payslips final and the payment listing."),
    "cancel": ("Cancel the run", "Nobody is paid by it. This cannot be undone."),
}
NEEDS = {
    "payroll.calculate": "Only a payroll processor can do this.",
    "payroll.approve": "Only the partner’s approver can do this.",
    "payroll.release": "Only a payroll releaser can do this.",
}


def workers(run: RunHead, moves: Collection[MoveRow]) -> set[UUID]:
    """Return the human beings who had a hand in the figures, as rule PR2 sees them."""
    found = {move.human for move in moves if move.action in WORK}
    if run.processed is not None and run.processed.human is not None:
        found.add(run.processed.human)
    return found


def actions(run: RunHead, moves: Collection[MoveRow], reader: Reader) -> list[Action]:
    """Return what the run's state allows, each with the reason when this reader may not do it now."""
    found = []
    for name in allowed_actions(PAY_RUN, run.state):
        label, hint = LABELS[name]
        if name == "calculate" and run.state == RunState.CALCULATED:
            label, hint = (
                "Recalculate everybody",
                "Works out everybody again. The payslips of now stay as older versions.",
            )
        found.append(
            Action(
                name=name,
                label=label,
                hint=hint,
                kind=_kind(name, run),
                why_not=_why_not(name, run, moves, reader),
                is_next=name == next_step(run),
            )
        )
    return sorted(found, key=lambda one: (not one.is_next, bool(one.why_not)))


def next_step(run: RunHead) -> str:
    """Return the step of the chain that the run waits for; nothing when it waits for none."""
    steps = {RunState.DRAFT: "calculate", RunState.CALCULATED: "approve", RunState.APPROVED: "release"}
    return "calculate" if run.is_calculating else steps.get(RunState(run.state), "")


def _kind(name: str, run: RunHead) -> str:
    if name == "cancel":
        return "warning"
    return "" if name == next_step(run) else "secondary"


def _why_not(name: str, run: RunHead, moves: Collection[MoveRow], reader: Reader) -> str:
    """Say why this reader may not do it now; nothing when they may."""
    if run.is_calculating and name not in {"cancel", "return"}:
        return "The run is being calculated. Wait until it has finished."
    permission = PAY_RUN[name].permission
    if permission not in reader.permissions:
        return NEEDS[permission]
    if name in {"approve", "release"} and reader.human in workers(run, moves):
        verb = "approve" if name == "approve" else "release"
        return f"You worked on this run, so somebody else must {verb} it."
    if name == "release" and run.approved is not None and run.approved.human == reader.human:
        return "You approved this run, so somebody else must release it."
    return ""


def chain(run: RunHead, moves: Collection[MoveRow], names: Mapping[str, Mapping[UUID, str]]) -> list[Step]:
    """Return the three steps with who took them, or who may. `names` are people by permission and human being."""
    is_cancelled = run.state == RunState.CANCELLED
    done = {
        "calculate": run.processed if run.state != RunState.DRAFT and not run.is_calculating else None,
        "approve": run.approved,
        "release": run.released,
    }
    barred = workers(run, moves)
    steps = []
    for number, name in enumerate(CHAIN, start=1):
        title = {"calculate": "Calculate", "approve": "Approve", "release": "Release"}[name]
        deed = done[name]
        if deed is not None and deed.at is not None and not (name == "calculate" and is_cancelled and run.n_in == 0):
            steps.append(Step(number, title, "Done", deed.by, moment_of(deed)))
        elif is_cancelled:
            steps.append(Step(number, title, "Stopped", "The run was cancelled"))
        else:
            steps.append(_open_step(number, title, name, run, names[PAY_RUN[name].permission], barred))
        if name == "approve" and run.approved is not None and run.approved.human is not None:
            barred = barred | {run.approved.human}
    return steps


def _open_step(number: int, title: str, name: str, run: RunHead, names: Mapping[UUID, str], barred: set[UUID]) -> Step:
    """Return a step that nobody has taken yet, with the people who may."""
    is_next = next_step(run) == name
    if is_next and run.is_calculating:
        by = run.processed.by if run.processed else ""
        return Step(number, title, "Under way", "Being calculated", f"Started by {by}" if by else "")
    may = [full_name for human, full_name in names.items() if name == "calculate" or human not in barred]
    return Step(number, title, "Next" if is_next else "Later", _people(may, name))


def _people(names: Collection[str], name: str) -> str:
    """Say who may take a step."""
    if not names:
        return {
            "calculate": "Nobody here may calculate runs yet",
            "approve": "Nobody else here may approve it: ask your access administrator",
            "release": "Nobody else here may release it: ask your access administrator",
        }[name]
    shown = list(names)
    if len(shown) > MANY_NAMES:
        shown = [*shown[: MANY_NAMES - 1], f"{len(shown) - MANY_NAMES + 1} more people"]
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def moment_of(deed: Deed) -> str:
    """Say when something was done, in local time."""
    return moment(timezone.localtime(deed.at)) if deed.at else ""


def waits_for(run: RunHead, on: date) -> str:
    """Say in a sentence what happens next to a run."""
    if run.is_calculating:
        return "Being calculated"
    sentences = {
        RunState.DRAFT: "Waits to be calculated",
        RunState.CALCULATED: "Waits for approval",
        RunState.APPROVED: "Waits to be released",
        RunState.RELEASED: f"Paid on {day(run.pay_date)}"
        if run.pay_date <= on
        else f"To be paid on {day(run.pay_date)}",
        RunState.CANCELLED: "Cancelled",
    }
    return sentences[RunState(run.state)]

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
AGAIN = "Works out everybody again. The payslips that count now stay as older versions."
NOBODY = {
    "calculate": "Nobody here may calculate runs yet: ask your access administrator",
    "approve": "Nobody else here may approve it: ask your access administrator",
    "release": "Nobody else here may release it: ask your access administrator",
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


def actions(run: RunHead, moves: Collection[MoveRow], reader: Reader, *, is_held_up: bool = False) -> list[Action]:
    """Return what the run's state allows, the next step first, each with the reason when this reader may not do it now.

    `is_held_up`: a calculation waits for nothing but batches that have failed.
    """
    found = [
        Action(
            name=name,
            label=_label(name, run),
            hint=AGAIN if _is_again(name, run) else LABELS[name][1],
            kind="" if name == next_step(run) else "secondary",
            why_not=_why_not(name, run, moves, reader, is_held_up=is_held_up),
            is_next=name == next_step(run),
        )
        for name in allowed_actions(PAY_RUN, run.state)
    ]
    return sorted(found, key=lambda one: (bool(one.why_not), not one.is_next))


def next_step(run: RunHead) -> str:
    """Return the step of the chain that the run waits for; nothing when it waits for none."""
    steps = {RunState.DRAFT: "calculate", RunState.CALCULATED: "approve", RunState.APPROVED: "release"}
    return "calculate" if run.is_calculating else steps.get(RunState(run.state), "")


def _is_again(name: str, run: RunHead) -> bool:
    return name == "calculate" and (run.state == RunState.CALCULATED or run.is_calculating)


def _label(name: str, run: RunHead) -> str:
    return "Recalculate everybody" if _is_again(name, run) else LABELS[name][0]


def _why_not(name: str, run: RunHead, moves: Collection[MoveRow], reader: Reader, *, is_held_up: bool) -> str:
    """Say why this reader may not do it now; nothing when they may."""
    permission = PAY_RUN[name].permission
    if permission not in reader.permissions:
        return NEEDS[permission]
    if run.is_calculating and name != "cancel" and (name == "approve" or not is_held_up):
        return "The run is being calculated. Wait until it has finished."
    if name in {"approve", "release"} and reader.human in workers(run, moves):
        return f"You worked on this run, so somebody else must {name} it."
    if name == "release" and run.approved is not None and run.approved.human == reader.human:
        return "You approved this run, so somebody else must release it."
    return ""


def chain(
    run: RunHead, moves: Collection[MoveRow], names: Mapping[str, Mapping[UUID, str]], reader: Reader
) -> list[Step]:
    """Return the three steps with who took them, or who may. `names` are people by permission and human being."""
    barred = workers(run, moves)
    approver = run.approved.human if run.approved is not None else None
    may = {
        "calculate": names[PAY_RUN["calculate"].permission],
        "approve": _without(names[PAY_RUN["approve"].permission], barred),
        "release": _without(names[PAY_RUN["release"].permission], barred | ({approver} if approver else set())),
    }
    return [_step(number, name, run, may[name], reader) for number, name in enumerate(CHAIN, start=1)]


def _without(names: Mapping[UUID, str], barred: Collection[UUID]) -> dict[UUID, str]:
    return {human: name for human, name in names.items() if human not in barred}


def _step(number: int, name: str, run: RunHead, may: Mapping[UUID, str], reader: Reader) -> Step:
    """Return one step of the chain."""
    title = name.capitalize()
    deed = _deed(name, run)
    if deed is not None:
        return Step(number, title, "Done", deed.by, moment_of(deed))
    if run.state == RunState.CANCELLED:
        return Step(number, title, "Stopped", "The run was cancelled")
    if run.is_calculating and name == "calculate":
        by = run.processed.by if run.processed else ""
        return Step(number, title, "Under way", "Being calculated", f"Started by {by}" if by else "")
    people = [f"{full_name} (you)" if human == reader.human else full_name for human, full_name in may.items()]
    return Step(number, title, "Next" if next_step(run) == name else "Later", _people(people, name))


def _deed(name: str, run: RunHead) -> Deed | None:
    """Return who took a step, when it has been taken and stands."""
    is_calculated = run.state != RunState.DRAFT and not run.is_calculating and run.n_in > 0
    deed = {
        "calculate": run.processed if is_calculated else None,
        "approve": run.approved,
        "release": run.released,
    }[name]
    return deed if deed is not None and deed.at is not None else None


def _people(names: Collection[str], name: str) -> str:
    """Say who may take a step."""
    if not names:
        return NOBODY[name]
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
    if run.state == RunState.RELEASED:
        return f"{'Paid' if run.pay_date <= on else 'To be paid'} on {day(run.pay_date)}"
    return {
        RunState.DRAFT: "Waits to be calculated",
        RunState.CALCULATED: "Waits for approval",
        RunState.APPROVED: "Waits to be released",
        RunState.CANCELLED: "Cancelled",
    }[RunState(run.state)]

"""The named rules of a pay run. Operations check them after they have locked the run; messages come from here."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from payroll.states import RunState
from sharedservices.common.errors import DomainError


class RunRuleBroken(DomainError):
    """A rule of pay runs forbids it. `code` is the rule."""

    code = ""


class Settled(NamedTuple):
    """A run as the rules on order see it: its place in the calendar and where it stands."""

    label: str
    order: tuple[object, ...]
    state: str


class PR1(RunRuleBroken):
    """The runs of a pay group in a tax year are settled in the order of their pay dates.

    Tax is cumulative: each payslip starts from the year-to-date figures that the run before left at its release.

    Source: Income Tax (Pay As You Earn) Regulations 2003, reg 23 (tax by the cumulative basis).
    """

    code = "PR1"

    @classmethod
    def check(cls, this: Settled, others: list[Settled]) -> None:
        """Refuse while an earlier run is open, or when a later one has been released. :raises PR1: then."""
        for other in others:
            if other.order < this.order and other.state not in {RunState.RELEASED, RunState.CANCELLED}:
                raise cls(
                    f"{other.label} comes first and is {other.state.lower()}.",
                    remedy="Release or cancel the earlier run, then calculate this one.",
                )
            if other.order > this.order and other.state == RunState.RELEASED:
                raise cls(
                    f"{other.label} has been released and comes after this run.",
                    remedy="Cancel this run and pay what is missing in a supplementary run of the latest period.",
                )


class PR2(RunRuleBroken):
    """Who works on a run, who approves it and who releases it are three different human beings.

    Two logins of one person count as one person.

    Source: house policy on separation of duties (domain SEC-04, maker and checker).
    """

    code = "PR2"
    is_refusal = True

    @classmethod
    def check(cls, human: UUID, *, workers: set[UUID], approver: UUID | None = None) -> None:
        """Refuse somebody who had a hand in the run before. :raises PR2: then."""
        if human in workers:
            raise cls("You worked on this run, so somebody else has to check it.", remedy="Ask a colleague.")
        if approver is not None and human == approver:
            raise cls("You approved this run, so somebody else has to release it.", remedy="Ask a payroll releaser.")


class PR3(RunRuleBroken):
    """Everybody in a run is calculated, quarantined or excluded, and the three add up, before it is approved.

    Source: house policy: nobody is forgotten (architecture section 12).
    """

    code = "PR3"

    @classmethod
    def check(cls, *, is_calculating: bool, n_pending: int, n_in: int, n_settled: int) -> None:
        """Refuse a run that is not finished, or whose counts do not add up. :raises PR3: then."""
        if is_calculating or n_pending:
            raise cls(
                "The run is still being calculated.",
                remedy="Wait until it has finished. If a batch has failed, recalculate the batch.",
            )
        if n_in != n_settled:
            raise cls(
                f"{n_in:,} are in the run, but only {n_settled:,} are accounted for.", remedy="Calculate the run again."
            )


class PR4(RunRuleBroken):
    """What is released is exactly what was approved: the hash of the payslips is worked out again and compared.

    Source: house policy on separation of duties (domain SEC-04: approval covers the content, not the name).
    """

    code = "PR4"

    @classmethod
    def check(cls, *, approved: str, now: str) -> None:
        """Refuse when the payslips are not those that were approved. :raises PR4: then."""
        if not approved or approved != now:
            raise cls(
                "The payslips are not those that were approved.",
                remedy="Cancel the run and make a new one, and tell the system’s operators.",
            )


class PR5(RunRuleBroken):
    """A run is approved and released only on the figures that are in force: nothing has moved underneath it.

    Year-to-date figures, what was paid in the same earnings period, and the monthly inputs that it pays are as they
    were when it was calculated.

    Source: Income Tax (Pay As You Earn) Regulations 2003, reg 23; Social Security (Contributions) Regulations 2001,
    reg 14 (aggregation of earnings paid in one earnings period).
    """

    code = "PR5"

    @classmethod
    def check(cls, *, year_to_date: int, same_period: int, inputs: int) -> None:
        """Refuse when so many payslips stand on figures that have changed. :raises PR5: then."""
        for number, what in (
            (year_to_date, "start from year-to-date figures that have changed"),
            (same_period, "do not know of pay that another run has released for the same period"),
            (inputs, "pay a monthly input that is no longer approved or has been paid"),
        ):
            if number:
                raise cls(f"{number:,} payslips {what}.", remedy="Return the run to draft and calculate it again.")


class PR6(RunRuleBroken):
    """Every employment that is paid has a bank account in force when the run is released.

    Source: house policy: pay is paid by credit transfer (domain PRO-02).
    """

    code = "PR6"

    @classmethod
    def check(cls, employee_numbers: list[str]) -> None:
        """Refuse when somebody who is paid has no account. :raises PR6: then."""
        if employee_numbers:
            shown = ", ".join(employee_numbers[:5]) + (" and others" if len(employee_numbers) > 5 else "")
            raise cls(
                f"There is no bank account to pay {shown}.",
                remedy="Enter the bank account of each of them, then release the run.",
            )


class PR7(RunRuleBroken):
    """One run is calculated by one version of the calculation and of the rates.

    Source: house policy: a payslip can be worked out again years later (architecture section 3).
    """

    code = "PR7"

    @classmethod
    def check(cls, *, run: tuple[str, str], now: tuple[str, str]) -> None:
        """Refuse to mix versions in one run. :raises PR7: when they differ."""
        if run != now:
            raise cls(
                "The calculation or its rates have been updated since this run was calculated.",
                remedy="Calculate the whole run again.",
            )


class PR8(RunRuleBroken):
    """A run is settled or worked on, never both: nothing is changed while it is being calculated.

    Source: house policy (architecture section 5: lock first, check second).
    """

    code = "PR8"

    @classmethod
    def check(cls, *, is_busy: bool) -> None:
        """Refuse while batches wait or run. :raises PR8: then."""
        if is_busy:
            raise cls("The run is being calculated.", remedy="Wait until it has finished, then try again.")


class PR9(RunRuleBroken):
    """What is decided is what the decider had in front of them: state, calculation and hash of the payslips.

    Source: house policy on separation of duties (domain SEC-04: approval covers the content; an edit voids it).
    """

    code = "PR9"

    @staticmethod
    def mark(*, state: str, calculation: int, results_hash: str) -> str:
        """Return what a page carries to say which content it showed."""
        return f"{state}.{calculation}.{results_hash}"

    @classmethod
    def check(cls, *, seen: str | None, now: str) -> None:
        """Refuse a decision about what has changed since. None: decided on what stands. :raises PR9: then."""
        if seen is not None and seen != now:
            raise cls("The run has changed since you opened this page.", remedy="Look at it as it is now, then decide.")


class PR10(RunRuleBroken):
    """Nobody is paid who needs a right to work and has none on the pay date, or whose permission has ended undecided.

    Source: Immigration, Asylum and Nationality Act 2006 s 15 (domain HR-06: pre-payroll gate).
    """

    code = "PR10"

    @classmethod
    def check(cls, employee_numbers: list[str]) -> None:
        """Refuse while the run would pay such people. There is no exception. :raises PR10: then."""
        if employee_numbers:
            shown = ", ".join(employee_numbers[:5]) + (" and others" if len(employee_numbers) > 5 else "")
            raise cls(
                f"There is no valid right to work of {shown}.",
                remedy="Calculate them again, so that they wait in quarantine, or have HR record a valid check.",
            )


class PR11(RunRuleBroken):
    """Nobody is paid for days after their last one: who left late is calculated again before the money goes out.

    Source: domain HR-08, T-HR-8: a leaver notified after the cut-off.
    """

    code = "PR11"

    @classmethod
    def check(cls, employee_numbers: list[str]) -> None:
        """Refuse while the run would pay such people for days after their last one. :raises PR11: then."""
        if employee_numbers:
            shown = ", ".join(employee_numbers[:5]) + (" and others" if len(employee_numbers) > 5 else "")
            raise cls(
                f"Notice of {shown} came after this run was calculated: it pays days after their last one.",
                remedy="Calculate them again, or leave them out. An approved run goes back to its processor first.",
            )


class PR12(RunRuleBroken):
    """After a death pay goes where people decided: to the verified account of the estate, or on as an advance.

    A run that was calculated before the death became known pays as if nobody had died. It is calculated again.

    Source: domain HR-09: pay after death goes to the estate, and not to the former account by default.
    """

    code = "PR12"

    @classmethod
    def check(cls, employee_numbers: list[str]) -> None:
        """Refuse while the run would pay somebody who has died otherwise. :raises PR12: then."""
        if employee_numbers:
            shown = ", ".join(employee_numbers[:5]) + (" and others" if len(employee_numbers) > 5 else "")
            raise cls(
                f"Speak to the case officer about {shown}: this run may not pay them as it stands.",
                remedy="Calculate them again, or leave them out. An approved run goes back to its processor first.",
            )


RULES: tuple[type[RunRuleBroken], ...] = (PR1, PR2, PR3, PR4, PR5, PR6, PR7, PR8, PR9, PR10, PR11, PR12)


class PR13(RunRuleBroken):
    """Only a released run is posted: until then its figures may still change.

    Source: domain FIN-12.
    """

    code = "PR13"

    @classmethod
    def check(cls, state: str) -> None:
        """Refuse anything but a released run. :raises PR13: then."""
        if state != RunState.RELEASED:
            raise cls("This run is not released.", remedy="Release it: it is posted to the ledger by itself then.")


class PR14(RunRuleBroken):
    """What is posted is the gross and net pay that were approved, to the penny.

    Source: domain FIN-12: payroll register gross = GL gross; net pay = BACS file.
    """

    code = "PR14"

    @classmethod
    def check(cls, *, gross: Decimal, net: Decimal, run_gross: Decimal, run_net: Decimal) -> None:
        """Refuse entries that add up to something else. :raises PR14: then."""
        if (gross, net) != (run_gross, run_net):
            raise cls(
                f"The entries add up to £{gross:,.2f} gross and £{net:,.2f} net; the run pays £{run_gross:,.2f} and "
                f"£{run_net:,.2f}.",
                remedy="Nothing is posted. Tell the system’s operators which run it is.",
            )


class PR15(RunRuleBroken):
    """Net pay is cleared when it is paid: on the pay date, and after the run itself is posted.

    Source: domain FIN-12: the bank journal stands on the BACS date.
    """

    code = "PR15"

    @classmethod
    def check(cls, *, today: date, pay_date: date, is_posted: bool) -> None:
        """Refuse a payment before its day, or of a run that is not in the ledger. :raises PR15: then."""
        if not is_posted:
            raise cls("This run is not in the ledger yet.", remedy="Post the run first, then its payment.")
        if today < pay_date:
            raise cls(
                f"This run is paid on {pay_date.day} {pay_date:%B %Y}.",
                remedy="The payment is posted by itself on that day.",
            )

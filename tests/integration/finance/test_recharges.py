"""What shared services cost and who bears it: the provider's books, and what each partner is told (domain FIN-11)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from finance import rules_recharges as rules
from finance.models import CostPool, CostShare, DriverSnapshot, PoolMember, ShareCalculation
from finance.operations import recharges
from finance.operations.recharges import Terms
from partners.scope import partner_scope
from sharedservices.common.flow import WrongState
from sharedservices.common.rules import RuleBroken
from tests.factories import recharges as make
from tests.factories.recharges import NOW
from tests.people import partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def third(cast):
    return partner("westfire", "Westfire Authority")


def lay_down(cast, people):
    """Payroll of 2026-27 for £3,000 by payslips of 2025-26, for three partners: 100, 50 and 50."""
    given = {"northshire": Decimal(100), "southborough": Decimal(50), "westfire": Decimal(50)}
    pool = make.pool(cast.northshire, by=people.pru, members=list(given))
    return pool, make.figures(cast.northshire, by=people.pru, figures=given)


@pytest.fixture
def books(scope, people, third):
    return lay_down(scope, people)


def borne(made):
    rows = CostShare.objects.filter(calculation=made).order_by("to_partner__code")
    return {row.to_partner.code: str(row.pounds) for row in rows}


def refused(rule, call, **given):
    with pytest.raises(RuleBroken) as why, transaction.atomic():
        call(**given)
    assert why.value.rule == rule.code


def test_shares_are_worked_out_from_kept_figures_and_a_corrected_figure_reflows(scope, people, third, books, settle):
    pool, taken = books
    first = make.shared(pool, taken, by=people.pru)
    settle()
    assert borne(first) == {"northshire": "1500.00", "southborough": "750.00", "westfire": "750.00"}
    assert (first.version, first.snapshots, first.amount) == (1, [taken.uuid], Decimal("3000.00"))
    assert first.terms["members"][0]["months"] == 12

    (second,) = recharges.correct_figure(
        snapshot=taken.uuid,
        partner="southborough",
        figure=Decimal(150),
        evidence="Counted again",
        by=people.pru,
        at=NOW,
    )
    settle()
    assert borne(second) == {"northshire": "1000.00", "southborough": "1500.00", "westfire": "500.00"}
    assert borne(first)["southborough"] == "750.00"
    assert second.version == 2
    assert second.snapshots != [taken.uuid]
    more = {"partner": "southborough", "figure": Decimal(1), "evidence": "Again", "by": people.pru, "at": NOW}
    refused(rules.LastFigures, recharges.correct_figure, snapshot=taken.uuid, **more)
    refused(rules.LastTold, recharges.issue, calculation=first.uuid, by=people.fay, at=NOW)


def test_a_partner_reads_its_own_share_once_it_is_told_and_nobody_elses(cast, people, third):
    here, there = partner_scope, cast.southborough.pk
    with here(cast.northshire.pk, actor_id=people.pru.pk):
        made = make.shared(*lay_down(cast, people), by=people.pru)
        rows = {row.to_partner.code: row.uuid for row in CostShare.objects.all()}

    def seen():
        """What PostgreSQL shows Southborough, without any filter of the managers."""
        with here(there):
            kept = [model._base_manager.count() for model in (CostPool, PoolMember, DriverSnapshot, ShareCalculation)]
            return list(CostShare._base_manager.values_list("to_partner__code", flat=True)), kept

    assert seen() == ([], [0, 0, 0, 0])
    with here(cast.northshire.pk, actor_id=people.fay.pk):
        recharges.issue(calculation=made.uuid, by=people.fay, at=NOW)
    assert seen() == (["southborough"], [0, 0, 0, 0])

    given = {"words": "Two runs are counted twice", "by": people.bob, "at": NOW, "partner_id": there}
    with here(there, actor_id=people.bob.pk):
        told = CostShare.told.get()
        assert told.explanation == "Payslips: 50 of 200; 25.0000% by measure."
        assert told.figures == [{"measure": "PAYSLIPS", "own": "50", "total": "200", "part": "100"}]
        with pytest.raises(CostShare.DoesNotExist):
            recharges.dispute(share=rows["westfire"], **given)
        refused(rules.WordsSay, recharges.dispute, share=told.uuid, **(given | {"words": "No"}))
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            CostShare.told.filter(pk=told.pk).update(
                state="DISPUTED", dispute="Dear", disputed_by=people.bob, disputed_at=NOW, pounds=0
            )
        recharges.dispute(share=told.uuid, **given)
        with pytest.raises(WrongState), transaction.atomic():
            recharges.dispute(share=told.uuid, **given)

    with here(cast.northshire.pk, actor_id=people.fay.pk):
        row = CostShare.objects.get(uuid=told.uuid)
        assert (row.state, row.dispute) == ("DISPUTED", "Two runs are counted twice")
        with pytest.raises(ProgrammingError), transaction.atomic():  # the provider does not dispute for somebody
            CostShare.objects.filter(uuid=rows["westfire"]).update(
                state="DISPUTED", dispute="Dear", disputed_by=people.fay, disputed_at=NOW
            )
        said = {"words": "Counted once only", "by": people.fay, "at": NOW}
        with pytest.raises(WrongState), transaction.atomic():
            recharges.answer(share=rows["westfire"], **said)
        assert recharges.answer(share=told.uuid, **said).state == "SETTLED"


def test_another_person_tells_and_tells_once(people, books):
    pool, taken = books
    made = make.shared(pool, taken, by=people.pru)
    refused(rules.AnotherTells, recharges.issue, calculation=made.uuid, by=people.pru, at=NOW)
    recharges.issue(calculation=made.uuid, by=people.fay, at=NOW)
    with pytest.raises(WrongState):
        recharges.issue(calculation=made.uuid, by=people.fay, at=NOW)


def test_a_year_is_trued_up_on_actual_cost_and_this_years_figures_and_then_locked(scope, people, books, settle):
    pool, taken = books
    codes = list(taken.figures)
    this_year = make.figures(scope.northshire, by=people.pru, year=2026, figures=dict.fromkeys(codes, Decimal(10)))
    final = {"pool": pool.uuid, "basis": "FINAL", "by": people.pru, "at": NOW}
    lock = {"pool": pool.uuid, "by": people.fay, "at": NOW}
    refused(rules.ActualKnown, recharges.calculate, snapshots=[this_year.uuid], **final)
    recharges.record_actual(pool=pool.uuid, actual=Decimal("3100.00"), by=people.pru, at=NOW)
    refused(rules.FiguresOfTheYear, recharges.calculate, snapshots=[taken.uuid], **final)
    refused(rules.FiguresOfTheYear, recharges.calculate, snapshots=[], **final)
    refused(rules.FiguresOfTheYear, recharges.calculate, snapshots=[this_year.uuid, this_year.uuid], **final)
    refused(rules.FinalTold, recharges.lock, **lock)

    made = recharges.calculate(snapshots=[this_year.uuid], **final)
    assert borne(made) == {"northshire": "1033.34", "southborough": "1033.33", "westfire": "1033.33"}
    refused(rules.FinalTold, recharges.lock, **lock)
    recharges.issue(calculation=made.uuid, by=people.fay, at=NOW)
    recharges.lock(**lock)
    settle()

    refused(rules.YearOpen, recharges.lock, **lock)
    refused(rules.YearOpen, recharges.calculate, snapshots=[this_year.uuid], **final)
    refused(rules.YearOpen, recharges.record_actual, pool=pool.uuid, actual=Decimal(1), by=people.pru, at=NOW)
    # figures of the locked year may be put right for what comes after: its shares stay
    more = {"partner": codes[0], "figure": Decimal(11), "evidence": "Counted again", "by": people.pru, "at": NOW}
    assert recharges.correct_figure(snapshot=this_year.uuid, **more) == []

    for change in (
        lambda: CostPool.objects.filter(pk=pool.pk).update(actual=1),
        lambda: PoolMember.objects.filter(pool=pool).update(months=1),
        lambda: PoolMember.objects.filter(pool=pool).delete(),
        lambda: ShareCalculation.objects.create(
            partner=scope.northshire, pool=pool, version=9, basis="FINAL", amount=0, snapshots=[], terms={},
            made_by=people.pru, made_human=people.pru.human_id, made_at=NOW,
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_limit_of_a_year_begins_from_what_was_borne_the_year_before(scope, people, books):
    pool, taken = books
    make.shared(pool, taken, by=people.pru)  # 1,500, 750, 750
    codes = list(taken.figures)
    following = make.pool(scope.northshire, by=people.pru, year=2027, members=codes, damping=Decimal(5))
    grown = make.figures(
        scope.northshire, by=people.pru, year=2026, measured_on=date(2026, 10, 31),
        figures=dict(zip(codes, map(Decimal, (100, 100, 100)), strict=True)),
    )  # fmt: skip
    made = make.shared(following, grown, by=people.pru)
    assert borne(made) == {"northshire": "1425.00", "southborough": "787.50", "westfire": "787.50"}
    assert set(CostShare.objects.filter(calculation=made).values_list("bound", flat=True)) == {
        "FELL_TOO_FAR", "ROSE_TOO_FAR",
    }  # fmt: skip


def test_what_makes_no_sense_is_refused(scope, people, books):
    here, by = scope.northshire, people.pru
    refused(rules.PoolOnce, make.pool, provider=here, by=by, members=["northshire"])
    for more in ({"name": " "}, {"members": ()}, {"members": ["nowhere"]}, {"members": ["northshire"] * 2}):
        refused(rules.PoolSays, make.pool, provider=here, by=by, **({"members": ["northshire"], "code": "hr"} | more))
    for terms, more in (
        (Terms(partner="northshire", first_month=7), {}),
        (Terms(partner="northshire", months=-1), {}),
        (Terms(partner="northshire", cap=Decimal(1), floor=Decimal(2)), {}),
        (Terms(partner="northshire", set_up=Decimal("0.001")), {}),
        (Terms(partner="northshire"), {"budget": Decimal(-1)}),
        (Terms(partner="northshire"), {"damping": Decimal(101)}),
        (Terms(partner="northshire"), {"method": "DICE"}),
        (Terms(partner="northshire"), {"method": "BLEND", "blend": {"PAYSLIPS": Decimal(99)}}),
    ):
        refused(rules.TermsFit, make.pool, provider=here, by=by, code="hr", members=[terms], **more)
    for more in ({"evidence": " "}, {"measured_on": date(2026, 11, 3)}, {"figures": {}}, {"metric": "DICE"},
                 {"figures": {"northshire": Decimal(-1)}}, {"figures": {"northshire": Decimal("NaN")}}):  # fmt: skip
        refused(
            rules.FiguresProved, make.figures, provider=here, by=by, **({"figures": {"northshire": Decimal(1)}} | more)
        )
    empty = make.figures(here, by=by, figures={"northshire": Decimal(0)})
    alone = make.pool(here, by=by, code="alone", members=["northshire"])
    given = {"pool": alone.uuid, "basis": "PROVISIONAL", "snapshots": [empty.uuid], "by": by, "at": NOW}
    refused(rules.CanBeShared, recharges.calculate, **given)


def test_the_database_refuses_shares_that_do_not_come_to_the_pool_or_are_changed(scope, people, books, settle):
    pool, taken = books
    made = make.shared(pool, taken, by=people.pru)
    settle()
    one = CostShare.objects.filter(calculation=made).first()
    for change in (
        lambda: CostShare.objects.filter(pk=one.pk).update(pounds=1),
        lambda: CostShare.objects.filter(pk=one.pk).delete(),
        lambda: ShareCalculation.objects.filter(pk=made.pk).update(amount=1),
        lambda: DriverSnapshot.objects.filter(pk=taken.pk).update(evidence="Another"),
        lambda: CostPool.objects.filter(pk=pool.pk).update(year=2027),
    ):
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            change()
    point = transaction.savepoint()
    ShareCalculation.objects.create(
        partner=scope.northshire, pool=pool, version=9, basis="FINAL", amount=1, snapshots=[], terms={},
        made_by=people.pru, made_human=people.pru.human_id, made_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        settle()
    transaction.savepoint_rollback(point)

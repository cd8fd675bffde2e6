"""Letters through the one gateway: queue, batches, what is held back, what comes back (domain HR-09, HR-12)."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from hr.models import DeathEvent, DeathTask, FamilyCorrespondent
from hr.operations import deaths, family_letters, missing
from hr.operations.deaths import Arrangements, NotYet, NotYourCase
from hr.operations.family_letters import CannotWriteThere, Correspondent
from hr.operations.letters import NotYetWritten
from partners import letter_templates
from partners.letter_templates import LetterTemplate
from partners.models import AddressStop, AuditEvent, Letter, LetterBatch, OutboundMessage
from partners.operations import letters as paper
from partners.operations import messages, returned_mail
from partners.operations.holds import PersonOnHold
from partners.operations.letters import MustBePulled, NothingToPrint, NotReleasedByOneself
from partners.operations.messages import LetterDraft, LetterRefused
from partners.operations.returned_mail import NotPosted, WordsNeeded
from partners.queries import letters as found
from partners.roles import Role
from partners.states import LETTER_BATCH
from sharedservices.common import sealedfiles
from sharedservices.common.flow import WrongState, pairs
from tests.integration.partners.paper import (
    AT,
    MM,
    TODAY,
    S,
    die,
    make,
    named,
    office,
    pages_of,
    posted,
    printed,
    state,
    step,
    text_of,
    write,
)
from tests.people import grant, user


@pytest.fixture
def north(cast):
    yield from office(cast)


# --- a batch --------------------------------------------------------------------------------------------------------
def test_letters_wait_are_printed_in_a_batch_and_posted_and_the_counts_agree(north, django_capture_on_commit_callbacks):
    cast, ann, bob = north
    first = write(cast, ann, "Dear Ann,\n\n" + "\n\n".join(["A long letter of many words. " * 20] * 12))
    second = write(cast, bob)
    batch = make(cast)

    rows = found.in_batch(batch)
    assert [(row.pk, row.place, row.first_page, row.n_pages) for row in rows] == [
        (first.pk, 1, 1, 2),
        (second.pk, 2, 3, 1),
    ]
    assert (batch.number, batch.n_letters, batch.n_pages) == (1, 2, 3) == (1, len(rows), len(pages_of(batch)))
    assert "Bob Abbott" in pages_of(batch)[2].extract_text()
    assert state(first) == S.QUEUED
    with django_capture_on_commit_callbacks(execute=True):
        name = batch.file
        posted(cast, batch)
    assert [state(one) for one in (first, second)] == [S.SENT, S.SENT]
    with pytest.raises(FileNotFoundError):
        sealedfiles.load(name)  # destroyed once it is posted
    assert mail.outbox == []  # no letter ever leaves as mail


def test_the_address_stands_in_the_window_of_a_dl_envelope_and_nothing_else_does(north):
    """Fold in three, window 35 mm by 90 mm: from 57 to 81 mm below the top edge, 25 to 105 mm from the left."""
    cast, ann, _bob = north
    write(cast, ann)
    batch = make(cast)
    seen = []

    def place(text, cm, tm, _font, _size):
        x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
        if text.strip():
            seen.append((text.strip(), x / MM, 297 - y / MM))

    pages_of(batch)[0].extract_text(visitor_text=place)
    window = {text for text, x, y in seen if 46 <= y <= 92}
    lines = {"Ann Abbott", "1 High Street", "Northbury", "NB1 1AA"}
    assert window == lines
    for text, x, y in seen:
        if text in lines:
            assert 25 <= x <= 105, text
            assert 57 <= y <= 81, text


def test_a_batch_is_released_by_another_human_being_and_goes_its_way(north):
    cast, ann, _bob = north
    write(cast, ann)
    batch = make(cast)
    with pytest.raises(NotReleasedByOneself):
        step(paper.release, cast, batch)
    for do in (paper.record_printed, paper.record_posted, paper.pull):
        with pytest.raises(WrongState):
            step(do, cast, batch)
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterBatch.objects.filter(pk=batch.pk).update(state="POSTED")
    with pytest.raises(DatabaseError), transaction.atomic():
        OutboundMessage.objects.update(state=S.SENT, settled_at=AT)
    posted(cast, batch)
    for do in (paper.release, paper.rebuild, paper.discard, paper.record_posted):
        with pytest.raises(WrongState):
            step(do, cast, batch)
    with pytest.raises(NothingToPrint):
        make(cast)


def test_a_discarded_batch_gives_its_letters_back_to_the_queue(north):
    cast, ann, _bob = north
    letter = write(cast, ann)
    batch = step(paper.discard, cast, make(cast))
    again = make(cast)

    letter.refresh_from_db()
    assert (batch.state, batch.file, letter.batch_id, again.number) == ("DISCARDED", "", again.pk, 2)


def test_every_pair_of_state_and_action_of_a_batch_is_known():
    allowed = {(pair.state.value, pair.action) for pair in pairs(LETTER_BATCH) if pair.is_legal}
    assert allowed == {
        ("BUILT", "release"), ("BUILT", "rebuild"), ("BUILT", "discard"), ("RELEASED", "rebuild"),
        ("RELEASED", "print"), ("RELEASED", "discard"), ("PRINTED", "pull"), ("PRINTED", "post"),
        ("PRINTED", "discard"),
    }  # fmt: skip


# --- death and missing people ---------------------------------------------------------------------------------------
def test_after_a_death_the_letter_that_was_queued_is_in_no_batch(north):
    """T-HR-9: a letter queued before the report is not printed."""
    cast, ann, bob = north
    late, other = write(cast, ann), write(cast, bob)
    die(cast, ann)
    batch = make(cast)

    assert state(late) == S.HELD
    assert [row.pk for row in found.in_batch(batch)] == [other.pk]
    assert "Ann" not in text_of(batch)
    with pytest.raises(PersonOnHold):
        write(cast, ann)


def test_a_hold_that_is_set_past_the_operations_is_found_when_the_batch_is_made(north):
    from partners.models import CommunicationsHold

    cast, ann, _bob = north
    letter = write(cast, ann)
    CommunicationsHold.objects.create(
        partner=cast.northshire, person_id=ann.pk, addresses=[], reason="x", set_by=cast.hana, set_at=AT
    )
    with pytest.raises(NothingToPrint):
        make(cast)
    assert state(letter) == S.HELD


@pytest.mark.parametrize("is_released", [False, True])
def test_a_death_after_the_batch_is_made_stops_it_until_a_rebuild_leaves_it_out(north, is_released):
    """T-HR-9: already in an unposted batch: it says which page, and goes no further with it."""
    cast, ann, bob = north
    late, other = write(cast, ann), write(cast, bob)
    batch = make(cast)
    if is_released:
        step(paper.release, cast, batch, by=cast.ben)
    die(cast, ann)

    pulled = found.to_pull(found.in_batch(batch))
    assert ([row.pk for row in pulled], paper.pages(pulled)) == ([late.pk], "page 1")
    with pytest.raises(MustBePulled, match="page 1"):
        step(paper.record_printed if is_released else paper.release, cast, batch, by=cast.ben)
    with pytest.raises(DatabaseError), transaction.atomic():
        LetterBatch.objects.filter(pk=batch.pk).update(
            state="PRINTED" if is_released else "RELEASED", released_by=cast.ben, released_at=AT,
            released_human=cast.ben.human_id,
        )  # fmt: skip
    batch = step(paper.rebuild, cast, batch)
    assert (batch.state, batch.n_letters, batch.n_pages, batch.n_builds, batch.released_by) == ("BUILT", 1, 1, 2, None)
    assert "Ann" not in text_of(batch)
    posted(cast, batch)
    assert (state(late), state(other)) == (S.HELD, S.SENT)


def test_a_death_after_printing_is_pulled_out_of_the_paper(north):
    cast, ann, bob = north
    late, other = write(cast, ann), write(cast, bob)
    batch = printed(cast, make(cast))
    with pytest.raises(MustBePulled):
        step(paper.pull, cast, batch)
    die(cast, ann)

    with pytest.raises(MustBePulled, match="page 1"):
        step(paper.record_posted, cast, batch)
    assert [row.pk for row in step(paper.pull, cast, batch)] == [late.pk]
    step(paper.record_posted, cast, batch)
    assert (state(late), state(other)) == (S.HELD, S.SENT)


def test_a_batch_of_the_dead_alone_is_discarded(north):
    cast, ann, _bob = north
    write(cast, ann)
    batch = make(cast)
    die(cast, ann)
    with pytest.raises(NothingToPrint):
        step(paper.rebuild, cast, batch)
    step(paper.discard, cast, batch)
    with pytest.raises(NothingToPrint):
        make(cast)


def test_a_report_by_mistake_gives_the_letter_back_and_what_is_no_mistake_cancels_it(north):
    cast, ann, bob = north
    mistaken, late = write(cast, ann), write(cast, bob)
    deaths.withdraw(case=die(cast, ann).uuid, reason="Two of one name", by=cast.ben, at=AT)
    case, cora = bereaved(cast, bob)
    assert (state(mistaken), state(late)) == (S.QUEUED, S.HELD)  # a mistake may be found until the family is supported
    deaths.advance(case=case.uuid, action="support", note="", by=cora, at=AT)

    assert (state(mistaken), state(late)) == (S.QUEUED, S.CANCELLED)
    assert [row.pk for row in found.in_batch(make(cast))] == [mistaken.pk]


def test_letters_to_somebody_who_is_missing_wait_and_go_once_they_are_found(north):
    cast, ann, _bob = north
    letter = write(cast, ann)
    case = missing.report(
        person=ann.uuid, missing_since=TODAY, told_by="Her sister", police_reference="NB/4711", by=cast.hana, at=AT
    )
    with pytest.raises(NothingToPrint):
        make(cast)
    assert state(letter) == S.HELD
    missing.find(case=case.uuid, how="Spoke to her", by=cast.ben, at=AT + timedelta(days=2))
    assert state(letter) == S.QUEUED
    assert make(cast).n_letters == 1


def test_messages_deliver_never_sends_a_letter(north):
    cast, ann, _bob = north
    letter = write(cast, ann)
    assert messages.deliver(partner_id=cast.northshire.pk, message_id=letter.message_id, at=AT) == ""
    assert (state(letter), mail.outbox) == (S.QUEUED, [])


# --- what may be written --------------------------------------------------------------------------------------------
def test_a_letter_needs_its_words_and_one_reader(north):
    cast, ann, _bob = north
    with pytest.raises(NotYetWritten):
        write(cast, ann, "Dear Ann,\n\n[Write here what the letter is about]")
    with pytest.raises(NotYetWritten):
        write(cast, ann, " ")
    with pytest.raises(LetterRefused):
        write(cast, ann, "x" * 2_000_000)
    with pytest.raises(LetterRefused):
        write(cast, ann, title=" ")
    both = LetterDraft(
        template="general", key="k", title="T", words="W", person_id=ann.pk, about_id=ann.pk, addressee=("A", "B")
    )
    for draft in (both, LetterDraft(template="general", key="k", title="T", words="W")):
        with pytest.raises(LetterRefused):
            messages.send_letter(partner_id=cast.northshire.pk, draft=draft, by=cast.hana, at=AT)
    assert Letter.objects.count() == 0


def test_the_same_letter_asked_for_twice_is_one(north):
    cast, ann, _bob = north
    draft = LetterDraft(
        template="general", key="twice", title="T", context={"name": "Ann", "writer": "Hana"}, person_id=ann.pk
    )
    options = {"partner_id": cast.northshire.pk, "draft": draft, "by": None, "at": AT}

    assert messages.send_letter(**options).pk == messages.send_letter(**options).pk
    assert Letter.objects.count() == 1


def test_templates_are_dated_and_the_words_of_a_day_are_used():
    old = letter_templates.current(code="general", on=TODAY)
    new = LetterTemplate(
        code="general", since=date(2031, 4, 6), name="Letter", title="New words", template="letters/general.txt"
    )
    letter_templates.register(new)
    try:
        assert letter_templates.current(code="general", on=TODAY) == old
        assert letter_templates.current(code="general", on=date(2031, 4, 6)) == new
        with pytest.raises(LookupError):
            letter_templates.current(code="general", on=date(2026, 4, 5))
        with pytest.raises(ValueError, match="twice"):
            letter_templates.register(
                LetterTemplate(code="general", since=new.since, name="x", title="x", template="x")
            )
    finally:
        letter_templates._known.pop(("general", new.since))


# --- what comes back ------------------------------------------------------------------------------------------------
def test_post_that_came_back_stops_letters_to_that_address_until_it_is_mended(north):
    cast, ann, bob = north
    first = write(cast, ann)
    with pytest.raises(NotPosted):
        returned_mail.record_returned(
            partner_id=cast.northshire.pk, letter=first.uuid, returned="GONE_AWAY", by=cast.hana, at=AT
        )
    posted(cast, make(cast))
    options = {"partner_id": cast.northshire.pk, "by": cast.hana, "at": AT}
    stop = returned_mail.record_returned(letter=first.uuid, returned="GONE_AWAY", **options)
    with pytest.raises(NotPosted):
        returned_mail.record_returned(letter=first.uuid, returned="GONE_AWAY", **options)
    second, other = write(cast, ann), write(cast, bob)
    batch = make(cast)

    assert [row.pk for row in found.in_batch(batch)] == [other.pk]
    (waiting,) = found.queue_rows(
        list(found.waiting(partner_id=cast.northshire.pk, at=AT)), partner_id=cast.northshire.pk
    )
    assert (waiting.letter, waiting.standing) == (second.uuid, found.CAME_BACK)
    with pytest.raises(WordsNeeded):
        returned_mail.mend(stop=stop.uuid, how=" ", **options)
    returned_mail.mend(stop=stop.uuid, how="Spoke to her: the postman was new", **options)
    assert AddressStop.objects.get().mended_by == cast.hana
    assert [row.pk for row in found.in_batch(make(cast))] == [second.pk]
    with pytest.raises(NotPosted):
        returned_mail.mend(stop=stop.uuid, how="again", **options)


def test_another_address_on_the_record_mends_it_by_itself(north):
    cast, ann, _bob = north
    first = write(cast, ann)
    posted(cast, make(cast))
    returned_mail.record_returned(
        partner_id=cast.northshire.pk, letter=first.uuid, returned="GONE_AWAY", by=cast.hana, at=AT
    )
    write(cast, ann)
    ann.address_line_1 = "9 New Road"
    ann.save()
    assert "9 New Road" in text_of(make(cast))


def test_without_an_address_a_letter_waits(north):
    cast, ann, _bob = north
    write(cast, ann)
    ann.postcode = ""
    ann.save()
    with pytest.raises(NothingToPrint):
        make(cast)


# --- the family -----------------------------------------------------------------------------------------------------
def bereaved(cast, person):
    cora = user("Cora")
    grant(cora, cast.northshire, Role.CASE_OFFICER)
    case = die(cast, person)
    deaths.confirm(
        case=case.uuid, evidence="CERTIFICATE", date_of_death=TODAY, is_provisional=False, by=cast.ben, at=AT
    )
    deaths.arrange(case=case.uuid, wanted=Arrangements(officer=cora), by=cast.ben, at=AT)
    return case, cora


TO = Correspondent(
    name="Joan Abbott",
    relation="NEXT_OF_KIN",
    address="3 Mill Lane\nNorthbury\nNB2 2BB",
    evidence="Named on the record",
)
WORDS = "Dear Mrs Abbott,\n\nWe were very sorry to hear of the death of Ann."


def test_the_case_officer_alone_writes_to_whoever_acts_for_the_family(north):
    cast, ann, _bob = north
    late = write(cast, ann)
    case, cora = bereaved(cast, ann)
    said = {"case": case.uuid, "template": "condolence", "title": "With our sympathy", "words": WORDS, "at": AT}
    with pytest.raises(NotYet):
        family_letters.write(by=cora, **said)
    for who in (cast.hana, cast.ben):
        with pytest.raises(NotYourCase):
            family_letters.record_correspondent(case=case.uuid, wanted=TO, by=who, at=AT)
    family_letters.record_correspondent(case=case.uuid, wanted=TO, by=cora, at=AT)
    with pytest.raises(NotYourCase):
        family_letters.write(by=cast.ben, **said)
    with pytest.raises(LetterRefused):
        family_letters.write(by=cora, **said | {"template": "general"})
    letter = family_letters.write(by=cora, **said)
    batch = make(cast)

    assert [row.pk for row in found.in_batch(batch)] == [letter.pk]
    words = text_of(batch)
    assert "Joan Abbott" in words
    assert "3 Mill Lane" in words
    assert "1 High Street" not in words
    assert "P45" not in words
    assert [word for word in named(cast) if word in words.lower()] == []  # a neutral envelope, whatever the profile
    assert state(late) == S.HELD
    logged = DeathEvent.objects.filter(case=case).order_by("id").values_list("action", flat=True)
    assert list(logged)[-2:] == ["correspondent", "letter"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "Ann Abbott"}, "name"), ({"name": "The late Ann Abbott"}, "name"), ({"name": " "}, "name"),
        ({"address": "One line"}, "address"), ({"address": "\n".join("abcdefgh")}, "address"),
        ({"address": "x" * 2_000_000 + "\nNB2 2BB"}, "address"), ({"evidence": ""}, "evidence"),
    ],
)  # fmt: skip
def test_nothing_is_addressed_to_the_dead_and_an_address_is_whole(north, given, field):
    cast, ann, _bob = north
    case, cora = bereaved(cast, ann)
    wanted = {name: getattr(TO, name) for name in ("name", "relation", "address", "evidence")} | given
    with pytest.raises(CannotWriteThere) as refused:
        family_letters.record_correspondent(case=case.uuid, wanted=Correspondent(**wanted), by=cora, at=AT)
    assert refused.value.field == field
    assert FamilyCorrespondent.objects.count() == 0


def test_a_closed_case_writes_no_letters(north):
    cast, ann, _bob = north
    case, cora = bereaved(cast, ann)
    deaths.tell_pension_body(case=case.uuid, body="Fund", told_on=TODAY, how="By telephone", by=cora, at=AT)
    deaths.decide_pay(case=case.uuid, pay="ESTATE", account_is_right=True, note="Agreed", by=cora, at=AT)
    DeathTask.objects.update(state="DONE", consent="Asked", settled_by=cora, settled_at=AT)
    for action in ("support", "settle", "close"):
        deaths.advance(case=case.uuid, action=action, note="", by=cora, at=AT)
    with pytest.raises(NotYet):
        family_letters.record_correspondent(case=case.uuid, wanted=TO, by=cora, at=AT)


def test_every_step_of_paper_is_on_the_trail(north):
    cast, ann, _bob = north
    write(cast, ann)
    posted(cast, make(cast))
    events = AuditEvent.objects.filter(object_type="partners_letterbatch").exclude(label="")
    assert [one.changes["state"] for one in events.order_by("id")] == ["BUILT", "RELEASED", "PRINTED", "POSTED"]
    assert "High Street" not in str([one.changes for one in AuditEvent.objects.filter(object_type="partners_letter")])

"""Change requests over the API: the same operations, permissions and refusals as on the pages."""

import json
from datetime import UTC, datetime

import pytest
from rest_framework.test import APIClient

from hr.models import AssignmentTerms
from partners.models import AuditEvent, ChangeRequest
from partners.scope import partner_scope

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
API = "/api/v1/p/northshire/changes/"


pytestmark = pytest.mark.usefixtures("second_of_november")


def client(who):
    one = APIClient(raise_request_exception=False)
    one.force_login(who)
    return one


def wish(ann, **more):
    payload = {
        "assignment": str(ann.assignment.uuid), "contract": "PERMANENT", "contract_hours": "18.5",
        "effective_from": "2026-12-01", "working_pattern": "",
    }  # fmt: skip
    return {"kind": "hr.hours", "payload": payload | more, "reason": "Flexible working"}


def propose(who, ann, **more):
    return client(who).post(API, wish(ann, **more), format="json")


def decide(who, row, verb, **more):
    return client(who).post(f"{API}{row['uuid']}/{verb}/", {"content_hash": row["content_hash"]} | more, format="json")


def hours_of(cast):
    with partner_scope(cast.northshire.pk):
        return [str(row.contract_hours) for row in AssignmentTerms.objects.order_by("valid", "id")]


def test_a_change_is_proposed_seen_and_approved(cast, ann):
    made = propose(cast.hana, ann)
    assert made.status_code == 201
    assert made.json()["rows"][1] == ["Hours a week", "37", "18.5"]

    waiting = client(cast.ben).get(API).json()
    assert [row["uuid"] for row in waiting["results"]] == [made.json()["uuid"]]
    assert decide(cast.ben, made.json(), "approve").json()["state"] == "WAITING"  # nobody knows yet what it costs
    done = decide(cast.gwen, made.json(), "approve")

    assert (done.status_code, done.json()["state"]) == (200, "APPLIED")
    assert "18.50" in hours_of(cast)


def test_boxes_and_filters(cast, ann):
    row = propose(cast.hana, ann).json()

    def box(who, **query):
        return [one["uuid"] for one in client(who).get(API, query).json()["results"]]

    assert box(cast.hana) == box(cast.ben, late=True) == box(cast.chen, box="mine") == []
    assert box(cast.hana, box="mine") == box(cast.chen, box="all") == box(cast.ben, kind="hr.hours") == [row["uuid"]]
    assert client(cast.chen).get(API, {"box": "drawer"}).status_code == 400


def test_nobody_approves_their_own_through_the_api(cast, ann):
    row = propose(cast.ben, ann).json()

    refused = decide(cast.ben, row, "approve")

    assert refused.status_code == 400
    assert refused.json()["detail"] == "You proposed this change. Somebody else decides it."
    assert "18.50" not in hours_of(cast)


def test_an_approver_is_never_shown_one_day_and_given_another(cast, ann):
    proposal = wish(ann) | {"effective_from": "2027-06-01"}

    made = client(cast.hana).post(API, proposal, format="json").json()

    assert made["effective_from"] == "2026-12-01"


def test_what_a_payload_does_not_hold_is_not_kept(cast, ann):
    row = propose(cast.hana, ann, surprise="x" * 1000).json()

    with partner_scope(cast.northshire.pk):
        assert "surprise" not in ChangeRequest.objects.get(uuid=row["uuid"]).payload


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"kind": "hr.nothing"}, 400),
        ({"payload": {}}, 400),
        ({"payload": {"assignment": "not-an-id", "effective_from": "2026-12-01"}}, 400),
        ({"reason": ""}, 400),
        ({"reason": "x" * 201}, 400),
    ],
)
def test_a_bad_proposal_is_refused_with_words(cast, ann, more, status):
    answer = client(cast.hana).post(API, wish(ann) | more, format="json")

    assert answer.status_code == status
    assert answer.json()
    with partner_scope(cast.northshire.pk):
        assert not ChangeRequest.objects.exists()


def test_rules_answer_with_field_and_remedy(cast, ann):
    answer = propose(cast.hana, ann, contract_hours="40")

    assert answer.status_code == 400
    assert (answer.json()["field"], bool(answer.json()["remedy"])) == ("contract_hours", True)


def test_a_job_of_another_partner_is_not_found(cast, ann):
    other = client(cast.dilys).post("/api/v1/p/southborough/changes/", json.loads(json.dumps(wish(ann))), format="json")

    assert other.status_code in {400, 403}
    assert client(cast.dilys).get(API).status_code == 404


def test_return_reject_and_withdraw(cast, ann):
    row = propose(cast.hana, ann).json()
    assert decide(cast.ben, row, "return").status_code == 400
    assert decide(cast.ben, row, "return", comment="Which days?").json()["state"] == "RETURNED"
    assert decide(cast.ben, row, "reject", comment="No").status_code == 409
    assert client(cast.ben).post(f"{API}{row['uuid']}/withdraw/").status_code == 400
    assert client(cast.hana).post(f"{API}{row['uuid']}/withdraw/").json()["state"] == "WITHDRAWN"
    again = propose(cast.hana, ann).json()
    assert decide(cast.ben, again, "reject", comment="No").json()["state"] == "REJECTED"


def test_a_stale_look_decides_nothing(cast, ann):
    row = propose(cast.hana, ann).json() | {"content_hash": "0" * 64}

    assert decide(cast.ben, row, "approve").status_code == 400


def test_looking_leaves_a_trace(cast, ann):
    row = propose(cast.hana, ann).json()
    client(cast.chen).get(f"{API}{row['uuid']}/")

    with partner_scope(cast.northshire.pk):
        seen = AuditEvent.objects.filter(action="VIEW", actor_id=cast.chen.pk, object_type="partners_changerequest")
        assert seen.count() == 1


def test_whoever_may_not_is_refused(cast, ann):
    row = propose(cast.hana, ann).json()

    assert propose(cast.chen, ann).status_code == 403
    assert decide(cast.chen, row, "approve").status_code == 403
    assert client(cast.uma).get(API).status_code == 403


def test_a_preview_shows_what_would_follow_and_keeps_nothing(cast, ann):
    seen = client(cast.hana).post(f"{API}preview/", wish(ann), format="json")

    assert (seen.status_code, seen.json()["rows"][1]) == (200, ["Hours a week", "37", "18.5"])
    assert set(hours_of(cast)) == {"37.00"}
    with partner_scope(cast.northshire.pk):
        assert not ChangeRequest.objects.exists()
    assert client(cast.hana).post(f"{API}preview/", wish(ann, contract_hours="40"), format="json").status_code == 400
    assert client(cast.chen).post(f"{API}preview/", wish(ann), format="json").status_code == 403
    assert client(cast.dilys).post(f"{API}preview/", wish(ann), format="json").status_code == 404


def test_a_delegation_is_given_read_and_ended(cast):
    there = API.replace("changes", "delegations")
    given = {"email": cast.hana.email, "start": "2026-11-03", "last_day": "2026-11-20", "reason": "Annual leave"}
    made = client(cast.ben).post(there, given, format="json")
    assert (made.status_code, made.json()["can_end"]) == (201, True)

    (one,) = client(cast.chen).get(there).json()
    assert (one["giver"], one["last_day"], one["can_end"]) == ("Ben Example", "2026-11-20", False)
    assert client(cast.ben).post(there, given | {"email": cast.ben.email}, format="json").json()["field"] == "email"
    assert client(cast.ben).post(there, given | {"last_day": "2027-11-20"}, format="json").status_code == 400
    assert client(cast.chen).post(there, given, format="json").status_code == 403
    assert client(cast.dilys).get(there).status_code == 404
    assert client(cast.gwen).delete(f"{there}{one['delegation']}/").status_code == 400
    assert client(cast.ben).delete(f"{there}{one['delegation']}/").status_code == 204
    assert client(cast.chen).get(there).json() == []

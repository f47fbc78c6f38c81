"""A day with Xero's own library beside the books: payroll, assets, files and projects, over TLS."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from xero_python import assets, file, payrollau, payrollnz, payrolluk, project

from peer_client import TENANT, PeerClient
from xero_m2m import DemoCompany

BORN, STARTED = datetime.date(1990, 5, 17), datetime.date(2026, 11, 2)
# They read a day with a time, as New Zealand's payroll sends it, as a moment.
MIDNIGHT = datetime.datetime(1990, 5, 17)  # noqa: DTZ001


@pytest.fixture(scope="module")
def contact_id(peer_client: PeerClient) -> str:
    return peer_client.accounting.get_contacts(TENANT, page=1).contacts[0].contact_id


def test_payroll_of_new_zealand(peer_client: PeerClient) -> None:
    api = peer_client.payroll_nz
    address = payrollnz.Address(
        address_line1="23 Main Street", city="Marineville", post_code="1234", country_name="NEW ZEALAND"
    )
    employee = payrollnz.Employee(
        first_name="First", last_name="Employee", date_of_birth=BORN, address=address, email="first@example.com",
        gender="F", start_date=STARTED,
    )  # fmt: skip
    made = api.create_employee(TENANT, employee).employee
    assert (made.first_name, made.date_of_birth) == ("First", MIDNIGHT)
    kept = api.get_employee(TENANT, made.employee_id).employee
    assert (kept.employee_id, kept.address.city) == (made.employee_id, "Marineville")
    listed = api.get_employees(TENANT, page=1)
    assert made.employee_id in {it.employee_id for it in listed.employees}
    assert listed.pagination.item_count == len(listed.employees)

    calendar = payrollnz.PayRunCalendar(
        name="Weekly", calendar_type=payrollnz.CalendarType.WEEKLY, period_start_date=STARTED, payment_date=STARTED
    )
    paid = api.create_pay_run_calendar(TENANT, calendar).pay_run_calendar
    assert paid.payroll_calendar_id in {
        it.payroll_calendar_id for it in api.get_pay_run_calendars(TENANT).pay_run_calendars
    }
    for read, member in (
        ("get_earnings_rates", "earnings_rates"),
        ("get_leave_types", "leave_types"),
        ("get_deductions", "deductions"),
        ("get_reimbursements", "reimbursements"),
        ("get_timesheets", "timesheets"),
        ("get_pay_runs", "pay_runs"),
    ):
        assert isinstance(getattr(getattr(api, read)(TENANT), member), list)
    assert api.get_settings(TENANT).settings is not None


def test_payroll_of_the_united_kingdom() -> None:
    with DemoCompany(region="UK", tls=True, limits=False) as demo:
        api = PeerClient(demo).payroll_uk
        address = payrolluk.Address(address_line1="171 Midsummer", city="Milton Keynes", post_code="MK9 1EB")
        employee = payrolluk.Employee(
            title="Mr", first_name="Mike", last_name="Fancy", date_of_birth=BORN, address=address, gender="M",
            start_date=STARTED, national_insurance_number="AB123456C",
        )  # fmt: skip
        made = api.create_employee(TENANT, employee).employee
        assert api.get_employee(TENANT, made.employee_id).employee.last_name == "Fancy"
        assert len(api.get_employees(TENANT).employees) >= 1


def test_payroll_of_australia() -> None:
    with DemoCompany(region="AU", tls=True, limits=False) as demo:
        api = PeerClient(demo).payroll_au
        address = payrollau.HomeAddress(
            address_line1="101 Green St",
            city="Island Bay",
            region=payrollau.State.NSW,
            postal_code="6023",
            country="AUSTRALIA",
        )
        employee = payrollau.Employee(
            first_name="Third", last_name="Employee", date_of_birth=BORN, home_address=address, start_date=STARTED
        )
        made = api.create_employee(TENANT, [employee]).employees[0]
        assert (made.first_name, made.date_of_birth) == ("Third", BORN)
        assert api.get_employee(TENANT, made.employee_id).employees[0].last_name == "Employee"
        assert len(api.get_employees(TENANT).employees) >= 1
        assert isinstance(api.get_pay_items(TENANT).pay_items.earnings_rates, list)


def test_fixed_assets(peer_client: PeerClient) -> None:
    api, accounts = peer_client.assets, peer_client.accounting.get_accounts(TENANT).accounts
    by_type = {account.type.value: account.account_id for account in accounts}
    setting = assets.BookDepreciationSetting(
        depreciation_method="StraightLine",
        averaging_method="ActualDays",
        depreciation_rate=Decimal(40),
        depreciation_calculation_method="None",
    )
    kind = assets.AssetType(
        asset_type_name="Machinery",
        fixed_asset_account_id=by_type["FIXED"],
        depreciation_expense_account_id=by_type.get("DEPRECIATN") or by_type["EXPENSE"],
        accumulated_depreciation_account_id=by_type["FIXED"],
        book_depreciation_setting=setting,
    )
    made_type = api.create_asset_type(TENANT, kind)
    assert made_type.asset_type_id in {it.asset_type_id for it in api.get_asset_types(TENANT)}
    asset = assets.Asset(
        asset_name="Printing press",
        asset_number="FA-9001",
        purchase_date=STARTED,
        purchase_price=Decimal("1000.00"),
        asset_type_id=made_type.asset_type_id,
    )
    made = api.create_asset(TENANT, asset)
    assert (made.asset_status.value, made.purchase_price) == ("Draft", Decimal("1000.00"))
    listed = api.get_assets(TENANT, status="DRAFT")
    assert made.asset_id in {it.asset_id for it in listed.items}
    assert api.get_asset_by_id(TENANT, made.asset_id).asset_name == "Printing press"
    assert api.get_asset_settings(TENANT) is not None


def test_files_and_folders(peer_client: PeerClient, contact_id: str) -> None:
    api = peer_client.files
    folder = api.create_folder(TENANT, file.Folder(name="Leases"))
    assert folder.name == "Leases"
    content = b"signed\x00\xff" * 100
    uploaded = api.upload_file(TENANT, content, "lease.pdf", "lease.pdf", mime_type="application/pdf")
    moved = api.update_file(TENANT, uploaded.id, file.FileObject(name="rent.pdf", folder_id=folder.id))
    assert (moved.name, moved.folder_id) == ("rent.pdf", folder.id)
    assert Path(api.get_file_content(TENANT, uploaded.id)).read_bytes() == content
    listed = api.get_files(TENANT, pagesize=50, page=1)
    assert uploaded.id in {it.id for it in listed.items}

    tied = file.Association(object_id=contact_id, object_group=file.ObjectGroup.CONTACT)
    api.create_file_association(TENANT, uploaded.id, tied)
    assert [it.object_id for it in api.get_file_associations(TENANT, uploaded.id)] == [contact_id]
    api.delete_file_association(TENANT, uploaded.id, contact_id)
    api.delete_file(TENANT, uploaded.id)
    api.delete_folder(TENANT, folder.id)
    assert folder.id not in {it.id for it in api.get_folders(TENANT)}


def test_projects_tasks_and_time(peer_client: PeerClient, contact_id: str) -> None:
    api: Any = peer_client.projects
    made = api.create_project(
        TENANT, project.ProjectCreateOrUpdate(contact_id=contact_id, name="New kitchen", estimate_amount=Decimal(99))
    )
    assert (made.name, made.estimate.value) == ("New kitchen", Decimal(99))
    task = project.TaskCreateOrUpdate(
        name="Paint",
        rate=project.Amount(currency=project.CurrencyCode.NZD, value=Decimal("60.00")),
        charge_type=project.ChargeType.TIME,
        estimate_minutes=120,
    )
    painted = api.create_task(TENANT, made.project_id, task)
    assert painted.rate.value == Decimal("60.00")
    user = api.get_project_users(TENANT).items[0]
    spent = project.TimeEntryCreateOrUpdate(
        user_id=user.user_id,
        task_id=painted.task_id,
        date_utc=datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.timezone.utc),
        duration=30,
        description="First coat",
    )
    entry = api.create_time_entry(TENANT, made.project_id, spent)
    assert entry.duration == 30
    assert [it.time_entry_id for it in api.get_time_entries(TENANT, made.project_id).items] == [entry.time_entry_id]
    api.delete_time_entry(TENANT, made.project_id, entry.time_entry_id)
    listed = api.get_projects(TENANT, page=1, page_size=50)
    assert made.project_id in {it.project_id for it in listed.items}
    assert listed.pagination.item_count == len(listed.items)

"""Headings tell what a table holds and which column is which field."""

import pytest

from accounts.importing.fields import FIELDS
from accounts.importing.headers import KINDS, NEEDED, SYNONYMS, columns_of, kind_of, unit_of


@pytest.mark.parametrize(
    ("headers", "kind", "columns"),
    [
        ("account,sector,year_established,revenue,employees,office_location,subsidiary_of", "account",
         "name,industry,founded_year,annual_revenue,employees,country,parent"),
        ("sales_agent,manager,regional_office", "person", "name,manager,region"),
        ("product,series,sales_price", "product", "name,series,list_price"),
        ("opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value", "opportunity",
         "external_id,owner,product,account,stage,engaged_on,close_on,amount"),
        ("Id,Name,ParentId,Industry,NumberOfEmployees,OwnerId,BillingCountry", "account",
         "external_id,name,parent,industry,employees,owner,country"),
        ("Id,AccountId,Name,StageName,Amount,CloseDate", "opportunity",
         "external_id,account_id,name,stage,amount,close_on"),
        ("Id,AccountId,LastName,FirstName,Title,Email,ReportsToId", "contact",
         "external_id,account_id,last_name,first_name,title,email,reports_to"),
        ("Deal_Name,Account_Name,Stage,Closing_Date,Probability,Reason_For_Loss__s", "opportunity",
         "name,account,stage,close_on,probability,loss_reason"),
        ("_id,name,account_id,sales_stage,amount,close_date", "opportunity",
         "external_id,name,account_id,stage,amount,close_on"),
        ("id,accountName,industryId,employeeNumber,parentAccountId", "account",
         "external_id,name,industry,employees,parent"),
        ("客户名称,行业,员工人数,年营业额(万元),负责人", "account", "name,industry,employees,annual_revenue,owner"),
        ("客戶名稱,行業,員工人數,上級客戶", "account", "name,industry,employees,parent"),
        ("商机名称,客户名称,销售阶段,商机金额,预计成交日期", "opportunity", "name,account,stage,amount,close_on"),
        ("客户名称,姓名,职务,邮箱,手机,直属上级", "contact", "account,name,title,email,phone,reports_to"),
        ("合同编号,客户名称,开始日期,到期日期,合同金额", "contract", "external_id,account,starts_on,ends_on,annual_value"),
        ("Account,Invoice Date,Net Amount", "revenue", "account,month,amount"),
    ],
)  # fmt: skip
def test_tables_of_many_systems_are_recognised(headers: str, kind: str, columns: str) -> None:
    names = headers.split(",")
    assert kind_of(names, "export.csv") == kind
    assert list(columns_of(names, kind).values()) == columns.split(",")


@pytest.mark.parametrize("headers", ["accounts,,,,sales_teams,,", "foo,bar", "", "Relationship,,"])
def test_what_is_no_table_of_ours_is_not_data(headers: str) -> None:
    assert kind_of(headers.split(","), "data_dictionary.csv") == ""


def test_the_name_of_the_file_decides_between_equals() -> None:
    assert kind_of(["Name", "Title", "Department"], "employees.csv") == "person"


def test_what_a_person_once_said_comes_first() -> None:
    saved = {"bransch": "industry", "sector": ""}
    assert columns_of(["Name", "Bransch", "Sector"], "account", saved) == {0: "name", 1: "industry"}


def test_two_columns_for_a_field_take_the_better_known_name() -> None:
    assert columns_of(["MobilePhone", "Phone", "Name"], "contact") == {1: "phone", 2: "name"}


@pytest.mark.parametrize(
    ("header", "unit"),
    [("年营业额(万元)", 10_000), ("Revenue (in millions)", 1_000_000), ("Amount", 1), ("Amount (USD)", 1),
     ("金额（亿元）", 100_000_000)],
)  # fmt: skip
def test_units_stand_in_brackets(header: str, unit: int) -> None:
    assert unit_of(header) == unit


def test_every_synonym_names_a_field_that_can_be_mapped() -> None:
    for kind in KINDS:
        assert set(SYNONYMS[kind]) == set(FIELDS[kind])
        assert all(group <= set(FIELDS[kind]) for group in NEEDED[kind])

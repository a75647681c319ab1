"""What columns are called: English, Chinese in both scripts, and the API names of four CRMs."""

import re
import unicodedata
from functools import cache

# {kind: {our field: how others call it}}. Compared without case, blanks and signs, so "Deal Stage", "deal_stage" and
# "DealStage" are one. The order inside a kind decides when two columns would fit the same field: the first wins.
SYNONYMS: dict[str, dict[str, str]] = {
    "person": {
        "external_id": "user id, employee id, person id, id, _id, 员工ID, 员工编号, 工号, 員工編號, 用户ID, 用戶ID",
        "name": "sales agent, agent, sales rep, sales representative, full name, user name, employee, employee name, "
        "person, name, 姓名, 销售, 销售人员, 业务员, 員工姓名, 员工姓名, 銷售人員, 業務員",
        "email": "email, e-mail, email address, mail, 邮箱, 电子邮箱, 郵箱, 電子郵件, 邮件",
        "title": "title, job title, position, 职务, 职位, 職務, 職位, 岗位",
        "manager": "manager, sales manager, supervisor, reports to, line manager, ManagerId, team lead, 经理, 主管, "
        "销售经理, 上级, 直属上级, 經理, 銷售經理, 直屬上級",
        "region": "regional office, region, office, sales office, territory, department, 区域, 大区, 地区, 办事处, 部门, "
        "區域, 大區, 地區, 辦事處, 部門",
    },
    "product": {
        "name": "product, product name, item, item name, name, 产品, 产品名称, 商品名称, 產品, 產品名稱, 商品名稱",
        "series": "series, product series, product family, family, category, product category, line, 系列, 产品系列, "
        "产品类别, 类别, 分类, 產品系列, 產品類別",
        "list_price": "sales price, list price, price, unit price, UnitPrice, 价格, 单价, 标准价格, 售价, 價格, 單價, 售價",
        "currency": "currency, CurrencyIsoCode, currency code, 币种, 货币, 幣別, 幣種, 貨幣",
    },
    "account": {
        "external_id": "account id, AccountId, customer id, id, _id, record id, 客户ID, 客戶ID, 唯一性ID",
        "name": "account, account name, Account_Name, accountName, company, company name, customer, customer name, "
        "name, 客户名称, 客户, 公司名称, 公司, 企业名称, 客戶名稱, 客戶, 公司名稱",
        "parent": "subsidiary of, parent account, Parent_Account, ParentId, parent, parent company, parent_account_id, "
        "parentAccountId, 上级客户, 母公司, 上級客戶, 所属集团, 所屬集團",
        "industry": "sector, industry, industryId, 行业, 所属行业, 行業, 所屬行業, 产业",
        "segment": "segment, type, account type, rating, level, customer level, 客户级别, 客户类型, 级别, 客戶級別, 客戶類型",
        "employees": "employees, number of employees, NumberOfEmployees, employee_count, employeeNumber, headcount, "
        "员工人数, 人数, 員工人數, 总人数",
        "annual_revenue": "revenue, annual revenue, AnnualRevenue, annual sales, turnover, 年营业额, 销售额, 营业收入, "
        "年收入, 年營業額, 營業收入",
        "founded_year": "year established, founded, year founded, YearStarted, established, 成立年份, 成立时间, 成立年度, "
        "成立時間",
        "country": "office location, country, BillingCountry, Billing_Country, location, 国家, 国家/地区, 國家, 國家/地區",
        "city": "city, BillingCity, Billing_City, fCity, town, 城市, 市, 所在城市",
        "website": "website, web site, url, homepage, web, 网址, 网站, 公司网址, 網址, 網站",
        "phone": "phone, telephone, tel, phone number, 电话, 公司电话, 電話, 联系电话, 聯絡電話",
        "owner": "owner, OwnerId, owner name, account owner, account manager, 负责人, 所有人, 客户负责人, 負責人, 擁有者",
        "currency": "currency, CurrencyIsoCode, currency code, 币种, 货币, 幣別, 幣種, 貨幣",
        "description": "description, comment, comments, notes, remark, 备注, 描述, 备注信息, 備註, 說明",
    },
    "contact": {
        "external_id": "contact id, ContactId, id, _id, record id, 联系人ID, 聯絡人ID, 唯一性ID",
        "account_id": "AccountId, account_id, account id, customer id, 客户ID, 客戶ID",
        "account": "account, account name, Account_Name, company, company name, customer, customer name, 客户名称, 客户, "
        "公司, 公司名称, 客戶名稱, 客戶, 公司名稱",
        "name": "name, full name, Full_Name, contact, contact name, contactName, 姓名, 联系人, 联系人姓名, 聯絡人, 聯絡人姓名",
        "first_name": "first name, First_Name, given name, 名",
        "last_name": "last name, Last_Name, surname, family name, 姓",
        "title": "title, job title, job_title, position, post, 职务, 职位, 職務, 職位, 头衔",
        "department": "department, depart, division, 部门, 部門",
        "reports_to": "reports to, ReportsToId, Reporting_To, Reports_To, superior, manager, 直属上级, 上级, 直屬上級, 上級",
        "email": "email, e-mail, email address, mail, 邮箱, 电子邮箱, 郵箱, 電子郵件, 邮件",
        "phone": "phone, telephone, mobile, MobilePhone, mobile phone, tel, cell, 电话, 手机, 電話, 手機, 移动电话",
        "decision_roles": "role, contact role, contactRole, decision role, buying role, primary_contact, 联系人角色, 角色, "
        "決策角色, 决策角色, 聯絡人角色",
    },
    "opportunity": {
        "external_id": "opportunity id, OpportunityId, deal id, id, _id, record id, 商机ID, 商機ID, 商机编号, 商機編號, "
        "唯一性ID",
        "name": "opportunity name, opportunityName, Deal_Name, deal name, opportunity, deal, name, 商机名称, 商机, "
        "商機名稱, 商機, 销售机会",
        "account_id": "AccountId, account_id, account id, customer id, 客户ID, 客戶ID",
        "account": "account, account name, Account_Name, company, customer, customer name, 客户名称, 客户, 客戶名稱, 客戶",
        "product": "product, product name, 产品, 产品名称, 產品, 產品名稱",
        "owner": "sales agent, owner, OwnerId, owner name, opportunity owner, deal owner, sales rep, 负责人, 销售, "
        "商机负责人, 负责销售, 負責人, 銷售人員",
        "stage": "deal stage, stage, StageName, sales_stage, sales stage, saleStageId, 销售阶段, 阶段, 商机阶段, 銷售階段, "
        "階段",
        "amount": "close value, amount, deal value, value, money, deal amount, opportunity amount, 商机金额, 金额, "
        "预计销售金额, 商機金額, 金額",
        "currency": "currency, CurrencyIsoCode, currency code, 币种, 货币, 幣別, 幣種, 貨幣",
        "probability": "probability, winRate, win rate, chance, 赢率, 成功率, 可能性, 贏率",
        "engaged_on": "engage date, opened, open date, created date, CreatedDate, Created_Time, start date, create_time, "
        "createdAt, 创建时间, 创建日期, 開始日期, 建立日期, 立项日期",
        "close_on": "close date, CloseDate, Closing_Date, close_date, closing date, expected close date, "
        "预计成交日期, 成交日期, 结单日期, 預計成交日期, 成交日期",
        "next_step": "next step, Next_Step, next steps, 下一步, 下一步计划, 下一步計劃",
        "is_renewal": "type, opportunity type, opportunityType, deal type, record_type, 商机类型, 类型, 商機類型, 類型",
        "competitor": "competitor, competitors, main competitor, 竞争对手, 競爭對手",
        "loss_reason": "loss reason, lost reason, reason for loss, Reason_For_Loss__s, reason, 输单原因, 丢单原因, 輸單原因",
    },
    "contract": {
        "external_id": "contract id, ContractId, contract number, ContractNumber, id, _id, 合同ID, 合同编号, 合約編號, "
        "合同編號",
        "account_id": "AccountId, account_id, account id, customer id, 客户ID, 客戶ID",
        "account": "account, account name, Account_Name, company, customer, customer name, 客户名称, 客户, 客戶名稱, 客戶",
        "name": "contract, contract name, contract title, title, name, subject, 合同, 合同名称, 合同标题, 合約名稱, 合同名稱",
        "starts_on": "contract start, contract start date, StartDate, start date, started_time, starts on, 开始日期, "
        "合同开始日期, 生效日期, 開始日期, 合約開始日期",
        "ends_on": "contract end, contract end date, EndDate, end date, expired_time, ends on, expiry date, 结束日期, "
        "合同结束日期, 到期日期, 合同到期日期, 結束日期, 到期日",
        "annual_value": "annual value, value a year, contract value, amount, value, 年金额, 合同金额, 年度金额, 合約金額, "
        "年金額",
        "currency": "currency, CurrencyIsoCode, currency code, 币种, 货币, 幣別, 幣種, 貨幣",
        "notice_days": "notice, notice days, notice period, OwnerExpirationNotice, 通知天数, 提前通知天数, 通知天數",
    },
    "revenue": {
        "account_id": "AccountId, account_id, account id, customer id, 客户ID, 客戶ID",
        "account": "account, account name, Account_Name, company, customer, customer name, 客户名称, 客户, 客戶名稱, 客戶",
        "month": "month, invoice date, date, billing date, period, invoice month, posting date, 月份, 开票日期, 日期, 账期, "
        "開票日期, 帳期",
        "product": "product, product name, item, 产品, 产品名称, 產品, 產品名稱",
        "amount": "revenue, invoiced, amount, net amount, invoice amount, turnover, sales, billed, 金额, 收入, 开票金额, "
        "回款金额, 金額, 開票金額",
        "currency": "currency, CurrencyIsoCode, currency code, 币种, 货币, 幣別, 幣種, 貨幣",
    },
}
# A table is of a kind only if it has one column of each group.
NEEDED: dict[str, tuple[frozenset[str], ...]] = {
    "person": (frozenset({"name"}), frozenset({"manager", "region", "email", "title"})),
    "product": (frozenset({"name"}), frozenset({"series", "list_price"})),
    "account": (frozenset({"name"}),),
    "contact": (frozenset({"account", "account_id"}), frozenset({"name", "last_name", "first_name"}),
                frozenset({"email", "title", "phone", "department", "reports_to", "last_name"})),
    "opportunity": (frozenset({"external_id", "name"}), frozenset({"stage", "amount", "close_on"})),
    "contract": (frozenset({"account", "account_id"}), frozenset({"starts_on", "ends_on"})),
    "revenue": (frozenset({"account", "account_id"}), frozenset({"month"}), frozenset({"amount"})),
}  # fmt: skip
KINDS = tuple(SYNONYMS)
# What a file's or sheet's name hints at, when the columns alone leave two kinds equal.
NAME_HINTS = {
    "person": ("sales_team", "salesteam", "user", "employee", "agent", "员工", "用户", "销售人员"),
    "product": ("product", "产品", "產品"),
    "account": ("account", "compan", "customer", "客户", "客戶", "公司"),
    "contact": ("contact", "stakeholder", "联系人", "聯絡人"),
    "opportunity": ("opportunit", "pipeline", "deal", "商机", "商機"),
    "contract": ("contract", "合同", "合約"),
    "revenue": ("revenue", "invoice", "billing", "收入", "回款", "开票"),
}
_UNIT = re.compile(r"[(（]([^()（）]*)[)）]\s*$")
_NOT_SIGN = re.compile(r"[\W_]+")
UNIT_WORDS = {
    "千": 1_000, "千元": 1_000, "k": 1_000, "thousand": 1_000, "thousands": 1_000, "in thousands": 1_000,
    "万": 10_000, "万元": 10_000, "萬": 10_000, "萬元": 10_000, "百万": 1_000_000, "百万元": 1_000_000,
    "million": 1_000_000, "millions": 1_000_000, "in millions": 1_000_000, "mio": 1_000_000, "亿": 100_000_000,
    "亿元": 100_000_000, "億": 100_000_000,
}  # fmt: skip


def plain(header: str) -> str:
    """A heading without case, width, blanks, signs, and a unit in brackets at its end."""
    folded = unicodedata.normalize("NFKC", _UNIT.sub("", header) or header).casefold()
    return _NOT_SIGN.sub("", folded)


def unit_of(header: str) -> int:
    """10,000 for "年营业额(万元)": what the amounts of a column must be multiplied by."""
    found = _UNIT.search(header)
    return UNIT_WORDS.get(found[1].strip().casefold(), 1) if found else 1


@cache
def _table(kind: str) -> dict[str, tuple[str, int]]:
    """{plain heading: (field, how far back among the field's synonyms)}."""
    table: dict[str, tuple[str, int]] = {}
    for field, names in SYNONYMS[kind].items():
        for place, name in enumerate(names.split(",")):
            table.setdefault(plain(name.strip()), (field, place))
    return table


def columns_of(headers: list[str], kind: str, saved: dict[str, str] | None = None) -> dict[int, str]:
    """{column: our field} for a table of this kind; what a person once said for the source comes first."""
    table, saved = _table(kind), saved or {}
    wanted: list[tuple[int, int, str]] = []
    for index, header in enumerate(headers):
        key = plain(header)
        if key in saved:
            if saved[key]:
                wanted.append((-1, index, saved[key]))
        elif key in table:
            field, place = table[key]
            wanted.append((place, index, field))
    columns: dict[int, str] = {}
    for _place, index, field in sorted(wanted):
        if field not in columns.values():
            columns[index] = field
    return dict(sorted(columns.items()))


def kind_of(headers: list[str], name: str, mapping: dict[str, dict[str, str]] | None = None) -> str:
    """What a table holds, by its columns and then by its name; empty when nothing fits."""
    saved = mapping or {}
    best, best_score = "", 0.0
    for kind in KINDS:
        fields = set(columns_of(headers, kind, saved.get(kind)).values())
        if not all(group & fields for group in NEEDED[kind]):
            continue
        score = len(fields) + (1.5 if any(hint in name.casefold() for hint in NAME_HINTS[kind]) else 0)
        if score > best_score:
            best, best_score = kind, score
    named = [header for header in headers if header.strip()]
    return best if best and (best_score >= 2 or len(named) <= 1) else ""

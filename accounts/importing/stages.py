"""What others call the stages of a deal, and the roles of a contact."""

from accounts.importing.reasons import note
from accounts.importing.values import NULL, Read, Reader, Reading
from accounts.models import DecisionRole, Opportunity
from accounts.naming import folded

_WORDS = {
    Opportunity.Stage.EARLY: "prospecting, prospect, qualification, qualifying, qualified, lead, new, initial contact, "
    "discovery, identified, open, 初步接洽, 初步接触, 需求确认, 验证客户, 线索, 潜在, 初步沟通, 初步洽談, 需求確認",
    Opportunity.Stage.MID: "engaging, engaged, needs analysis, value proposition, id. decision makers, "
    "identify decision makers, perception analysis, demo, evaluation, solution, in progress, 需求分析, 方案, 方案制定, "
    "方案/报价, 立项, 跟进中, 进行中, 產品演示, 产品演示, 方案制定中",
    Opportunity.Stage.LATE: "proposal, proposal/price quote, price quote, quote, quotation, negotiation, "
    "negotiation/review, contract, contract sent, verbal commitment, commit, 报价, 谈判, 商务谈判, 谈判审核, 谈判/复审, "
    "签约, 合同, 招投标, 報價, 談判, 商務談判",
    Opportunity.Stage.WON: "won, closed won, close won, win, signed, 赢单, 成交, 已成交, 赢单结案, 成功, 贏單, 結案贏單",
    Opportunity.Stage.LOST: "lost, closed lost, close lost, closed lost to competition, loss, abandoned, dead, 输单, "
    "丢单, 失败, 输单结案, 无效, 作废, 輸單, 失單, 丟單",
}
_ROLES = {
    DecisionRole.ECONOMIC_BUYER: "economic buyer, economic decision maker, budget holder, 经济决策者, 预算负责人, 經濟決策者",
    DecisionRole.APPROVER: "approver, decision maker, executive sponsor, 决策人, 决策者, 审批人, 決策人, 決策者, 批准人",
    DecisionRole.INFLUENCER: "influencer, 影响者, 影响人, 影響者",
    DecisionRole.EVALUATOR: "evaluator, technical evaluator, technical buyer, 评估者, 技术评估, 技术负责人, 評估者",
    DecisionRole.USER: "user, business user, end user, 使用者, 使用人, 用户, 业务用户",
    DecisionRole.GATEKEEPER: "gatekeeper, gate keeper, 把关者, 守门人, 把關者",
    DecisionRole.COACH: "coach, champion, 教练, 支持者, 教練, 内线",
}


def spelled(words: str) -> str:
    """How spellings of a stage or role are compared."""
    return " ".join(folded(words).replace("_", " ").split())


STAGES = {spelled(word): str(stage) for stage, words in _WORDS.items() for word in words.split(",")}
ROLES = {spelled(word): str(role) for role, words in _ROLES.items() for word in words.split(",")}
RENEWALS = frozenset(
    map(spelled, ("renewal", "renew", "contract renewal", "续约", "续签", "續約", "續簽", "true", "yes"))
)


def stage_reader(mapping: dict[str, str]) -> Reader:
    """Our stage for theirs: what the source maps, else what is commonly known. Others stop this field only."""
    known = STAGES | {spelled(word): stage for word, stage in mapping.items() if stage}

    def read(cell: str) -> Reading:
        if not cell:
            return NULL
        stage = known.get(spelled(cell))
        return stage or Read(NULL, note("unmapped_stage", value=cell[:80]))

    return read


def role_reader(_setting: object) -> Reader:
    """The decision role for a word; contacts have a list of them."""

    def read(cell: str) -> Reading:
        if not cell:
            return NULL
        role = ROLES.get(spelled(cell))
        return f'["{role}"]' if role else Read(NULL, note("unmapped_role", value=cell[:80]))

    return read


def renewal_reader(_setting: object) -> Reader:
    """Whether a deal's type says that it renews a contract."""
    return lambda cell: NULL if not cell else "true" if spelled(cell) in RENEWALS else "false"

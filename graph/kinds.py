"""The event kinds: what can happen to a company, declared once.

Polarity is a parameter (-2 very adverse ... +2 very good), never law. `day` names the day that
counts: when it happened, not when it was published. Disclosure levels are those of the public
credit rules: `public` what law publishes, `gov` shared among departments, `auth` on the
subject's authority.

Source: domain notes 2.8 (vocabulary, lanes, polarity [param]) and 4.5 (disclosure).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.schema import Disclosure

Lane = Literal[
    "registration", "people", "tax", "social", "court", "licences", "supervision", "credit"
]

LANES: dict[Lane, str] = {
    "registration": "工商登记",
    "people": "人员与股权",
    "tax": "税务",
    "social": "社保与公积金",
    "court": "司法",
    "licences": "许可与处罚",
    "supervision": "行业监管",
    "credit": "信用",
}


@dataclass(frozen=True)
class EventKind:
    """One kind of event."""

    code: str
    title: str
    english: str
    lane: Lane
    polarity: int
    day: str
    disclosure: Disclosure = "public"
    opens: str = ""  # the kind whose effect this one ends, such as ABN_OUT for ABN_IN
    excused_by: str = ""  # the kind during whose effect this one is none, such as SI_DEFER


EVENT_KINDS = (
    EventKind("REG_EST", "成立", "established", "registration", 0, "成立日期"),
    EventKind("REG_CLOSE", "注销", "deregistered", "registration", 0, "核准日期"),
    EventKind("REG_REVOKE", "吊销", "licence revoked", "registration", -2, "处罚决定日期"),
    EventKind("REG_ANNUL", "撤销登记", "registration annulled", "registration", -2, "决定日期"),
    EventKind("REG_SUSPEND", "歇业", "suspended", "registration", -1, "备案日"),
    EventKind(
        "REG_RESUME", "恢复营业", "resumed", "registration", 0, "备案日", "public", "REG_SUSPEND"
    ),
    EventKind("CHG_NAME", "名称变更", "name changed", "registration", 0, "变更日期"),
    EventKind("CHG_ADDR", "住所变更", "address changed", "registration", 0, "变更日期"),
    EventKind("CHG_SCOPE", "经营范围变更", "scope changed", "registration", 0, "变更日期"),
    EventKind("CHG_TYPE", "企业类型变更", "type changed", "registration", 0, "变更日期"),
    EventKind("CHG_TERM", "营业期限变更", "term changed", "registration", 0, "变更日期"),
    EventKind(
        "CHG_OTHER", "其他登记变更", "other registration change", "registration", 0, "变更日期"
    ),
    EventKind("CHG_CAP_UP", "增资", "capital increased", "registration", 1, "变更日期"),
    EventKind("CHG_CAP_DOWN", "减资", "capital reduced", "registration", -1, "变更日期"),
    EventKind(
        "INDIV_TO_FIRM", "个转企", "individual business to firm", "registration", 0, "变更日期"
    ),
    EventKind("AR_FILED", "年报已报", "annual report filed", "registration", 0, "报送日期"),
    EventKind("AR_LATE", "年报迟报", "annual report late", "registration", -1, "报送日期"),
    EventKind("AR_MISSING", "年报未报", "annual report missing", "registration", -1, "6月30日"),
    EventKind(
        "ABN_IN", "列入经营异常名录", "abnormal operation listed", "registration", -1, "列入日期"
    ),
    EventKind(
        "ABN_OUT",
        "移出经营异常名录",
        "abnormal operation removed",
        "registration",
        0,
        "移出日期",
        "public",
        "ABN_IN",
    ),
    EventKind(
        "SER_IN", "列入严重违法失信名单", "serious violation listed", "registration", -2, "列入日期"
    ),
    EventKind(
        "SER_OUT",
        "移出严重违法失信名单",
        "serious violation removed",
        "registration",
        0,
        "移出日期",
        "public",
        "SER_IN",
    ),
    EventKind("LIQUIDATION", "清算", "liquidation", "registration", -1, "清算组备案日期"),
    EventKind("CHG_LR", "法定代表人变更", "legal representative changed", "people", 0, "变更日期"),
    EventKind("CHG_EQUITY", "股权变更", "equity changed", "people", 0, "变更日期"),
    EventKind("CHG_OFFICER", "董监高变更", "officers changed", "people", 0, "变更日期"),
    EventKind("CHG_BO", "受益所有人变更", "beneficial owner changed", "people", 0, "变更日期"),
    EventKind("CAP_PAID", "实缴出资", "capital paid in", "people", 0, "实缴出资日期"),
    EventKind("PLEDGE", "股权出质", "equity pledged", "people", 0, "登记日期"),
    EventKind("FREEZE_IN", "股权冻结", "equity frozen", "people", -1, "公示日期"),
    EventKind(
        "FREEZE_OUT",
        "解除冻结",
        "equity freeze lifted",
        "people",
        0,
        "公示日期",
        "public",
        "FREEZE_IN",
    ),
    EventKind("TAX_GRADE", "纳税信用评价", "tax credit rated", "tax", 0, "评定日期"),
    EventKind("TAX_ABN_IN", "认定非正常户", "abnormal taxpayer", "tax", -2, "认定日期"),
    EventKind(
        "TAX_ABN_OUT",
        "解除非正常户",
        "abnormal taxpayer lifted",
        "tax",
        0,
        "解除日期",
        "public",
        "TAX_ABN_IN",
    ),
    EventKind("TAX_ARREARS", "欠税公告", "tax arrears announced", "tax", -1, "公告日期"),
    EventKind("TAX_MAJOR", "重大税收违法", "major tax violation", "tax", -2, "列入日期"),
    EventKind(
        "TAX_CHECK", "税务稽查查补", "tax inspection with a finding", "tax", -1, "决定日期", "gov"
    ),
    EventKind("TAX_LATE", "逾期申报", "tax return late", "tax", -1, "申报期限", "gov"),
    EventKind("TAX_ZERO", "零申报", "zero return", "tax", 0, "申报期限", "gov"),
    EventKind("SI_REG", "社保登记", "social insurance registered", "social", 0, "登记日期", "gov"),
    EventKind(
        "SI_ARREARS",
        "社保欠费",
        "social insurance arrears",
        "social",
        -1,
        "欠费起始月",
        "gov",
        excused_by="SI_DEFER",
    ),
    EventKind(
        "SI_DEFER", "社保缓缴", "social insurance deferred", "social", 0, "缓缴起始月", "gov"
    ),
    EventKind("SI_STOP", "社保停保", "social insurance stopped", "social", -2, "停保月", "gov"),
    EventKind(
        "SI_RESUME",
        "社保续保",
        "social insurance resumed",
        "social",
        0,
        "续保月",
        "gov",
        "SI_STOP",
    ),
    EventKind("HF_OPEN", "公积金开户", "housing fund opened", "social", 0, "开户日期", "gov"),
    EventKind(
        "HF_STOP",
        "公积金停缴",
        "housing fund stopped",
        "social",
        -1,
        "停缴月",
        "gov",
        excused_by="HF_DEFER",
    ),
    EventKind(
        "HF_RESUME", "公积金复缴", "housing fund resumed", "social", 0, "复缴月", "gov", "HF_STOP"
    ),
    EventKind("HF_DEFER", "公积金缓缴", "housing fund deferred", "social", 0, "缓缴起始月", "gov"),
    EventKind(
        "HF_REDUCE", "公积金降低比例", "housing fund rate reduced", "social", 0, "起始月", "gov"
    ),
    EventKind("LIT_FILED", "立案/开庭", "case filed or heard", "court", -1, "立案日期或开庭时间"),
    EventKind("JUDG", "裁判", "judgment", "court", 0, "裁判日期"),
    EventKind("EXEC", "被执行", "enforcement case", "court", -1, "立案时间"),
    EventKind("SHIXIN_IN", "列入失信被执行人", "dishonest debtor listed", "court", -2, "发布日期"),
    EventKind(
        "SHIXIN_OUT",
        "移出失信被执行人",
        "dishonest debtor removed",
        "court",
        0,
        "移出日期",
        "public",
        "SHIXIN_IN",
    ),
    EventKind("XIANGAO_IN", "限制消费", "consumption limited", "court", -2, "发布日期"),
    EventKind(
        "XIANGAO_OUT",
        "解除限制消费",
        "consumption limit lifted",
        "court",
        0,
        "解除日期",
        "public",
        "XIANGAO_IN",
    ),
    EventKind(
        "ZHONGBEN", "终结本次执行", "enforcement closed without means", "court", -2, "终本日期"
    ),
    EventKind(
        "EXEC_RESUME",
        "恢复执行",
        "enforcement resumed",
        "court",
        0,
        "恢复日期",
        "public",
        "ZHONGBEN",
    ),
    EventKind("EXIT_BAN", "限制出境", "exit from the country barred", "court", -2, "决定日期"),
    EventKind(
        "EXIT_BAN_OUT",
        "解除限制出境",
        "exit bar lifted",
        "court",
        0,
        "解除日期",
        "public",
        "EXIT_BAN",
    ),
    EventKind("VALUATION", "询价评估", "assets valued for sale", "court", -1, "委托日期"),
    EventKind("AUCTION", "司法拍卖", "judicial auction", "court", -1, "拍卖日期"),
    EventKind("BKR_ACCEPT", "破产受理", "bankruptcy accepted", "court", -2, "受理日期"),
    EventKind("BKR_DECLARE", "宣告破产", "declared bankrupt", "court", -2, "裁定日期"),
    EventKind(
        "BKR_END",
        "破产程序终结",
        "bankruptcy closed",
        "court",
        0,
        "裁定日期",
        "public",
        "BKR_ACCEPT",
    ),
    EventKind("REORG_OK", "重整批准", "reorganisation approved", "court", 1, "裁定日期"),
    EventKind("LIC_GRANT", "行政许可", "licence granted", "licences", 1, "许可决定日期"),
    EventKind("LIC_EXPIRE", "许可到期", "licence expired", "licences", 0, "有效期至"),
    EventKind("LIC_REVOKE", "吊销许可", "licence revoked", "licences", -2, "决定日期"),
    EventKind("PEN_LIGHT", "轻微处罚", "light penalty", "licences", 0, "处罚决定日期"),
    EventKind("PEN_GEN", "一般处罚", "penalty", "licences", -1, "处罚决定日期"),
    EventKind("PEN_SERIOUS", "严重处罚", "serious penalty", "licences", -2, "处罚决定日期"),
    EventKind("TRF_VIO", "交通违法", "traffic violation", "supervision", -1, "违法时间", "gov"),
    EventKind("TRF_OVER", "超限运输", "overloaded vehicle", "supervision", -1, "检测时间", "gov"),
    EventKind("SAFE_ACC", "安全事故", "work accident", "supervision", -2, "事故日期"),
    EventKind("SAFE_PEN", "安全处罚", "work safety penalty", "supervision", -1, "决定日期"),
    EventKind("CHECK_OK", "抽查检查正常", "spot check passed", "supervision", 0, "检查日期"),
    EventKind("CHECK_BAD", "抽查检查有问题", "spot check failed", "supervision", -1, "检查日期"),
    EventKind("SAFE_HAZARD", "重大事故隐患", "grave hazard", "supervision", -1, "认定日期", "gov"),
    EventKind(
        "SAFE_CLEARED",
        "重大隐患销号",
        "grave hazard cleared",
        "supervision",
        0,
        "销号日期",
        "gov",
        "SAFE_HAZARD",
    ),
    EventKind(
        "SAFE_GRADE", "安全标准化评定", "safety standard rated", "supervision", 1, "评定日期"
    ),
    EventKind("QC_FAIL", "抽查不合格", "quality check failed", "supervision", -1, "抽样日期"),
    EventKind("QC_PASS", "抽查合格", "quality check passed", "supervision", 1, "抽样日期"),
    EventKind("RECALL", "产品召回", "product recalled", "supervision", -1, "召回日期"),
    EventKind("DUST_OVER", "扬尘超标", "dust over limit", "supervision", -1, "监测时间", "gov"),
    EventKind("ENV_OVER", "排放超标", "emission over limit", "supervision", -1, "监测时间"),
    EventKind("ENV_PEN", "环保处罚", "environmental penalty", "supervision", -1, "决定日期"),
    EventKind("ENV_GRADE", "环保信用评价", "environmental rating", "supervision", 0, "评价日期"),
    EventKind("COMPLAINT", "投诉举报", "complaint", "supervision", -1, "投诉日期", "gov"),
    EventKind(
        "COMPLAINT_NOTED",
        "投诉举报(未成立)",
        "complaint not upheld",
        "supervision",
        0,
        "投诉日期",
        "gov",
    ),
    EventKind("COMMIT_MADE", "信用承诺", "commitment made", "credit", 0, "承诺日期"),
    EventKind("COMMIT_KEPT", "履行承诺", "commitment kept", "credit", 1, "认定日期"),
    EventKind("COMMIT_PART", "部分履约", "commitment kept in part", "credit", 0, "认定日期"),
    EventKind("COMMIT_BROKEN", "违背承诺", "commitment broken", "credit", -2, "认定日期"),
    EventKind("REPAIR_DONE", "信用修复", "credit repaired", "credit", 1, "修复日期"),
    EventKind("RED_LIST", "红名单", "red list", "credit", 2, "列入日期"),
    EventKind(
        "RED_OUT", "移出红名单", "red list removed", "credit", 0, "移出日期", "public", "RED_LIST"
    ),
    EventKind("BLACK_IN", "列入黑名单", "black list", "credit", -2, "列入日期"),
    EventKind(
        "BLACK_OUT",
        "移出黑名单",
        "black list removed",
        "credit",
        0,
        "移出日期",
        "public",
        "BLACK_IN",
    ),
    EventKind(
        "UTIL_ARREARS", "公用事业欠费", "utility bills owed", "credit", -1, "欠费日期", "gov"
    ),
    EventKind("NOTED", "列入自备名单", "on a list of one's own", "credit", 0, "列入日期", "auth"),
    EventKind("GUAR_OUT", "对外担保", "guarantee given", "credit", 0, "登记日期"),
    EventKind(
        "IP_PLEDGE", "知识产权出质", "intellectual property pledged", "credit", 0, "登记日期"
    ),
    EventKind("MORTGAGE", "动产抵押", "chattel mortgage", "credit", 0, "登记日期"),
)

KINDS = {kind.code: kind for kind in EVENT_KINDS}

NOTHING = ("withdrawn", "deferred")
"""States of an event that says nothing against anybody."""

# The side a party stands on decides what a case says of it: an addition to the kind's polarity.
# A plaintiff is not blamed for a case, nor a winner for a judgment. [param]
ROLE_POLARITY = {
    ("LIT_FILED", "plaintiff"): 0,
    ("LIT_FILED", "third_party"): 0,
    ("JUDG", "defendant"): -1,
    ("JUDG", "appellee"): -1,
    ("EXEC", "applicant"): 0,
    ("BKR_ACCEPT", "applicant"): 0,
    ("BKR_ACCEPT", "administrator"): 0,
    ("SAFE_ACC", "partly_responsible"): -1,
    ("SAFE_ACC", "not_responsible"): 0,
    ("QC_PASS", "seller"): 0,
}


def polarity(kind: str, role: str) -> int:
    """Return how an event bears on a party of this role, from -2 to +2."""
    return ROLE_POLARITY.get((kind, role), KINDS[kind].polarity)

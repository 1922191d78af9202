"""Cases filed and hearings announced (立案与开庭公告), one row a case, hearing and party.

Source: the courts' announcements (案号, 案由, 开庭时间, 法庭, 当事人). Where the day of filing is
given the case is one event on that day, however many hearings it has; else each hearing is one.
"""

from loaders.table import (
    AnyParty,
    CaseNumber,
    Choice,
    Company,
    Date,
    Event,
    Name,
    Person,
    ResidentId,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="hearing",
    title="开庭公告",
    files=("*开庭公告*", "*立案信息*", "*hearing*"),
    kind="append",
    by_hand=True,
    columns={
        "案号": CaseNumber("case_number"),
        "法院": Text("court", required=False),
        "案由": Text("cause", required=False),
        "立案日期": Date("filed_on", required=False),
        "开庭时间": Date("heard_on"),
        "法庭": Text("room", required=False),
        "当事人": Name("party_name"),
        "当事人类型": Choice(
            "party_kind",
            required=False,
            words={
                "自然人": "person",
                "个人": "person",
                "法人": "company",
                "法人或其他组织": "company",
                "法人及非法人组织": "company",
                "企业": "company",
                "单位": "company",
            },
        ),
        "统一社会信用代码": Uscc("party_uscc", required=False, lenient=True),
        "身份证号码": ResidentId("party_id", required=False, lenient=True),
        "诉讼地位": Choice(
            "role",
            words={
                "原告": "plaintiff",
                "原告人": "plaintiff",
                "公诉机关": "prosecutor",
                "被告": "defendant",
                "被告人": "defendant",
                "第三人": "third_party",
                "上诉人": "appellant",
                "被上诉人": "appellee",
                "再审申请人": "appellant",
                "再审被申请人": "appellee",
                "申请人": "applicant",
                "被申请人": "respondent",
            },
        ),
        "公告日期": Date("published_on", required=False),
    },
    aliases={
        "开庭日期": "开庭时间",
        "审理法院": "法院",
        "开庭地点": "法庭",
        "当事人名称": "当事人",
        "当事人姓名/名称": "当事人",
        "当事人地位": "诉讼地位",
        "角色": "诉讼地位",
    },
    key=("case_number", "heard_on", "party_name", "role"),
    parties={
        "party": AnyParty(
            company=Company(uscc="party_uscc", name="party_name"),
            person=Person(name="party_name", id="party_id"),
            kind="party_kind",
        ),
    },
    facts=(
        Event(
            "LIT_FILED",
            day="filed_on",
            parties={"party": "party"},
            roles={"party": "role"},
            key=("case_number", "filed_on"),
            title="cause",
            number="case_number",
            authority="court",
            published="published_on",
            when={"filed_on": "*"},
        ),
        Event(
            "LIT_FILED",
            day="heard_on",
            parties={"party": "party"},
            roles={"party": "role"},
            key=("case_number", "heard_on"),
            title="cause",
            number="case_number",
            authority="court",
            published="published_on",
            when={"filed_on": ""},
        ),
    ),
    published="published_on",
)

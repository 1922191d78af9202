"""Liaison persons of registered enterprises (联络员), one row each.

Source: the market supervision department's register, whole at each delivery. Numbers usually
come masked, and a masked one identifies nobody. The liaison answers for the company, so the
company is reached by the same number.
"""

from loaders.table import (
    Code,
    Company,
    Date,
    Email,
    Name,
    Person,
    Phone,
    Reached,
    Relation,
    ResidentId,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="registration_liaison",
    title="联络员信息",
    files=(
        "*联络员*",
        "*registration_liaison*",
        "*e_li_liaison*",
    ),
    kind="full",
    unit="a liaison of a company",
    level="gov",
    rhythm="monthly",
    feeds=("C1", "C10", "C13"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "企业名称": Name("company_name", required=False),
        "联络员姓名": Name("person_name"),
        "证件类型": Text("certificate_kind", required=False),
        "证件号码": ResidentId("person_id", required=False, lenient=True),
        "移动电话": Phone("mobile", required=False),
        "电子邮箱": Email("email", required=False),
        "备案日期": Date("applied_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "name": "联络员姓名",
        "姓名": "联络员姓名",
        "联络员": "联络员姓名",
        "certype": "证件类型",
        "cerno": "证件号码",
        "tel": "移动电话",
        "mobtel": "移动电话",
        "联络员电话": "移动电话",
        "email": "电子邮箱",
        "applytime": "备案日期",
    },
    key=(
        "registry_key",
        "person_name",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
        "person": Person(name="person_name", id="person_id", phone="mobile", of="company"),
    },
    facts=(
        Relation(
            "SERVES_AS",
            source="person",
            target="company",
            since="applied_on",
            words={"position": "联络员", "role": "liaison"},
        ),
        Reached("person", contact="mobile"),
        Reached("person", contact="email"),
        Reached("company", contact="mobile"),
    ),
)

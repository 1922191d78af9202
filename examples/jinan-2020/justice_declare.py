"""Court announcements (开庭公告数据), one row an announcement and enterprise, no case number.

Source: table justice_declare of the Jinan set of 2020, explained in fields.xlsx. GB18030. A
summons says that a case is heard, a judgment served that one was given; a call for holders of a
lost bill (公示催告), a bankruptcy paper or a correction accuses nobody and stays a dated property.
The day is that of the announcement. Where the enterprise is on no side, or on both, its role is
only that of a party. Equal rows may be two cases, so no key is declared.
"""

from loaders.table import Choice, Code, Company, Date, Event, Property, Table

TABLE = Table(
    name="jinan_justice_declare",
    title="开庭公告",
    files=("justice_declare",),
    kind="append",
    columns={
        "entname": Code("company_key"),
        "declaredate": Date("announced_on"),
        "appellant": Choice("sues", words={"0": "no", "1": "yes"}),
        "defendant": Choice("is_sued", words={"0": "no", "1": "yes"}),
        "declarestyle": Choice(
            "notice",
            keeps="court_notice",
            words={
                "起诉状副本及开庭传票": "summons",
                "起诉状、上诉状副本": "summons",
                "开庭传票": "summons",
                "裁判文书": "judgment",
                "执行文书": "enforcement",
            },
            other="other",
        ),
    },
    parties={"company": Company(source_key="company_key")},
    facts=(
        Property("company", "source_key", field="company_key"),
        Property(
            "company",
            "fact",
            field="court_notice",
            since="announced_on",
            when={"notice": ("other", "enforcement")},
        ),
        Event(
            "LIT_FILED",
            day="announced_on",
            published="announced_on",
            parties={"company": "plaintiff"},
            title="court_notice",
            when={"notice": "summons", "sues": "yes", "is_sued": "no"},
        ),
        Event(
            "LIT_FILED",
            day="announced_on",
            published="announced_on",
            parties={"company": "defendant"},
            title="court_notice",
            when={"notice": "summons", "sues": "no", "is_sued": "yes"},
        ),
        Event(
            "LIT_FILED",
            day="announced_on",
            published="announced_on",
            parties={"company": "party"},
            title="court_notice",
            when={"notice": "summons", "sues": "no", "is_sued": "no"},
        ),
        Event(
            "LIT_FILED",
            day="announced_on",
            published="announced_on",
            parties={"company": "party"},
            title="court_notice",
            when={"notice": "summons", "sues": "yes", "is_sued": "yes"},
        ),
        Event(
            "JUDG",
            day="announced_on",
            published="announced_on",
            parties={"company": "plaintiff"},
            title="court_notice",
            when={"notice": "judgment", "sues": "yes", "is_sued": "no"},
        ),
        Event(
            "JUDG",
            day="announced_on",
            published="announced_on",
            parties={"company": "defendant"},
            title="court_notice",
            when={"notice": "judgment", "sues": "no", "is_sued": "yes"},
        ),
        Event(
            "JUDG",
            day="announced_on",
            published="announced_on",
            parties={"company": "party"},
            title="court_notice",
            when={"notice": "judgment", "sues": "no", "is_sued": "no"},
        ),
        Event(
            "JUDG",
            day="announced_on",
            published="announced_on",
            parties={"company": "party"},
            title="court_notice",
            when={"notice": "judgment", "sues": "yes", "is_sued": "yes"},
        ),
    ),
    published="announced_on",
)

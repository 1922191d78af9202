"""Headers as departments publish them: those that are a table's, and those that are refused.

They are of the shapes seen in publication lists of 2014 to 2024; no row is of any of them.
"""

from __future__ import annotations

PUBLISHED = {
    "penalty/with a number in front": (
        "行政处罚信息.csv",
        "序号,行政处罚决定书文号,处罚名称,处罚类别,处罚事由,处罚依据,行政相对人名称,统一社会信用代码,"
        "法定代表人姓名,处罚结果,处罚决定日期,处罚机关,备注",
    ),
    "penalty/with notes": (
        "行政处罚公示.csv",
        "序号,行政相对人名称（必填）,统一社会信用代码（必填）,行政处罚决定文书号（必填）,违法行为类型,违法事实,"
        "处罚依据,处罚类别（必填）,处罚内容,罚款金额（元）,处罚决定日期（必填）,处罚机关",
    ),
    "penalty/before 2018": (
        "行政处罚2017.csv",
        "行政处罚决定书文号,处罚名称,处罚类别1,处罚类别2,处罚事由,处罚依据,行政相对人名称,"
        "行政相对人代码_1 (统一社会信用代码),行政相对人代码_2 (组织机构代码),"
        "行政相对人代码_3 (工商登记码),行政相对人代码_4 (税务登记号),"
        "行政相对人代码_5 (居民身份证号),法定代表人姓名,处罚结果,处罚决定日期,"
        "处罚截止期,处罚机关,当前状态,地方编码,数据更新时间戳,备注",
    ),
    "penalty/codes before 2018": (
        "xzcf.csv",
        "CF_WSH,CF_CFMC,CF_CFLB1,CF_CFLB2,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_ZDM,CF_XDR_GSDJ,"
        "CF_XDR_SWDJ,CF_XDR_SFZ,CF_FR,CF_JG,CF_JDRQ,CF_XZJG,CF_ZT,DFBM,SJC,BZ",
    ),
    "penalty/of market supervision": (
        "市场监管行政处罚.csv",
        "序号,案件名称,行政处罚决定书文号,违法企业名称或违法自然人姓名,统一社会信用代码,法定代表人（负责人）,"
        "主要违法事实,行政处罚的种类,行政处罚的依据,处罚金额(元),作出处罚的机关名称,作出处罚决定日期",
    ),
    "licence/with a number in front": (
        "行政许可信息公示.csv",
        "序号,行政许可决定书文号,项目名称,审批类别,许可内容,行政相对人名称,统一社会信用代码,法定代表人姓名,"
        "许可决定日期,许可截止期,许可机关,当前状态,备注",
    ),
    "licence/starred": (
        "行政许可（法人）.csv",
        "*行政相对人名称,*行政相对人类别,行政相对人代码_1(统一社会信用代码),法定代表人,行政许可决定文书名称,"
        "*行政许可决定文书号,*许可类别,许可证书名称,许可编号,许可内容,*许可决定日期,*有效期自,*有效期至,*许可机关",
    ),
    "dishonest_debtor/of a court": (
        "失信被执行人名单.csv",
        "被执行人姓名/名称,身份证号码/组织机构代码,法定代表人或负责人姓名,执行法院,省份,执行依据文号,立案时间,案号,"
        "做出执行依据单位,生效法律文书确定的义务,被执行人的履行情况,失信被执行人行为具体情形,发布时间",
    ),
    "dishonest_debtor/of an interface": (
        "shixin.csv",
        "iname,caseCode,cardNum,businessEntity,courtName,areaName,partyTypeName,gistId,regDate,gistUnit,"
        "duty,performance,performedPart,unperformPart,disruptTypeName,publishDate,age,sexy",
    ),
    "judgment_debtor/short": (
        "被执行人.csv",
        "姓名/名称,证件号码/组织机构代码,执行法院,立案时间,案号,执行标的(元)",
    ),
    "tax_arrears/with people's numbers": (
        "欠税公告.csv",
        "序号,纳税人识别号,纳税人名称,法定代表人（负责人）姓名,居民身份证或其他有效身份证件号码,经营地点,欠税税种,"
        "欠税余额（元）,当期新发生的欠税金额（元）,主管税务机关,公告日期",
    ),
    "tax_arrears/of a quarter": (
        "2023年第4季度欠税公告.csv",
        "序号,纳税人识别号（统一社会信用代码）,纳税人名称,法定代表人姓名,证件种类,证件号码,生产经营地址,欠税税种,"
        "欠税余额（元角分）,当期新欠金额,公告日期",
    ),
    "tax_abnormal/of a bureau": (
        "非正常户公告.csv",
        "序号,社会信用代码（纳税人识别号）,纳税人名称,法定代表人（负责人）姓名,证件号码,生产经营地址,认定日期,主管税务机关",
    ),
    "abnormal_list/with both decisions": (
        "经营异常名录.csv",
        "序号,企业名称,统一社会信用代码/注册号,列入经营异常名录原因,列入日期,作出决定机关（列入）,"
        "移出经营异常名录原因,移出日期,作出决定机关（移出）",
    ),
    "abnormal_list/short": (
        "企业经营异常名录信息.csv",
        "企业名称,统一社会信用代码,法定代表人,列入异常名录原因,列入异常名录日期,列入决定机关",
    ),
    "serious_list/short": (
        "严重违法失信名单.csv",
        "序号,企业名称,统一社会信用代码,列入严重违法失信企业名单原因,列入日期,作出决定机关（列入）",
    ),
    "registration_basic/short": (
        "企业基本信息.csv",
        "序号,企业名称,统一社会信用代码,法定代表人,企业类型,注册资本（万元）,成立日期,住所,经营范围,登记机关,登记状态",
    ),
    "registration_basic/in other words": (
        "企业登记信息.csv",
        "企业名称,统一社会信用代码,注册号,法人代表,企业类型,注册资金,成立时间,经营期限自,经营期限至,地址,经营范围,"
        "登记机关,经营状态,核准日期",
    ),
    "spot_check/of a plan": (
        "双随机抽查结果.csv",
        "序号,企业名称,统一社会信用代码,抽查计划名称,抽查任务名称,抽查机关,抽查类型,抽查日期,抽查结果",
    ),
    "social_arrears/without a unit's number": (
        "社会保险欠费.csv",
        "序号,单位名称,统一社会信用代码,欠缴险种,欠费起始年月,欠费截止年月,欠费金额（元）",
    ),
    "consumption_limit/of a court": (
        "限制消费人员名单.csv",
        "序号,被限制人姓名,证件号码,企业信息,案号,执行法院,立案时间,发布时间",
    ),
    "environment_penalty/of its own": (
        "环境行政处罚.csv",
        "序号,处罚决定书文号,单位名称,统一社会信用代码,违法行为,处罚类别,罚款金额（万元）,处罚日期,处罚机关",
    ),
    "tax_credit_a/a number, a taxpayer, a year": (
        "纳税信用A级纳税人名单.csv",
        "序号,纳税人识别号,纳税人名称,评价年度",
    ),
    "tax_credit_a/with the office": (
        "2022年度纳税信用A级纳税人名单.csv",
        "序号,纳税人识别号（统一社会信用代码）,纳税人名称,评价年度,主管税务机关",
    ),
    "tax_credit_a/with the grade": (
        "A级纳税人.csv",
        "统一社会信用代码,纳税人名称,评价年度,信用等级",
    ),
    "tax_credit_grade/under the name of a list of A": (
        "纳税信用A级纳税人名单.csv",
        "序号,纳税人识别号,纳税人名称,评价年度,级别,评定日期",
    ),
    "tax_credit_grade/in other words": (
        "纳税信用评价结果.csv",
        "序号,纳税人识别号,纳税人名称,纳税信用级别,评价年度,评价时间,评价单位",
    ),
    "tax_major_violation/of a case": (
        "重大税收违法失信案件信息.csv",
        "案件编号,纳税人名称,纳税人识别号,案件性质,主要违法事实,相关法律依据及处理处罚情况,公布时间,"
        "公布机关",
    ),
    "tax_major_violation/of a party": (
        "重大税收违法失信主体公布.csv",
        "序号,失信主体名称,统一社会信用代码/纳税人识别号,注册地址,法定代表人姓名,性别,案件性质,"
        "主要违法事实,税务处理处罚情况,公布日期",
    ),
    "tax_major_violation/of who answered then": (
        "重大税收违法案件公布.csv",
        "序号,纳税人名称,纳税人识别号或社会信用代码,组织机构代码,注册地址,"
        "违法期间法人代表或者负责人姓名,违法期间法人代表或者负责人证件号码,案件性质,主要违法事实,"
        "相关法律依据及税务处理处罚情况,发布时间",
    ),
    "food_check_failed/of the state": (
        "食品安全监督抽检不合格产品信息.csv",
        "序号,标称生产企业名称,标称生产企业地址,被抽样单位名称,被抽样单位所在省份,食品名称,规格型号,"
        "生产日期/批号,不合格项目║检验结果║标准值,分类,公告号,公告日期,任务来源/项目名称,备注",
    ),
    "food_check_failed/with a sample's number": (
        "食品抽检信息.csv",
        "抽样编号,序号,标称生产企业名称,标称生产企业地址,被抽样单位名称,被抽样单位地址,食品名称,"
        "规格型号,商标,生产日期/批号,不合格项目||检验结果||标准值,公告号,公告日期,检验机构,备注",
    ),
    "equity_pledge/of a platform": (
        "股权出质设立登记.csv",
        "序号,质权登记编号,出质股权所在公司,统一社会信用代码,出质人,质权人,出质股权数额(万元),"
        "登记日期,登记机关",
    ),
    "equity_pledge/with both certificates": (
        "股权出质登记.csv",
        "序号,股权出质登记编号,出质股权标的企业,统一社会信用代码/注册号,出质人姓名/名称,"
        "出质人证件号码,出质股权数额（万元/万股）,质权人姓名/名称,质权人证件号码,股权出质登记日期,"
        "登记状态",
    ),
    "black_list/of unpaid wages": (
        "拖欠农民工工资黑名单.csv",
        "序号,企业名称,统一社会信用代码,法定代表人,列入原因,列入日期,列入机关",
    ),
    "black_list/of a bureau": (
        "黑名单.csv",
        "序号,单位名称,统一社会信用代码,法定代表人（负责人）,主要违法事实,列入时间,认定单位",
    ),
    "black_list/of joint punishment": (
        "拖欠农民工工资失信联合惩戒对象名单.csv",
        "序号,用人单位名称,统一社会信用代码,法定代表人或主要负责人姓名,列入日期,列入事由,列入决定机关,"
        "期限",
    ),
    "black_list/of work safety": (
        "安全生产失信联合惩戒黑名单.csv",
        "序号,单位名称,统一社会信用代码,主要负责人,失信行为简况,信息报送机关,纳入理由,"
        "管理期限起始日期,管理期限截止日期",
    ),
    "black_list/of statistics": (
        "统计上严重失信企业信息公示.csv",
        "序号,企业名称,统一社会信用代码,地址,法定代表人,企业统计违法行为,依法处理情况,公示日期,"
        "公示单位",
    ),
    "serious_list/called a black list": (
        "严重违法失信企业名单（黑名单）.csv",
        "序号,企业名称,统一社会信用代码/注册号,列入严重违法失信企业名单（黑名单）原因,列入日期,"
        "作出决定机关（列入）,移出严重违法失信企业名单（黑名单）原因,移出日期,作出决定机关（移出）",
    ),
    "serious_list/called a black list too, and short": (
        "严重违法失信企业名单（黑名单）.csv",
        "序号,企业名称,统一社会信用代码,列入严重违法失信企业名单原因,列入日期,作出决定机关（列入）",
    ),
    "red_list/without the list's name": (
        "守信激励红名单.csv",
        "序号,企业名称,统一社会信用代码,名单类型,认定单位,认定时间",
    ),
    "work_accident/of an inquiry": (
        "生产安全事故调查报告公开.csv",
        "序号,事故名称,事故单位,事故发生时间,事故发生地点,事故类别,事故等级,死亡人数,受伤人数,"
        "批复时间",
    ),
    "work_accident/with its loss": (
        "生产安全事故.csv",
        "序号,事故名称,事故发生单位,发生时间,事故等级,死亡人数,重伤人数,直接经济损失（万元）,"
        "结案时间",
    ),
    "penalty/with the day of its effect alone": (
        "行政处罚2015.csv",
        "行政处罚决定书文号,处罚名称,处罚类别,处罚事由,处罚依据,行政相对人名称,"
        "行政相对人代码_1（统一社会信用代码）,行政相对人代码_2（组织机构代码）,"
        "行政相对人代码_3（工商登记码）,行政相对人代码_4（税务登记号）,"
        "行政相对人代码_5（居民身份证号）,法定代表人姓名,处罚结果,处罚生效期,处罚截止期,处罚机关,"
        "当前状态,地方编码,数据更新时间戳,备注",
    ),
    "penalty/codes of 2015": (
        "行政处罚.csv",
        "CF_WSH,CF_CFMC,CF_CFLB1,CF_CFLB2,CF_SY,CF_YJ,"
        "CF_XDR,CF_XDR_SHXYM,CF_XDR_ZDM,CF_XDR_GSDJ,"
        "CF_XDR_SWDJ,CF_XDR_SFZ,CF_FR,CF_JG,CF_SXQ,CF_JZQ,"
        "CF_XZJG,CF_ZT,DFBM,SJC,BZ",
    ),
    "penalty/of a bureau in the state's form": (
        "生态环境行政处罚.csv",
        "行政相对人名称,行政相对人类别,行政相对人代码_1(统一社会信用代码),行政处罚决定文书号,"
        "违法行为类型,违法事实,处罚依据,处罚类别,处罚内容,罚款金额（万元）,处罚决定日期,处罚机关",
    ),
    "penalty/of a unit or a person": (
        "行政处罚案件信息公开表.csv",
        "序号,案件名称,处罚决定书文号,被处罚单位（个人）,违法事实,处罚种类,处罚依据,处罚结果,"
        "处罚时间,处罚机关",
    ),
    "environment_penalty/in other words": (
        "环境保护行政处罚.csv",
        "序号,企业名称,统一社会信用代码,决定书文号,环境违法行为,处罚种类,罚款金额(万元),下达时间,"
        "处罚机关",
    ),
    "licence/with the day of its effect alone": (
        "行政许可.csv",
        "行政许可决定书文号,项目名称,审批类别,许可内容,行政相对人名称,"
        "行政相对人代码_1(统一社会信用代码),法定代表人姓名,许可生效期,许可截止期,许可机关,当前状态,"
        "地方编码,数据更新时间戳,备注",
    ),
    "licence/codes of 2015": (
        "xzxk.csv",
        "XK_WSH,XK_XMMC,XK_SPLB,XK_NR,XK_XDR,XK_XDR_SHXYM,"
        "XK_XDR_ZDM,XK_XDR_GSDJ,XK_XDR_SWDJ,XK_XDR_SFZ,"
        "XK_FR,XK_JDRQ,XK_JZQ,XK_XZJG,XK_ZT,DFBM,SJC,BZ",
    ),
    "abnormal_list/with a registration number alone": (
        "经营异常名录.csv",
        "序号,主体名称,注册号,列入经营异常名录原因类型,列入日期,列入决定机关",
    ),
    "abnormal_list/of states": (
        "经营异常名录信息.csv",
        "企业名称,统一社会信用代码,列入异常原因,列入异常日期,列入异常机关,移出异常原因,移出异常日期,"
        "移出异常机关",
    ),
    "individual_abnormal/marked": (
        "个体工商户标记经营异常状态.csv",
        "名称,统一社会信用代码/注册号,标记经营异常状态原因,标记日期,作出决定机关（标记）,"
        "恢复正常记载状态原因,恢复日期,作出决定机关（恢复）",
    ),
    "spot_check/of the publicity system": (
        "抽查检查结果信息.csv",
        "检查实施机关,类型,日期,结果,企业名称,统一社会信用代码",
    ),
    "spot_check/of whom was looked at": (
        "双随机一公开抽查结果公示.csv",
        "序号,检查对象,统一社会信用代码,检查事项,检查时间,检查结果,检查部门",
    ),
    "dishonest_debtor/short": (
        "失信被执行人名单.csv",
        "序号,失信被执行人名称,组织机构代码,法定代表人,执行案号,执行法院,失信行为,发布日期",
    ),
    "tax_arrears/with the tax alone": (
        "欠税公告（企业）.csv",
        "序号,税务机关名称,纳税人识别号,纳税人名称,法定代表人（负责人）姓名,证件号码,生产经营地址,"
        "税种,欠税余额,当期新增欠税,公告日期",
    ),
    "tax_abnormal/of persons in charge": (
        "非正常户认定公告.csv",
        "序号,纳税人识别号,纳税人名称,法定代表人姓名,法定代表人身份证件号码,生产经营地址,"
        "认定非正常日期",
    ),
    "penalty/with its result alone": (
        "城管行政处罚.csv",
        "序号,决定书文号,当事人名称,统一社会信用代码,案由,处罚依据,处罚结果,处罚决定时间",
    ),
    "penalty/of the publicity system": (
        "市场监管行政处罚公示.csv",
        "序号,决定书文号,当事人名称,统一社会信用代码,法定代表人(负责人)姓名,违法行为类型,行政处罚内容,"
        "作出行政处罚决定机关名称,作出行政处罚决定日期,公示日期,备注",
    ),
    "penalty/in the form of 2014": (
        "行政处罚案件信息公开表.csv",
        "序号,行政处罚决定书文号,案件名称,违法企业名称或违法自然人姓名,违法企业组织机构代码,法定代表人姓名,"
        "主要违法事实,行政处罚的种类和依据,行政处罚的履行方式和期限,作出处罚的机关名称和日期",
    ),
    "licence/with a licence's number alone": (
        "取水行政许可.csv",
        "序号,许可证编号,单位名称,许可事项,发证日期,有效期至,许可机关",
    ),
    "licence/of the publicity system": (
        "行政许可信息公示.csv",
        "序号,企业名称,统一社会信用代码,许可文件编号,许可文件名称,有效期自,有效期至,许可机关,许可内容",
    ),
    "licence/to sell food": (
        "食品经营许可证.csv",
        "经营者名称,社会信用代码（身份证号码）,法定代表人（负责人）,住所,经营场所,主体业态,经营项目,"
        "许可证编号,发证机关,签发人,签发日期,有效期至",
    ),
    "pollution_permit/short": (
        "排污许可证.csv",
        "许可证编号,单位名称,行业类别,有效期限,发证日期",
    ),
    "safety_licence/short": (
        "安全生产许可证.csv",
        "企业名称,统一社会信用代码,许可证编号,许可范围,有效期起,有效期止,发证机关",
    ),
    "abnormal_list/of the credit portals": (
        "经营异常名录信息.csv",
        "数据类别,数据来源,企业名称,统一社会信用代码,注册号,法定代表人,列入经营异常名录原因类型名称,设立日期,"
        "列入决定机关名称,最新更新日期",
    ),
    "equity_pledge/with the code of whose shares they are": (
        "股权出质信息.csv",
        "登记编号,出质股权标的企业,标的企业统一社会信用代码,出质人,出质人证件号码,质权人,质权人证件号码,"
        "出质股权数额（万元）,登记日期,状态",
    ),
    "chattel_mortgage/with the code of who mortgages": (
        "动产抵押登记信息.csv",
        "登记编号,抵押人,抵押人统一社会信用代码,抵押权人,被担保债权数额（万元）,债务人履行债务的期限,"
        "登记日期,登记机关,状态",
    ),
    "individual_abnormal/with a registration number alone": (
        "个体工商户标记经营异常.csv",
        "名称,注册号,经营者,标记经营异常状态原因,标记日期,作出决定机关(标记),恢复日期",
    ),
    "product_certificate/of who applied": (
        "强制性产品认证.csv",
        "证书编号,申请人,产品名称,发证日期,证书有效期,证书状态",
    ),
    "auction/of a lot": (
        "司法拍卖公告.csv",
        "标的物名称,处置法院,起拍价（元）,评估价（元）,开拍时间,所有人",
    ),
    "quality_check/with a conclusion": (
        "食品抽检合格信息.csv",
        "抽样单号,标称生产企业名称,被抽样单位名称,食品名称,规格型号,抽样时间,检验结论,检验机构",
    ),
    "black_list/of producers": (
        "安全生产黑名单.csv",
        "生产经营单位名称,统一社会信用代码,主要负责人,失信行为简况,信息报送机关,纳入理由,列入日期",
    ),
}  # fmt: skip
"""Table and what is particular -> name of the file, its header."""

REFUSED = {
    "a list of A without its year": (
        "2023年度A级纳税人名单.csv",
        "序号,纳税人识别号,纳税人名称,主管税务机关",
        "its name fits tax_credit_a, but its header (line 1) lacks 评价年度; for people_list,",
    ),
    "a list of abnormal firms with the day of founding alone": (
        "经营异常名录.csv",
        "企业名称,统一社会信用代码,注册号,法定代表人,列入原因,设立日期,列入机关",
        "its name fits abnormal_list, but its header (line 1) lacks 列入日期",
    ),
    "food that passed, as its title alone says": (
        "食品安全监督抽检合格产品信息.csv",
        "序号,标称生产企业名称,被抽样单位名称,食品名称,规格型号,生产日期/批号,分类,公告号,公告日期",
        "lacks 不合格项目║检验结果║标准值; for quality_check, 抽样单编号",
    ),
    "a pledge of a company without a code": (
        "股权出质登记.csv",
        "登记编号,出质人,出质股权数额,质权人,股权出质设立登记日期,状态,公示日期",
        "lacks 主体身份代码 or 统一社会信用代码; add that to it",
    ),
    "a penalty of which nobody says the kind": (
        "城管行政处罚.csv",
        "序号,决定书文号,当事人名称,统一社会信用代码,案由,处罚依据,处罚决定时间",
        "lacks CF_CFLB (处罚类别) or CF_NR (处罚内容); add that to it, or declare it with",
    ),
    "debtors in enforcement called dishonest": (
        "失信被执行人.csv",
        "序号,被执行人,证件号码,案号,立案日期,执行标的（元）,执行法院",
        "its name fits dishonest_debtor, but its header (line 1) lacks 发布时间",
    ),
    "arrears without their day": (
        "欠税公告.csv",
        "序号,纳税人识别号,纳税人名称,欠税税种,欠税余额（元）,当期新欠金额",
        "its name fits tax_arrears, but its header (line 1) lacks 公告日期; add that to it",
    ),
    "what two tables read alike": (
        "股东及出资信息.csv",
        "企业名称,统一社会信用代码,股东名称,股东类型,认缴出资额(万元),认缴出资日期,认缴出资方式",
        "contribution, registration_investor; give it a name that fits one alone.",
    ),
    "a header under another name": (
        "二季度汇总.csv",
        "案号,被执行人姓名/名称,身份证号码/组织机构代码,执行法院,立案时间,终本日期,执行标的,未履行金额",
        "its header is that of closed_without_means, whose files are called *终本*",
    ),
    "a winner of a tender": (
        "中标公告.csv",
        "序号,项目名称,招标人,中标人,中标金额（万元）,中标日期",
        "neither its name nor its header is that of a declared table; declare it with",
    ),
    "a building's permit": (
        "建筑工程施工许可.csv",
        "施工许可证编号,工程名称,建设单位,施工单位,合同价格（万元）,发证日期,发证机关",
        "declare it with `qiji table new`.",
    ),
    "a deregistration in short form": (
        "简易注销公告.csv",
        "序号,企业名称,统一社会信用代码,登记机关,公告期,公告状态",
        "declare it with `qiji table new`.",
    ),
    "polluters to be watched": (
        "重点排污单位名录.csv",
        "序号,企业名称,统一社会信用代码,类别,所属区县",
        "declare it with `qiji table new`.",
    ),
    "a purchase of the state": (
        "政府采购合同.csv",
        "合同编号,合同名称,采购人,供应商,合同金额,签订日期",
        "declare it with `qiji table new`.",
    ),
}  # fmt: skip
"""What it is -> name of the file, its header, what is said of it."""

"""Numbers that are easily read wrong: value, unit and kind of every figure of a sentence."""

import pytest

from kelan_analysis import read_figures, run_checks

# A sentence, then for every figure "value unit kind", the value with its sign.
NUMBERS = [
    # opposites and nouns whose last character is a direction
    ("航班起降1.62万架次，较上年增加3100架次。", "1.62 万架次 count, 3100 架次 difference"),
    ("电梯升降12万次，价格涨跌2.3%，库容增减0.3亿立方米。", "12 万次 count, 2.3 % rate, 0.3 亿立方米 amount"),
    ("处长3名、科长12名。", "3 名 count, 12 名 count"),
    ("大坝高86米，隧道长3.2公里，水位比上年高0.2米。", "86 米 amount, 3.2 公里 amount, 0.2 米 difference"),
    ("利润3.6亿元，同比减利0.4亿元，降幅10.0%。", "3.6 亿元 amount, -0.4 亿元 difference, -10.0 % growth"),
    ("固定资产投资-4.1%，自然增长率-1.2‰。", "-4.1 % growth, -1.2 ‰ rate"),
    ("极端最低气温零下8.4℃。", "-8.4 ℃ amount"),
    ("收入6.2亿元，较年初预算短收1.4亿元。", "6.2 亿元 amount, -1.4 亿元 difference"),
    # a unit of its own, and a unit that is shared
    ("断面3个，较上年减少2个，下降0.7个百分点。", "3 个 count, -2 个 difference, -0.7 百分点 difference"),
    ("比全省高1.5个、比全市低0.8个百分点。", "1.5 百分点 difference, -0.8 百分点 difference"),
    ("用电量分别为0.4亿、1.3亿和2.1亿千瓦时。", "0.4 亿千瓦时 amount, 1.3 亿千瓦时 amount, 2.1 亿千瓦时 amount"),
    ("煤耗310克标准煤/千瓦时，客运强度0.63万人次/公里·日。",
     "310 克标准煤/千瓦时 amount, 0.63 万人次/公里·日 rate"),
    # letters before the number, numerals in two parts, a stroke and a hyphen between two
    ("实现GDP412.6亿元，PMI49.0%，LNG8.6万吨。", "412.6 亿元 amount, 49.0 % rate, 8.6 万吨 amount"),
    ("A4纸12包，ISO9001认证12家，PM10年均48微克/立方米。", "12 包 count, 12 家 count, 48 微克/立方米 amount"),
    ("投资3亿5千万元，接待12万8千人次。", "350000000 元 amount, 128000 人次 count"),
    ("总投资2亿8千6百万元，收入1.2个亿。", "286000000 元 amount, 1.2 亿元 amount"),
    ("亏损2千多万元，欠款3个多亿。", "2 千万元 amount, 3 亿元 amount"),
    ("亩产800斤-1000斤，补贴3万-5万元。", "800 斤 amount, 1000 斤 amount, 3 万元 amount, 5 万元 amount"),
    ("失业率3.1%，较上年-0.4个百分点。", "3.1 % rate, -0.4 百分点 difference"),
    ("投资86. 4亿元，收入12 864万元。", "86.4 亿元 amount, 12864 万元 amount"),
    ("增速分别为8.6%/7.2%/6.4%。", "8.6 % growth, 7.2 % growth, 6.4 % growth"),
    ("投资86亿，播放量3亿。", "86 亿 amount, 3 亿 count"),
    ("PM2.5浓度42μg/m³，限值0.05mg/kg，流量1260m3/s。", "42 μg/m³ amount, 0.05 mg/kg amount, 1260 m3/s amount"),
    # no one number at all, and days that are dates
    ("来了四五十人，一件挣四五毛，收了三斤半。", ""),
    ("两成半的农户受益。", "2.5 成 share"),
    ("截至27日，降雪8.6毫米。24日，记者获悉，工期30日。", "8.6 毫米 amount, 30 日 duration"),
    # one duration in several units
    ("出警时间缩短至6分42秒，比上年缩短1分18秒。", "402 秒 duration, -78 秒 difference"),
    ("全程2小时15分，用时45分钟。", "135 分钟 duration, 45 分钟 duration"),
    # a limit, and a distance from one
    ("债务余额44.2亿元，低于债务限额46.8亿元。", "44.2 亿元 amount, 46.8 亿元 amount"),
    ("债务余额44.2亿元，低于限额2.6亿元。", "44.2 亿元 amount, -2.6 亿元 difference"),
    ("降水1026毫米，偏多一成，综合考核居全市第4位，前移两位。",
     "1026 毫米 amount, 1 成 growth, 4 位 rank, 2 位 difference"),
    ("下降0.4个百分点至5.1%，标准上调170元至1850元。",
     "-0.4 百分点 difference, 5.1 % rate, 170 元 difference, 1850 元 amount"),
    ("网络零售额以17.5%的速度增长，煤炭消费以3%的速度递减。", "17.5 % growth, -3 % growth"),
    # words that hold a unit or a hedge, and numbers that are no figures
    ("新签约亿元以上项目21个，其中50亿元以上1个、10亿—50亿元4个。", "21 个 count, 1 个 count, 4 个 count"),
    ("92号汽油和0号柴油最高零售价每升分别为7.68元和7.34元。", "7.68 元 amount, 7.34 元 amount"),
    ("献血总量7.38万单位，签约2951人。", "7.38 万单位 count, 2951 人 count"),
    ("猪肉零售均价每500克14.86元，均价3.48元/500克。", "14.86 元 amount, 3.48 元/500克 amount"),
    ("项目管理费不得超过1%，不得低于0.5%。", "1 % rate, 0.5 % rate"),
    ("税收地方留成按5∶5分成。", "5 :5 ratio"),
    ("国家集采药品平均降价53%，最高降幅96%。", "-53 % growth, -96 % growth"),
    ("成交额1.02万亿元，较上一交易日缩量340亿元。", "1.02 万亿元 amount, -340 亿元 difference"),
    ("货物发送量1864万吨，同比增运127万吨。", "1864 万吨 amount, 127 万吨 difference"),
    ("70个城市中，价格上涨的有7个，持平的有4个，下降的有59个。", "70 个 count, 7 个 count, 4 个 count, 59 个 count"),
    ("票面利率4.28%，认购倍数2.7倍。", "4.28 % rate, 2.7 倍 multiple"),
    ("营运船舶2684万载重吨，锅炉412蒸吨。", "2684 万载重吨 amount, 412 蒸吨 amount"),
    ("旱区小麦一二类苗比例仍达83%，一级档案室占三分之一强。", "83 % share, 0.333333333333 None share"),
    ("流转期限5年以下的占23.4%，5—10年的占41.8%，10年以上的占34.8%。", "23.4 % share, 41.8 % share, 34.8 % share"),
    ("年产值1—10亿元的427家，1亿元以下的721家，100—200毫米的站点263个。", "427 家 count, 721 家 count, 263 个 count"),
    ("震中5公里范围内平均海拔1386米，20公里内有4个乡镇。", "1386 米 amount, 4 个 count"),
    ("深夜食堂延时至凌晨2点，24小时书店12家，百万吨死亡率0.04。", "12 家 count, 0.04 None rate"),
    ("11日20时至12日20时，平均降水12.6毫米。", "12.6 毫米 amount"),
    ("泊位126个，其中万吨级以上58个、10万吨级以上21个。", "126 个 count, 58 个 count, 21 个 count"),
    ("报录比接近15比1，研发人员由36人年增加到58人年。", "15 :1 ratio, 36 人年 count, 58 人年 count"),
    ("资金连续五年每年不少于3000万元，15秒接通率99.1%。", "5 年 duration, 3000 万元 amount, 99.1 % rate"),
    ("高温日数（日最高气温≥35℃的）41天，总股本4.95亿股。", "41 天 duration, 4.95 亿股 count"),
    ("2025届高校毕业生去向落实率83.7%，400毫升献血者比例68.9%。", "83.7 % rate, 68.9 % share"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "wanted"), NUMBERS, ids=[n[0][:12] for n in NUMBERS])
def test_value_unit_and_kind(sentence, wanted):
    figures = read_figures(sentence)
    assert ", ".join(f"{f.value} {f.unit} {f.kind}" for f in figures) == wanted


# Sound texts in which a careless reader finds a contradiction.
SOUND = [
    "在用特种设备15.84万台（套），其中电梯8.32万台、起重机械1.96万台、锅炉0.21万台、压力容器4.37万台、"
    "场（厂）内专用机动车辆0.94万台、其他0.04万台，另有气瓶126.7万只。",
    "检出不合格样品137批次。按食品类别，食用农产品不合格92批次，占67.2%；餐饮食品28批次，占20.4%；"
    "糕点9批次，饮料5批次，其他3批次。",
    "节约资金11.9亿元，节资率5.6%；溢价5.2亿元，溢价率6.2%。",
    "大型水库蓄水47.83亿立方米，比去年同期多蓄3.67亿立方米，较常年同期偏多12%。",
    "一般公共预算收入864213万元。一般公共预算支出2368150万元。加上上级补助收入1402336万元、上年结转61208万元，"
    "收入总计2327757万元。",
    "一般贸易进出口243.8亿元，占全市外贸总值的78.2%。民营企业进出口201.5亿元，占64.6%。",
    "基金收入38.72亿元、支出36.15亿元，当期结余2.57亿元，累计结余24.83亿元。",
    "60岁及以上人口118.4万人，占总人口的21.0%，其中65岁及以上人口86.9万人，占15.4%；0—14岁人口91.3万人，占16.2%。",
    "粮食总产量22.99万吨。分季节看，夏粮产量2.57万吨；早稻产量8.70万吨；秋粮产量11.72万吨。",
    "受理案件3186件，涉及劳动者4053人；审结3074件，调解成功率74.6%。",
    "签约项目中，工业项目12个；已落地开工9个，开工率45%。",
    "充电桩2864个，今年新建693个，较去年底增长31.9%。",
    "全年基金收入168.9亿元，其中征缴收入104.6亿元、其他收入64.3亿元；基金支出159.4亿元，当年结余9.5亿元。",
    "快递业务量1.86亿件，其中同城2146万件，异地16416万件，国际38万件，分别占11.5%、88.3%和0.2%。",
    "隐患9872项，其中一般隐患9815项、重大隐患57项，重大隐患已整改51项，其余6项正在整改。",
    "从业人员1286.4万人，其中女性471.8万人；分行业看，制造业386.2万人，占30.0%，建筑业248.7万人，占19.3%。",
    "工业用地862亩，占43.1%；住宅用地638亩，占31.9%；商服用地312亩，占15.6%；其他188亩，占9.4%。",
    "优秀126人、占12.6%，合格862人、占86.2%，其余12人基本合格。",
    "各项存款186.42亿元，增长7.1%；不良贷款3.42亿元，占比2.58%。",
    "新开工项目118个，已开工97个，开工率82.2%；续建项目194个，复工率达到100%。",
    "粮食产量26.8万吨，其中小麦8.4万吨，玉米12.1万吨，蔬菜产量66.3万吨。",
    "签约项目86个，其中工业项目42个，农业项目18个，储备项目96个。",
    "从道路类型看，农村道路事故27起，占42.2%；国省道事故22起，占34.4%；城区道路事故15起，占23.4%。",
]


@pytest.mark.parametrize("text", SOUND, ids=[text[:12] for text in SOUND])
def test_a_sound_text_is_not_accused(text):
    checks = run_checks(read_figures(text)).checks
    assert [check.formula for check in checks if check.verdict == "contradiction"] == []


SEEN = [
    ("完成食品抽检2156批次，检出不合格47批次，合格率96.8%。", "1 − 47 ÷ 2156 = 96.8%"),
    ("交通事故64起，同比减少9起，下降123%。", "−9 ÷ (64 − (−9)) = −123%"),
    ("社会组织267个，其中社会团体96个、民办非企业单位119个、基金会2个。", "96 + 119 + 2 = 267个"),
    (
        "生产总值842.6亿元。第一产业增加值96.4亿元；第二产业318.7亿元；第三产业427.5亿元。"
        "三次产业比为11.4∶35.8∶50.7。",
        "318.7 ÷ 842.6 = 35.8%",
    ),
    ("成交2864套，环比增加312套，增幅62.2%；同比减少186套，降幅6.1%。", "312 ÷ (2864 − 312) = 62.2%"),
    ("用水8.6亿吨，比上年增加0.6亿吨，增长7.5%，比2019年减少0.4亿吨，下降9.4%。", "−0.4 ÷ (8.6 − (−0.4)) = −9.4%"),
    ("旅游景区46家，其中5A级2家，4A级14家，3A级及以下32家。", "2 + 14 + 32 = 46家"),
    ("优良天数287天，其中优118天、良769天。", "769 ≤ 287"),
    ("粮食产量26.8万吨，其中小麦8.4万吨，玉米12.1万吨，水稻66.3万吨。", "66.3 ≤ 26.8万吨"),
    ("男性占总人口的51.24%，女性占45.76%。", "51.24 + 45.76 = 100%"),
    ("常住人口中，0—14岁占16.8%，15—59岁占61.4%，60岁及以上占28.8%。", "16.8 + 61.4 + 28.8 = 100%"),
    ("签约项目63个，其中外资项目5个、内资项目57个。", "5 + 57 = 63个"),
    ("下达资金1.2亿元，已拨付8640万元，拨付进度76%。", "8640万元 ÷ 1.2亿元 = 76%"),
]


@pytest.mark.parametrize(("text", "formula"), SEEN, ids=[s[0][:12] for s in SEEN])
def test_a_misprint_that_only_names_give_away_is_seen(text, formula):
    wrong = [c.formula for c in run_checks(read_figures(text)).checks if c.verdict == "contradiction"]
    assert formula in wrong


# Ordinary words that end like a place, places, and where a text goes on after a whole is named.
REGIONS = [
    ("为全县23个社区开展义诊活动。", ["全县"]),
    ("为全市12个集体发放奖金30万元。", ["全市", "全市"]),
    ("边民互市贸易额12.6亿元。总市值1863亿元，退市1家。", [None, None, None]),
    ("新增百强县2个，产粮大县5个。建制镇垃圾站46座。", [None, None, None]),
    ("老旧街区改造4片。商业区客流3万人次。甲病区患者86人。网格区划286个。", [None] * 4),
    ("97个停电台区已恢复91个；抢通国省道5条。", [None, None, None]),
    ("县级行政区划单位2844个，其中市辖区977个、县1299个。", [None, None, None]),
    ("安排甲县资金8264万元。", ["甲县"]),
    ("开发区、高新区、保税区分别完成进出口86亿元、42亿元和117亿元。", ["开发区", "高新区", "保税区"]),
    ("丰台区人口201万人，辛集市59万人，攀枝花市121万人。", ["丰台区", "辛集市", "攀枝花市"]),
    ("全区企业427家，拉动全市服务业增长3.1个百分点。相关服务业增长26.7%。", ["全区", "全市", "全区"]),
    ("全县城区供热面积862万平方米。", ["全县"]),
    ("全市生产总值86亿元，其中甲县12亿元。固定资产投资24亿元。", ["全市", "甲县", "全市"]),
    ("丁县项目118项，其中甲镇3项。民生类项目33项。", ["丁县", "甲镇", "丁县"]),
]


@pytest.mark.parametrize(("sentence", "regions"), REGIONS, ids=[r[0][:12] for r in REGIONS])
def test_region(sentence, regions):
    assert [figure.region for figure in read_figures(sentence)] == regions


BOUNDS = [("不得超过1%", "under"), ("不能高于1%", "under"), ("不得低于1%", "over"), ("破1%", "over")]


@pytest.mark.parametrize(("said", "hedge"), BOUNDS)
def test_what_may_not_be_passed_is_a_bound(said, hedge):
    assert [figure.hedge for figure in read_figures(f"管理费比例{said}。")] == [hedge]


def test_a_paragraph_keeps_the_year_it_opens_with_and_no_longer():
    text = "甲县2024年运行情况\n粮食产量8万吨。\n2023年，投资3亿元。出口2亿元。\n进口1亿元。"
    assert [figure.period for figure in read_figures(text)] == ["2024", "2023", "2023", "2024"]


def test_what_a_paragraph_counted_owns_nothing_in_the_next():
    jobs, invested, projects = read_figures("可提供就业岗位1200个。\n上半年，完成投资231亿元。其中，续建项目94个。")
    assert invested.indicator == "完成投资"
    assert [figure.relates_to for figure in (jobs, invested, projects)] == [None, None, None]


def test_eight_months_go_on_in_a_text_of_august():
    text = "甲口岸2024年8月情况\n货运量58万吨。\n1—8月，进出口总值186亿元。其中，出口119亿元。\n时间28小时。"
    assert [f.period for f in read_figures(text)] == ["2024-08", "2024-01/08", "2024-01/08", "2024-08"]

"""Names of the demo's world: companies, people, products. All invented."""

from dataclasses import dataclass

INDUSTRIES = (
    "Food and drink",
    "Automotive",
    "Machinery",
    "Chemicals",
    "Medical technology",
    "Logistics",
    "Energy",
    "Electronics",
    "Retail",
    "Packaging",
)
SEGMENTS = ("Enterprise", "Upper mid-market", "Mid-market")

EUROPE = (
    ("Aurora Foods", "Germany", "Hamburg"), ("Brandt Maschinenbau", "Germany", "Stuttgart"),
    ("Castellane Group", "France", "Lyon"), ("Delmora Chimica", "Italy", "Milan"),
    ("Eidervik Energi", "Norway", "Bergen"), ("Falkenrath Logistik", "Germany", "Duisburg"),
    ("Gallego Envases", "Spain", "Valencia"), ("Halvorsen Shipping", "Norway", "Oslo"),
    ("Iberlac Alimentos", "Spain", "Madrid"), ("Jansen & de Wit", "Netherlands", "Eindhoven"),
    ("Kestrel Avionics", "United Kingdom", "Bristol"), ("Lindqvist Medical", "Sweden", "Malmö"),
    ("Moravia Steel Works", "Czechia", "Ostrava"), ("Nordlys Pharma", "Denmark", "Odense"),
    ("Oberland Papier", "Austria", "Graz"), ("Pellegrini Motori", "Italy", "Modena"),
    ("Quintessa Retail", "United Kingdom", "Leeds"), ("Rheinufer Chemie", "Germany", "Leverkusen"),
    ("Savoy Instruments", "France", "Annecy"), ("Tatra Components", "Slovakia", "Žilina"),
    ("Uusimaa Electronics", "Finland", "Espoo"), ("Van Houten Cold Chain", "Netherlands", "Rotterdam"),
    ("Weserbergland Glas", "Germany", "Kassel"), ("Ypres Textiles", "Belgium", "Ghent"),
    ("Zugspitz Optik", "Germany", "Munich"), ("Albion Water", "United Kingdom", "Reading"),
    ("Bastide Agro", "France", "Toulouse"), ("Carpathia Timber", "Romania", "Brașov"),
    ("Douro Bottling", "Portugal", "Porto"), ("Elbe Turbinen", "Germany", "Dresden"),
    ("Fjordkraft Systems", "Norway", "Stavanger"), ("Granit Bau", "Switzerland", "Bern"),
    ("Hellas Marine", "Greece", "Piraeus"), ("Inari Mining", "Finland", "Oulu"),
    ("Jura Watch Parts", "Switzerland", "Neuchâtel"), ("Kaunas Plastics", "Lithuania", "Kaunas"),
    ("Lario Seta", "Italy", "Como"), ("Mosel Weinkellereien", "Germany", "Trier"),
    ("Nieuwland Seeds", "Netherlands", "Wageningen"), ("Oresund Bio", "Sweden", "Lund"),
)  # fmt: skip
AMERICAS = (
    ("Alder Creek Dairy", "United States", "Madison"), ("Bluewater Packaging", "United States", "Milwaukee"),
    ("Cedar Rapids Motors", "United States", "Cedar Rapids"), ("Dakota Grain Partners", "United States", "Fargo"),
    ("Evergreen Surgical", "United States", "Portland"), ("Fairmont Controls", "United States", "Pittsburgh"),
    ("Great Basin Lithium", "United States", "Reno"), ("Harbor Line Freight", "United States", "Baltimore"),
    ("Ironwood Tools", "United States", "Cleveland"), ("Juniper Home Stores", "United States", "Atlanta"),
    ("Kodiak Cold Storage", "United States", "Anchorage"), ("Laurentide Aerospace", "Canada", "Montréal"),
    ("Mesa Verde Solar", "United States", "Phoenix"), ("Northgate Instruments", "United States", "Boston"),
    ("Ottawa Valley Foods", "Canada", "Ottawa"), ("Prairie Wind Power", "Canada", "Calgary"),
    ("Quadra Semiconductors", "United States", "Austin"), ("Redstone Chemicals", "United States", "Houston"),
    ("Sierra Bottlers", "Mexico", "Monterrey"), ("Tecumseh Brake", "United States", "Detroit"),
    ("Uplands Pharmacy Group", "United States", "Denver"), ("Vera Cruz Agrícola", "Mexico", "Veracruz"),
    ("Wabash Rail", "United States", "Indianapolis"), ("Yucca Mountain Labs", "United States", "Tucson"),
    ("Zephyr Turbines", "United States", "Tulsa"), ("Bonaventure Paper", "Canada", "Québec"),
    ("Copper Canyon Metals", "Mexico", "Chihuahua"), ("Driftless Brewing", "United States", "La Crosse"),
    ("Elkhorn Vehicles", "United States", "Elkhart"), ("Fraser Timber", "Canada", "Vancouver"),
    ("Gulfstream Seafood", "United States", "Mobile"), ("Hudson Valley Optics", "United States", "Albany"),
    ("Isla Mar Resorts", "Mexico", "Cancún"), ("Jackson Hole Gear", "United States", "Jackson"),
    ("Keystone Concrete", "United States", "Harrisburg"),
)  # fmt: skip
CHINA = (
    ("远航物流集团有限公司", "宁波"), ("华岭医疗科技股份有限公司", "苏州"), ("晨曦食品有限公司", "青岛"),
    ("江海重工集团有限公司", "南通"), ("启明电子科技有限公司", "深圳"), ("长风新能源股份有限公司", "合肥"),
    ("东湖汽车零部件有限公司", "武汉"), ("瑞禾农业集团有限公司", "郑州"), ("云岭制药股份有限公司", "昆明"),
    ("金石化工有限公司", "大连"), ("蓝海包装材料有限公司", "厦门"), ("天工精密机械有限公司", "无锡"),
    ("北辰零售集团有限公司", "北京"), ("南桥冷链物流有限公司", "广州"), ("海润乳业股份有限公司", "呼和浩特"),
    ("嘉禾家居有限公司", "佛山"), ("星河半导体股份有限公司", "上海"), ("安泰轨道交通设备有限公司", "株洲"),
    ("绿源环保工程有限公司", "成都"), ("宏图光学仪器有限公司", "宁波"), ("西岭食品集团有限公司", "重庆"),
    ("明德医疗器械有限公司", "常州"), ("博远航空部件有限公司", "西安"), ("丰泽纺织股份有限公司", "绍兴"),
    ("恒信电力设备有限公司", "沈阳"), ("泰和造纸有限公司", "岳阳"), ("中岳建材集团有限公司", "洛阳"),
    ("海天渔业有限公司", "舟山"), ("凌云特钢股份有限公司", "石家庄"), ("紫金光伏科技有限公司", "南京"),
    ("白鹭日化有限公司", "厦门"), ("松江汽车电子有限公司", "上海"), ("太行煤机装备有限公司", "太原"),
    ("珠江港务集团有限公司", "珠海"), ("秦川机床附件有限公司", "宝鸡"), ("碧水净化科技有限公司", "杭州"),
    ("桂林山泉饮品有限公司", "桂林"), ("五洋海工装备有限公司", "烟台"), ("芙蓉生物科技有限公司", "长沙"),
    ("天山果业股份有限公司", "乌鲁木齐"), ("双塔种业有限公司", "哈尔滨"), ("联创智能装备有限公司", "东莞"),
    ("龙门物流设备有限公司", "天津"), ("沁园水务集团有限公司", "济南"), ("兴化调味品有限公司", "泰州"),
)  # fmt: skip

PRODUCTS = (
    ("Line Monitoring", "Insight", 48_000), ("Energy Audit", "Insight", 22_000), ("Quality Analytics", "Insight", 64_000),
    ("Conveyor C200", "Equipment", 135_000), ("Filler F80", "Equipment", 260_000), ("Robot Cell R5", "Equipment", 410_000),
    ("Service Contract", "Service", 36_000), ("Spare Parts", "Service", 9_500), ("Operator Training", "Service", 12_000),
)  # fmt: skip

# Misspelled on purpose: CRM exports have such rows, and the importer merges them.
SPELLED_OTHERWISE = {"Line Monitoring": "LineMonitoring", "Robot Cell R5": "robot cell r5"}

RIVALS = ("Krontech", "Axiom Lines", "Bellini Systems", "中自智控", "Norden Automation")

GIVEN_WEST = (
    "Anna", "Ben", "Clara", "David", "Elena", "Felix", "Grace", "Henrik", "Isabel", "Jonas", "Katrin", "Liam", "Marta",
    "Nils", "Olivia", "Paul", "Rosa", "Simon", "Teresa", "Victor", "Wendy", "Hugo", "Ines", "Oscar",
)  # fmt: skip
FAMILY_WEST = (
    "Adler", "Bianchi", "Carter", "Dubois", "Eriksen", "Fischer", "Garcia", "Hansen", "Ivanov", "Jensen", "Keller",
    "Lopez", "Meyer", "Novak", "Olsen", "Peters", "Quinn", "Rossi", "Schmidt", "Turner", "Ullmann", "Vargas", "Walker",
)  # fmt: skip
FAMILY_CHINA = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
GIVEN_CHINA = (
    "建国", "晓峰", "丽华", "志强", "雅琴", "文博", "思远", "慧敏", "国栋", "雨桐", "海燕", "俊杰", "春梅", "明轩", "佳怡",
    "德胜", "婷婷", "伟东", "若曦", "永刚",
)  # fmt: skip

UNITS_WEST = ("Operations", "Engineering", "Purchasing", "Supply Chain", "Plant North", "Plant South")
UNITS_CHINA = ("生产部", "工程技术部", "采购部", "供应链部", "一厂", "二厂")
TITLES_WEST = (
    "Chief Operating Officer", "Head of Engineering", "Purchasing Director", "Plant Manager", "Chief Financial Officer",
    "Maintenance Lead", "Quality Manager", "Head of Supply Chain", "IT Architect", "Process Engineer",
    "Works Council Chair", "Energy Manager",
)  # fmt: skip
TITLES_CHINA = (
    "运营副总裁", "工程总监", "采购总监", "厂长", "财务总监", "设备主管", "质量经理", "供应链总监", "信息化经理", "工艺工程师",
    "工会主席", "能源经理",
)  # fmt: skip


@dataclass(frozen=True)
class SignIn:
    """A person of the demo who can sign in."""

    role: str
    email: str
    name: str
    title: str
    team: str
    language: str
    time_zone: str


PASSWORD = "kam-demo-2026"  # noqa: S105 -- printed at the start, for the trial only
DOMAIN = "demo.example"

SIGN_INS = (
    SignIn("administrator", f"admin@{DOMAIN}", "Ines Albrecht", "KAM champion", "", "en", "Europe/Berlin"),
    SignIn("leader", f"leader@{DOMAIN}", "Thomas Reuter", "Sales leader Europe", "Europe", "en", "Europe/Berlin"),
    SignIn("manager", f"manager@{DOMAIN}", "Mara Vogel", "Key account manager", "Europe North", "en", "Europe/Berlin"),
    SignIn("manager", f"manager.cn@{DOMAIN}", "林若溪", "大客户经理", "China East", "zh-hans", "Asia/Shanghai"),
    SignIn("member", f"member@{DOMAIN}", "Jakob Lund", "Service engineer", "Europe North", "en", "Europe/Berlin"),
    SignIn("sponsor", f"sponsor@{DOMAIN}", "Dr. Helene Brandt", "Chief operating officer", "", "en", "Europe/Berlin"),
    SignIn("auditor", f"auditor@{DOMAIN}", "Pieter Maas", "Internal audit", "", "en", "Europe/Amsterdam"),
)

# (region, team, its manager, its sales people)
TEAMS = (
    ("Europe", "Europe North", "Thomas Reuter", ("Mara Vogel", "Lukas Brenner", "Sanne Visser")),
    ("Europe", "Europe South", "Giulia Ferrante", ("Marc Delorme", "Carmen Ortiz", "Paolo Ricci")),
    ("Americas", "Americas East", "Rebecca Stone", ("Daniel Brooks", "Amelia Chen", "Tyler Novak")),
    ("Americas", "Americas West", "Miguel Santos", ("Hannah Price", "Oscar Rivera", "Nora Kim")),
    ("Greater China", "China East", "陈志远", ("林若溪", "周明哲", "吴佳慧")),
    ("Greater China", "China South", "黄国平", ("郑晓琳", "何俊豪", "梁思敏")),
)

# (name, theme, how it stands: strong, fair, weak, or dark where too little is known)
KEY_ACCOUNTS = (
    ("Aurora Foods", "expand", "fair"), ("Lindqvist Medical", "penetrate", "strong"),
    ("Falkenrath Logistik", "protect", "weak"), ("Jansen & de Wit", "expand", "strong"),
    ("Castellane Group", "expand", "fair"), ("Pellegrini Motori", "protect", "dark"),
    ("Bluewater Packaging", "expand", "strong"), ("Northgate Instruments", "penetrate", "fair"),
    ("Tecumseh Brake", "protect", "weak"), ("远航物流集团有限公司", "expand", "strong"),
    ("华岭医疗科技股份有限公司", "penetrate", "fair"), ("晨曦食品有限公司", "expand", "fair"),
    ("星河半导体股份有限公司", "protect", "dark"),
)  # fmt: skip
CANDIDATES = ("Brandt Maschinenbau", "Nordlys Pharma", "Evergreen Surgical", "启明电子科技有限公司", "Rheinufer Chemie")
WAITING = ("Quadra Semiconductors", "江海重工集团有限公司")


def is_chinese(text: str) -> bool:
    """Whether a name is written in Chinese."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)

"""Words that the seeded rows are made of."""

FIRST = (
    "Aurora Nordic Alpine Baltic Castle Harbour Meridian Summit Cobalt Willow Falcon Granite Juniper Lumen Orchard Pioneer "
    "Quartz River Sterling Tundra Umbra Vertex Western Yarrow Zenith Amber Birch Copper Delta Ember Forest Garnet Hazel "
    "Indigo Jasper Kestrel Linden Maple Noble Onyx Prairie Quill Raven Silver Timber Upland Valley Walnut Arctic Beacon"
).split()
SECOND = (
    "Foods Chemicals Metals Logistics Energy Pharma Textiles Motors Paper Glass Machines Plastics Dairy Beverages Optics "
    "Tools Cables Packaging Ceramics Systems Mills Robotics Rail Marine Aerospace Water Timber Retail Health Software"
).split()
FORMS = ("GmbH", "AG", "Ltd", "Inc", "SA", "BV", "Oy", "AB")
CHINESE_FIRST = "东方 华南 长江 北辰 金桥 海川 天元 中盛 宏远 新港".split()
CHINESE_SECOND = "食品 化工 机械 能源 制药 电子 物流 包装".split()

SEGMENTS = ("Enterprise", "Mid-market", "Public", "Growth")
INDUSTRIES = ("Food", "Chemicals", "Metals", "Logistics", "Energy", "Pharma", "Machines", "Retail", "Electronics", "Paper")
PLACES = (
    ("Germany", "Berlin"), ("France", "Lyon"), ("Italy", "Turin"), ("Spain", "Bilbao"), ("Poland", "Gdansk"),
    ("Sweden", "Malmö"), ("China", "Suzhou"), ("United States", "Chicago"), ("Japan", "Nagoya"), ("Brazil", "Campinas"),
)  # fmt: skip
CURRENCIES = ("EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "USD", "CNY", "GBP")

GIVEN = (
    "Anna Bruno Clara David Elena Felix Greta Hugo Ida Jonas Karla Leo Mia Nils Olga Paul Rosa Sven Tilda Udo Vera Wim"
).split()
FAMILY = (
    "Albers Brandt Conti Dubois Eriksen Fischer Gruber Hansen Ivanova Jansen Keller Lindqvist Moreau Novak Okafor Petrov "
    "Rossi Schmidt Tanaka Ulrich Vogel Weber Zhang"
).split()
TITLES = ("Head of purchasing", "Plant manager", "Chief financial officer", "Quality engineer", "Production planner",
          "Chief operating officer", "Maintenance lead", "Supply chain director")  # fmt: skip
DEPARTMENTS = ("Purchasing", "Production", "Finance", "Quality", "Logistics", "Engineering")

# What people write into plans; the answers of a plan are made of these sentences.
SENTENCES = (
    "The plant manager wants fewer unplanned stops on the second line before the autumn season begins.",
    "Purchasing will be bundled at the head office next year, which changes whom we must convince.",
    "Two of the three sites buy from us; the third works with a rival whose contract ends in spring.",
    "They measure us by delivery on time and by the number of open complaints at the end of a quarter.",
    "The head of finance asks for a yearly price logic instead of single offers for each order.",
    "Our service engineer knows the line better than anybody else and is asked first when it stops.",
    "The new quality rules ask for full traceability of every batch, from the supplier to the shelf.",
    "We agreed to show the saved hours in figures of their own, not of ours, in the next review.",
)
SENTENCES_ZH = (
    "工厂经理希望在秋季旺季之前减少二号线的非计划停机。",
    "明年采购将集中到总部，我们需要说服的人也会随之改变。",
    "三个工厂中有两个向我们采购，第三个与竞争对手的合同将于春季到期。",
    "他们以准时交付和季度末未关闭投诉的数量来衡量我们。",
    "财务负责人要求按年度约定价格规则，而不是每个订单单独报价。",
    "我们的服务工程师比任何人都熟悉这条生产线，停机时总是先找他。",
    "新的质量规定要求每一批次从供应商到货架全程可追溯。",
    "我们约定在下次评审中用他们自己的数据说明节省的工时。",
)


def sentences(number: int, count: int, *, chinese: bool = False) -> str:
    """So many sentences, beginning with another one for each number."""
    stock = SENTENCES_ZH if chinese else SENTENCES
    return ("" if chinese else " ").join(stock[(number + place) % len(stock)] for place in range(count))

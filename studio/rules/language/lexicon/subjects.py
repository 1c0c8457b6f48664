"""What people film, in both languages: "狗" may mean the clip ``dog.mp4``."""

from collections import defaultdict
from functools import cache

_SAME = """
dog dogs puppy doggo pup doggy 狗 狗狗 小狗 狗仔 狗子 | cat cats kitty kitten 猫 猫咪 小猫 喵 | beach seaside shore sand 海边 沙滩 海滩 | sea ocean 海 大海 海洋
sunset sundown dusk 日落 夕阳 落日 | sunrise dawn 日出 | mountain mountains hills hill 山 大山 高山 雪山 | lake 湖 湖边 | river 河 河边 河流 | forest woods trees 森林 树林
city downtown town 城市 市区 城 | street 街 街道 街头 | night nightlife 夜景 夜晚 晚上 | car cars drive driving 车 汽车 开车 | bike bicycle cycling biking 自行车 单车 骑车 | train 火车
plane flight airplane airport 飞机 机场 | boat ship sailing 船 坐船 | snow 雪 下雪 雪景 | rain rainy 雨 下雨 | flower flowers 花 花朵 | tree 树 | sky 天空 | cloud clouds 云
birthday bday 生日 | cake 蛋糕 | party 派对 聚会 | wedding 婚礼 | dance dancing dancer 跳舞 舞蹈 | concert gig 演唱会 音乐会 | food meal dinner lunch 美食 食物 吃饭 晚饭 午饭
coffee cafe 咖啡 | baby 宝宝 婴儿 | kids children kid child 孩子 小孩 孩子们 | family 家人 家庭 | mom mum mother 妈妈 | dad father 爸爸 | grandma granny 奶奶 外婆 | friends 朋友 | girl 女孩 | boy 男孩
selfie 自拍 | drone aerial 航拍 无人机 | surf surfing surfer 冲浪 | swim swimming pool 游泳 泳池 | ski skiing 滑雪 | skate skating skateboard 滑板 滑冰 | run running runner 跑步 跑 | jump jumping 跳 跳跃
hike hiking trail 徒步 爬山 登山 | camp camping tent 露营 帐篷 | fire campfire bonfire 篝火 火 | firework fireworks 烟花 烟火 | temple 寺庙 寺 | tower 塔 | bridge 桥 | museum 博物馆 | park 公园 | garden 花园
football soccer 足球 | basketball 篮球 | gym workout training 健身 | market 市场 集市 | shop shopping 购物 | horse 马 骑马 | bird birds 鸟 小鸟 | fish 鱼 | waterfall 瀑布 | island 岛 海岛 | desert 沙漠
sunflower 向日葵 | cooking cook kitchen 做饭 厨房 | hotel 酒店 | road roadtrip 公路 路 | interview 采访 | speech 演讲 | school 学校 | office 办公室 | home house 家 房子 | graduation 毕业
waves wave 海浪 浪花 浪 | walk walking 散步 走路 | laugh laughing smile 笑 | kiss 亲吻 | hug 拥抱 | panda 熊猫 | moon 月亮 | star stars 星星 星空 | subway metro 地铁 | bus 公交 巴士 | village 村 村庄 | church 教堂 | castle 城堡
"""


@cache
def _groups() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for line in _SAME.replace("\n", "|").split("|"):
        words = line.split()
        for word in words:
            groups[word].update(words)
    return {word: frozenset(same) for word, same in groups.items()}


def other_names(word: str) -> frozenset[str]:
    """Words for the same subject in every language, without the word itself."""
    return _groups().get(word, frozenset()) - {word}

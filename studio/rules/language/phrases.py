"""The words of requests, English and Chinese, as data for the brief."""

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15,
    "sixteen": 16, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "fifty": 50, "sixty": 60, "ninety": 90,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "十": 10, "十二": 12, "十五": 15, "二十": 20, "三十": 30, "四十": 40,
    "四十五": 45, "五十": 50, "六十": 60, "九十": 90,
}  # fmt: skip

THANKS = r"^\W*(?:(?:i\s+)?(?:like|love)\s+(?:it|this|that)|thanks?(?:\s+you)?|thx|ty|great|nice|cool|perfect|awesome|love\s+it|谢谢|太棒了|不错|很好|好的|ok(?:ay)?)(?:\s+(?:so|very)\s+much|\s+a\s+lot)?\W*$"

ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4,
    "4th": 4, "fifth": 5, "5th": 5, "last": -1, "最后一": -1,
}  # fmt: skip

ASPECTS: tuple[tuple[str, tuple[int, int]], ...] = (
    (r"(?<!\d)9\s*(?:[:x×/]|by|to|比)\s*16(?!\d)", (9, 16)),
    (r"(?<!\d)16\s*(?:[:x×/]|by|to|比)\s*9(?!\d)", (16, 9)),
    (r"(?<!\d)1\s*(?:[:x×/]|by|to|比)\s*1(?!\d)", (1, 1)),
    (r"(?<!\d)4\s*(?:[:x×/]|by|to|比)\s*5(?!\d)", (4, 5)),
    (r"(?<!\d)21\s*(?:[:x×/]|by|to|比)\s*9(?!\d)", (21, 9)),
    (r"(?<!\d)4\s*(?:[:x×/]|by|to|比)\s*3(?!\d)", (4, 3)),
    (r"(?<!\d)3\s*(?:[:x×/]|by|to|比)\s*4(?!\d)", (3, 4)),
    (r"\b(?:instagram|insta|ig)\s+(?:stor(?:y|ies)|reels?)\b", (9, 16)),
    (r"\b(?:instagram|insta|ig)(?:\s+(?:feed|post|square))\b", (4, 5)),
    (r"\b(?:you\s*tube|yt)\s+shorts?\b|\bshorts\b", (9, 16)),
    (
        r"\btik\s*tok\b|(?<!highlight )(?<!highlights )(?<!show )(?<!demo )\breels?\b|\bsnapchat\b|\bstor(?:y|ies)\s+format\b",
        (9, 16),
    ),
    (r"\byou\s*tube\b|\bvimeo\b|\bfacebook\s+video\b", (16, 9)),
    (r"\binstagram\b|\binsta\b", (4, 5)),
    (
        r"\bvert[ie]c(?:al|le|el)(?:ly)?\b|\bportrait\b|\bupright\b|\bphone\s+format\b",
        (9, 16),
    ),
    (r"\bhorizontal(?:ly)?\b|\blandscape\b|\bwide\s*screen\b", (16, 9)),
    (r"\bsquare\b", (1, 1)),
    (r"抖音|快手|视频号|竖屏|竖版|竖着|竖的", (9, 16)),
    (r"小红书", (4, 5)),
    (r"[bB]站|哔哩哔哩|西瓜视频|横屏|横版|横着|横的", (16, 9)),
    (r"方形|正方形|方的", (1, 1)),
)

COLORS = {
    "white": "#ffffff", "black": "#000000", "red": "#ff3b30", "green": "#34c759",
    "blue": "#2f80ff", "yellow": "#ffd60a", "orange": "#ff9500", "pink": "#ff5ca8",
    "purple": "#af52de", "violet": "#af52de", "gold": "#ffc83d", "golden": "#ffc83d",
    "silver": "#c8ccd2", "gray": "#9aa0a6", "grey": "#9aa0a6", "cyan": "#32d2ff",
    "turquoise": "#30d5c8", "brown": "#a2714b", "lime": "#b8ff3b", "magenta": "#ff2fd0",
    "白色": "#ffffff", "黑色": "#000000", "红色": "#ff3b30", "绿色": "#34c759",
    "蓝色": "#2f80ff", "黄色": "#ffd60a", "橙色": "#ff9500", "粉色": "#ff5ca8",
    "粉红色": "#ff5ca8", "紫色": "#af52de", "金色": "#ffc83d", "银色": "#c8ccd2",
    "灰色": "#9aa0a6", "青色": "#32d2ff", "棕色": "#a2714b",
}  # fmt: skip

PLACES: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:at|on|in|to)\s+(?:the\s+)?(?:very\s+)?top\b|\btop\b|\bupper\b|顶部|上方|上面|最上|左上|右上",
        "top",
    ),
    (r"\bbottom\b|\blower\s+third\b|\bbelow\b|底部|下方|下面|最下|左下|右下", "bottom"),
    (r"\bcent(?:er|re|ered|red)\b|\bmiddle\b|中间|中央|居中|正中", "center"),
)

SIZES: tuple[tuple[str, float], ...] = (
    (r"\bhuge\b|\bgiant\b|超大|特大", 0.18),
    (r"\b(?:big|large|bigger|larger)\b|大字|大一点|大号|更大", 0.13),
    (r"\b(?:small|smaller|tiny|little)\b|小字|小一点|小号|更小", 0.05),
)

FASTER = (
    r"\b(?:super|ultra|crazy|insanely|really|very)\s+fast\b|\bhyper(?:active)?\b|\b(?:much|way|lot|far)\s+(?:faster|quicker|snappier)\b|快很多|快得多|超快",
    r"\bfaster\b|\bquicker\b|\bsnapp(?:y|ier)\b|\bspeed\s+(?:it|things)?\s*up\b"
    r"|\bfast[- ](?:paced|cuts?|cutting)\b|\bmore\s+(?:cuts|energy|dynamic|intense)\b|\benergetic\b|\bhype\b"
    r"|\bquick(?:er)?\s+cuts\b|\bpunchier\b|\b(?:not|less)\s+(?:so\s+|too\s+|that\s+)?(?:slow|calm)\b|\btoo\s+(?:calm|boring|few\s+cuts)\b|\bmore\s+hectic\b|\btoo\s+slow\b"
    r"|别太慢|不要太慢|更快|快一点|快点|快节奏|节奏快|加快|太慢|快些|更有活力|更燃|燃一?[点些]|切快|剪快|快切",
)
CALMER = (
    r"\b(?:much|way|lot|far)\s+(?:slower|calmer)\b|慢很多|慢得多",
    r"\bslower\b|\bcalm(?:er)?\b|\bslow\s+(?:it|things)?\s*down\b|\brelax(?:ed|ing)?\b"
    r"|\bslow[- ](?:paced|cuts?)\b|\bfewer\s+cuts\b|\bless\s+(?:cuts|hectic|frantic|busy)\b"
    r"|\blonger\s+(?:shots|takes|cuts)\b|\bgentle[r]?\b|\bsmoother\b|\btoo\s+(?:fast|hectic|many\s+cuts)\b"
    r"|\b(?:not|less)\s+(?:so\s+|too\s+|that\s+)?(?:fast|quick|hectic)\b|\b(?:don'?t|do\s+not)\s+(?:cut|go|make\s+it|be)\s+(?:so|too|that)\s+(?:fast|quick)\b"
    r"|\bchill(?:ed)?\b|\bmellow\b|\bsoothing\b"
    r"|别太快|不要太快|更慢|慢一点|慢点|慢节奏|节奏慢|放慢|太快|舒缓|平缓|柔和|慢些|切慢|剪慢|少切|平静",
)

RECUT = (
    r"\bsync(?:h|hroni[sz]e[ds]?|ed|ing)?\b|\b(?:to|on|with)\s+(?:the\s+)?(?:beats?|music|rhythm|song)\b"
    r"|\bbeat[- ]?(?:sync|synced|matched?|cuts?)\b|\bmusic[- ](?:driven|video|edit)\b"
    r"|\bre-?cut\b|\bmontage\b|\bslide\s*show\b|\bedit\s+(?:it|this|them|these|my|the)\b|\bcut\s+(?:it|this|these|them|my)\b"
    r"|\b(?:combine|merge|join|mash|put\s+together|stitch)\b[^.;!?]*\b(?:clips?|videos?|footage|photos?|them|these|it|all)\b"
    r"|\bturn\s+(?:it|this|these|them|my|the)\b[^.;!?]*\binto\b|\buse\s+the\s+(?:song|music|track)\b"
    r"|\bsurprise\s+me\b|\bdo\s+(?:your|the)\s+(?:magic|thing)\b|\bmake\s+(?:it|this|me)\s+(?:\w+\s+){0,2}(?:cool|nice|good|great|awesome|pop|better|amazing|special)\b"
    r"|\b(?:make|create|generate|produce|build|cut|give)\s+(?:me\s+)?(?:an?|my|the|some(?:thing)?)\b"
    r"(?=[^.;!?]*\b(?:video|vid|edit|clip|montage|reel|movie|film|trailer|short|version|cut|mix|recap)s?\b)"
    r"|\banother\s+(?:version|take|cut|one)\b|\btry\s+again\b|\bdifferent\s+(?:version|cut|take)\b"
    r"|\bcut(?:s|ting)?\s+(?:when|where|as)\b[^.;!?]*\b(?:beat|drop|bass|kick)s?\b|\bmix\s+it\s+up\b|\bre-?shuffle\b"
    r"|卡点|踩点|鼓点|对节拍|跟着节奏|按节奏|配合音乐|跟音乐|节拍|混剪|剪辑|剪成|剪一|做一个|做个|做成"
    r"|生成|制作|合成|来一个|来个|换一版|换一个版本|重新剪|再来一次|重剪|再来一版|换个版本|随便剪|拼(?:在一起|起来|接)|合并|幻灯片|帮我剪|剪一下"
)

ALL_MUTE = r"\b(?:mute|silence)\s+(?:everything|all|the\s+(?:whole\s+)?video)\b|全部静音|完全静音"
MUTE = (
    r"\bmute\b|\b(?:no|remove|without|drop|kill|turn\s+off|cut)\s+(?:the\s+|any\s+)?"
    r"(?:original|clip'?s?'?|clips'?|video'?s?|own|background|source|camera)\s*(?:own\s+)?"
    r"(?:sounds?|audio|noise|voices?)\b|\b(?:no|without|remove|mute|kill|drop|turn\s+off)\s+(?:the\s+)?(?:sounds?|audio|noise)\s+(?:of|from|in|on)\s+(?:the\s+|my\s+|all\s+)*(?:clips?|videos?|footage)\b|\b(?:music|song)\s+only\b|\bonly\s+(?:the\s+)?(?:music|song)\b"
    r"|静音|(?:去掉|不要|关掉|消除|去)(?:视频|素材|片段|的)*原声|只要音乐|只留音乐|消除原声"
)
DUCK = (
    r"\bduck(?:ing|ed)?\b|\b(?:lower|quieter)\s+(?:the\s+)?music\s+(?:when|while|under)\b"
    r"|\bhear\s+(?:the\s+|what\s+)?(?:voice|people|speech|talking|speaking|me|us|him|her|them)\b"
    r"|\bvoice\s+over\s+music\b|人声清楚|突出人声|说话(?:的)?(?:时|时候).{0,6}音乐|压低音乐|原声为主"
)
KEEP = (
    r"\b(?:keep|leave|with|use|include|preserve|mix\s+in)\s+(?:in\s+)?(?:the\s+|my\s+|its\s+|their\s+)?"
    r"(?:original|clip'?s?'?|clips'?|video'?s?|own|source|camera)\s*(?:own\s+)?"
    r"(?:sounds?|audio|voices?)\b|\bkeep\s+(?:the\s+|their\s+|my\s+)?(?:voices?|speech|dialog(?:ue)?|sounds?|audio)\b|原声[和跟与]音乐都|音乐[和跟与]原声都|保留(?:视频|素材|片段|的)*原声|留原声|要原声|原声保留|带原声|加上原声"
)

FITS: tuple[tuple[str, str], ...] = (
    (
        r"\bno\s+(?:black\s+|blurred\s+)?bars?\b|\bwithout\s+(?:any\s+|black\s+)?bars?\b|不要黑边|去黑边|无黑边",
        "crop",
    ),
    (
        r"\b(?:don'?t|do\s+not|no|without)\s+crop(?:ping)?\b|\bshow\s+the\s+whole\s+(?:picture|frame|image)\b|别裁|不要裁[剪切]?|不裁[剪切]?|完整画面",
        "blur",
    ),
    (
        r"\bblur(?:red|ry)?\s*(?:bars?|background|sides?|borders?|edges?)?\b|模糊背景|虚化背景|模糊边",
        "blur",
    ),
    (r"\bblack\s+bars?\b|\bletter\s*box(?:ed)?\b|\bpad(?:ded|ding)?\b|黑边", "pad"),
    (
        r"\bcrop(?:ped)?\b|\bfill\s+(?:the\s+)?(?:screen|frame)\b|\bno\s+bars\b|裁剪|裁切|填满|铺满|全屏",
        "crop",
    ),
)

BACK = (
    r"^\W*(?:please\s+)?(?:undo|revert|go\s+back|roll\s*back|step\s+back|take\s+(?:that|it)\s+back)\b"
    r"|\bundo\s+(?:that|it|this|the\s+last|last)\b|\bprevious\s+version\b"
    r"|\bput\s+it\s+back\b|\b(?:how|as)\s+it\s+was\b|恢复上一|撤销|撤回|上一步|回退|恢复到上|还原"
)
FORWARD = r"^\W*(?:please\s+)?redo\b|^恢复$|重做|恢复撤销|下一步"
OVER = (
    r"\bstart\s+(?:over|again|fresh|from\s+scratch)\b|\breset\b|\bclear\s+everything\b"
    r"|从头开始|重新开始|全部重来|重置|清空"
)
MUSIC = (
    r"\b(?:add|put|need|want|give\s+(?:it|me))\s+(?:in\s+)?(?:some\s+|a\s+|any\s+|the\s+|good\s+|nice\s+|cool\s+)*"
    r"(?:background\s+)?(?:music|song|bgm|soundtrack|tune)\b|加(?:上|点|个|一?首|一些|段)*(?:背景)?(?:音乐|配乐|歌曲?)|配(?:上|点|个|一?首|段)*(?:背景)?(?:音乐|歌曲?)"
)
OTHER_MUSIC = (
    r"\b(?:another|different|other|new)\s+(?:song|music|track)\b|\b(?:change|swap|replace|switch)\s+(?:the\s+)?(?:song|music|track)\b"
    r"|换(?:一?首|个|掉|一?段)?(?:别的|其他的?|新的?)?(?:歌曲?|音乐|配乐|bgm)"
)
HELP = (
    r"^\W*(?:help|hi|hello|hey|你好|您好|帮助|在吗)(?:\s+(?:there|bot|all|everyone))?\W*$|^\s*[?？]+\s*$"
    r"|\bwhat\s+(?:can\s+(?:you|i)\s+(?:do|say)|are\s+you\s+able\s+to)\b|\bhow\s+(?:do|does|can)\s+(?:i|this|it|you)\b"
    r"|你能做什么|怎么用|能干什么|有什么功能|会什么"
)
TIMELINE = (
    r"\bwhat(?:'?s|\s+is)\s+(?:on\s+|in\s+)?(?:the\s+|my\s+)?(?:timeline|tracks?|draft)\b"
    r"|\bshow\s+(?:me\s+)?(?:the\s+)?(?:timeline|tracks?|draft)\b|\bhow\s+long\s+is\b"
    r"|\bwhat(?:'?s|\s+is)\s+the\s+(?:tempo|bpm|length|duration)\b"
    r"|\b(?:what|which)\s+(?:songs?|music|clips?|videos?|files?)\b|\bhow\s+many\s+(?:clips?|shots?|cuts?)\b"
    r"|时间线|现在有什么|有哪些|多长|多少拍|什么歌|几个镜头"
)
DROP_TITLES = (
    r"\b(?:remove|delete|drop|no|without|clear|take\s+off|lose|hide|get\s+rid\s+of)\s+(?:the\s+|all\s+|any\s+|my\s+)*"
    r"(?:titles?|texts?|captions?|words|letters|subtitles?)\b"
    r"|(?:去掉|删除|删掉|不要|移除|清除)(?:所有|全部|这个|那个)?(?:的)?(?:标题|文字|字幕|字)"
)

NEW_TITLE = r"\b(?:add|put|insert|want|need)\s+(?:(?:a|an|the|some|in|on|intro|opening|nice)\s+)*(?:title|text|heading|headline)\b|(?:加|添加)(?:上|个|一个|一段)*(?:标题|文字)"

BEYOND: tuple[tuple[str, str], ...] = (
    (r"\btransitions?\b|\bcross-?fades?\b|\bdissolves?\b|转场|叠化", "transitions"),
    (r"\bfade\s*(?:s|d)?\s*(?:in|out|to|from)\b|\bfades?\b|淡入|淡出", "fades"),
    (r"\bsubtitles?\b|\bclosed\s+captions?\b|\bauto\W?captions?\b|\btranscri\w+|\blyrics?\b|自动字幕|识别字幕|加(?:上|个|一下)?字幕|歌词", "subtitles"),
    (r"\bslow[- ]?mo(?:tion)?\b|\bspeed\s+ramps?\b|\btime\s*lapse\b|慢动作|升格|变速", "speeds"),
    (r"\breverse[ds]?\b|\bbackwards\b|倒放", "reverse"),
    (r"\b(?:filters?|effects?|color\s+grad\w+|black\s+(?:and|&)\s+white|b&w|vintage|glitch|snow|sparkles?|lut|sepia)\b|滤镜|特效|调色|黑白", "effects"),
    (r"\b(?:each|every|per)\s+(?:photo|picture|image|clip|shot|slide)\b[^.,;!?]*\bseconds?\b|每(?:张|个)(?:照片|图片|片段|镜头)?[^,.;]{0,6}秒", "each"),
    (r"\blogo\b|\bwatermark\b|\bstickers?\b|\bgifs?\b|水印|贴纸|徽标", "stickers"),
    (r"\bvoice\s*-?overs?\b|\bnarrat\w+|\btext\s+to\s+speech\b|配音|旁白", "voice"),
    (r"\bzoom(?:s|ing)?\b|\bstabili[sz]e\b|\bgreen\s*screen\b|\brotate\b|\bflip\b|\bmirror\b|\b(?:remove|replace)\s+(?:the\s+)?background\b|推近|防抖|抠像|旋转|翻转|镜像", "camera"),
    (r"\btrim\b(?![^.,;!?]*\bto\s+(?:about\s+)?\d+\s*-?\s*(?:s|m))|\bcut\s+(?:off|out)\b|\bremove\s+(?:the\s+)?(?:silence|pauses)\b|裁掉", "trims"),
)  # fmt: skip

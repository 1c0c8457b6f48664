"""What the studio says, English and Chinese: a sentence by its key."""

from collections.abc import Mapping

ANSWERS: Mapping[str, tuple[str, str]] = {
    "cut_beat": (
        'Cut {shots} shots on the beat of "{song}" ({tempo} BPM): {length}, {shape}.',
        "已按“{song}”的节拍（{tempo} BPM）剪出 {shots} 个镜头：{length}，{shape}。",
    ),
    "cut_free": (
        '"{song}" has no steady beat, so I cut {shots} shots at an even pace: {length}, {shape}.',
        "“{song}”没有稳定的节拍，我按均匀的节奏剪出 {shots} 个镜头：{length}，{shape}。",
    ),
    "cut_silent": (
        ("There is no music yet, so I cut {shots} shots at an even pace: {length}, {shape}. "
        "Drop a song and I will cut to its beat."),
        "还没有音乐，我按均匀的节奏剪出 {shots} 个镜头：{length}，{shape}。发一首歌来，我就按它的节拍剪。",
    ),
    "own_sound": (
        "The music is the sound of your own clip; drop a song to use that instead.",
        "配乐用的是你视频里的声音；发一首歌就可以换掉。",
    ),
    "title": ('Title added: "{text}" ({times}).', "已添加标题：“{text}”（{times}）。"),
    "new_title": (
        'What should the title say? For example: title "Summer" at the start in yellow.',
        "标题写什么？例如：标题“夏天”放在开头，黄色。",
    ),
    "untitled": ("Titles removed.", "已去掉标题。"),
    "restyled": ("Changed the look of the titles.", "已修改标题样式。"),
    "shape": ("The video is {shape} now.", "画面现在是 {shape}。"),
    "volume": ("Music at {percent}%.", "音乐音量 {percent}%。"),
    "mute": ("The clips' own sound is off.", "已关掉视频原声。"),
    "duck": ("The clips are heard, and the music steps back under them.", "保留原声，说话时音乐自动变轻。"),
    "keep": ("The clips' own sound is heard with the music.", "保留视频原声。"),
    "faster": ("Faster cuts.", "节奏更快了。"),
    "calmer": ("Calmer cuts.", "节奏更舒缓了。"),
    "fastest": ("The cuts are as fast as this music and footage allow.", "对这段音乐和素材来说，这已经是最快的节奏了。"),
    "calmest": ("The cuts are as calm as this music and footage allow.", "对这段音乐和素材来说，这已经是最慢的节奏了。"),
    "again": (
        "There is not enough footage for this length, so some of it is shown twice.",
        "素材不够长，有些画面会重复出现。",
    ),
    "short_song": (
        "The song is only {length} long, so the video ends with it.",
        "这首歌只有 {length}，视频到歌曲结束为止。",
    ),
    "clamped": ("1080p is the largest I make, so 1080p it is.", "最高支持 1080p，已按 1080p 处理。"),
    "unused": ("Left out, as there was no room: {names}.", "放不下，没有用到：{names}。"),
    "broken": ("I could not use {names}; the rest is in.", "{names} 无法使用，其余的都用上了。"),
    "undone": ("Undone. {now}", "已撤销。{now}"),
    "redone": ("Redone. {now}", "已恢复。{now}"),
    "nothing_back": ("There is nothing to undo yet.", "还没有可以撤销的修改。"),
    "nothing_forward": ("There is nothing to redo.", "没有可以恢复的修改。"),
    "empty": ("The timeline is empty.", "时间线是空的。"),
    "need_clips": (
        "I need something to cut: drop one or more video clips or photos here, then tell me again.",
        "先发一些视频或照片给我，然后再说一遍。",
    ),
    "only_song": (
        "I have the song; now drop one or more video clips or photos, and I will cut them to it.",
        "歌收到了；再发一些视频或照片，我就按这首歌来剪。",
    ),
    "no_titles": ('There is no title to change. Say: title "Summer" at the start.', "还没有标题。可以说：标题“夏天”放在开头。"),
    "puzzled": (
        ('I did not understand that. You can say, for example: "sync my video to the beat", '
        "\"30 seconds, vertical\", \"title 'Summer' at the start\" or \"calmer cuts\"."),
        "我没听懂。可以这样说：“卡点剪辑”、“30秒竖屏”、“标题‘夏天’放在开头”或“节奏慢一点”。",
    ),
    "help": (
        ('Drop clips and a song, then say what you want: "sync my video to the beat", '
        "\"a 30-second video, vertical\", \"faster\", \"title 'Summer' at the start in yellow\", "
        '"keep the original sound", "start with clip 2", "undo".'),
        ("发来视频和一首歌，然后说想要什么：“卡点剪辑”、“30秒竖屏”、“快一点”、"
        "“标题‘夏天’放在开头，黄色”、“保留原声”、“用第二个片段开头”、“撤销”。"),
    ),
    "thanks": ("My pleasure! Say what to change, or export when you like it.", "不客气！想改哪里直接说，满意了就导出。"),
    "can": (
        "I can cut to the beat, change length, shape and pace, order clips, mix the sound and set titles.",
        "我能做的是：卡点剪辑、时长、画幅、节奏、素材顺序、声音和标题。",
    ),
    "cut_quiet": (
        "Cut {shots} shots at the pace of the music, without the music itself: {length}, {shape}.",
        "已按音乐的节奏剪出 {shots} 个镜头，不放音乐：{length}，{shape}。",
    ),
    "looped": (
        '"{song}" is shorter than that, so it starts again on a beat.',
        "“{song}”没有这么长，会接着节拍再放一遍。",
    ),
    "first": ("It starts with {names}.", "以 {names} 开头。"),
    "last": ("It ends with {names}.", "以 {names} 结尾。"),
    "only": ("Only {names} is used.", "只用了 {names}。"),
    "given": ("The clips follow one another in your order.", "素材按你给的顺序排列。"),
    "every": ("A cut every {beats} beats.", "每 {beats} 拍切一次。"),
    "every_one": ("A cut on every beat.", "每拍切一次。"),
    "fps": ("{fps} frames a second.", "每秒 {fps} 帧。"),
    "size": ("The video is {width}x{height} now.", "视频尺寸为 {width}x{height}。"),
    "fit_crop": ("Every picture fills the frame.", "画面已裁剪铺满。"),
    "fit_blur": ("Pictures stand whole, over blurred edges.", "完整画面，两边为模糊背景。"),
    "fit_pad": ("Pictures stand whole, with black bars.", "完整画面，两边留黑。"),
    "shift": ("The bars are shifted by {beats}.", "小节已移动 {beats} 拍。"),
    "double": ("Beats at double time.", "节拍按双倍计。"),
    "half": ("Beats at half time.", "节拍按一半计。"),
    "transitions": ("I make hard cuts on the beat; transitions are not possible yet.", "目前只有卡点硬切，还不能加转场。"),
    "subtitles": ("I cannot write subtitles or lyrics by ear yet; give me the words as a title.", "还不能自动识别字幕或歌词；把文字给我，我可以做成标题。"),
    "speeds": ("I cannot do slow motion or speed ramps yet.", "还不能做慢动作或变速。"),
    "reverse": ("I cannot play clips backwards yet.", "还不能倒放。"),
    "effects": ("I have no filters or effects yet.", "还没有滤镜和特效。"),
    "stickers": ("I cannot put logos or stickers on the picture yet.", "还不能加水印、徽标或贴纸。"),
    "voice": ("I cannot speak a voice-over.", "还不能配音。"),
    "camera": ("I cannot zoom, steady, turn or key pictures yet.", "还不能推近、防抖、翻转或抠像。"),
    "trims": ("I cannot trim at a given second yet; I pick the best moments of each clip.", "还不能按秒裁剪，我会自动挑选精彩片段。"),
    "letters": (
        "I have no letters of that script: write the title in Latin, Greek, Cyrillic, Chinese, Japanese or Korean.",
        "这种文字我还没有字体：请用拉丁、希腊、西里尔字母或中日韩文字写标题。",
    ),
    "fades": (
        "The music fades out at the end by itself; pictures cannot fade yet.",
        "音乐结尾会自动淡出；画面还不能淡入淡出。",
    ),
    "each": (
        'How long a shot stays follows the beat; say "calmer", "faster" or "a cut every 4 beats".',
        "每个镜头多长由节拍决定；可以说“慢一点”、“快一点”或“每四拍切一次”。",
    ),
    "song": (
        "I have no music of my own: drop a song here (mp3, m4a, wav, aac), and I cut to its beat.",
        "我这里没有曲库：发一首歌来（mp3、m4a、wav、aac），我就按它的节拍剪。",
    ),
    "other_song": (
        'Drop the other song here, or say the name of one that you sent: "use my-song.mp3".',
        "把另一首歌发给我，或者说出已发歌曲的名字，例如“用 my-song.mp3”。",
    ),
    "over": ("Cleared. Your clips are still here: say what to make of them.", "已清空，素材还在：说说想怎么剪。"),
}  # fmt: skip

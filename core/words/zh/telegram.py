"""Sentences for Telegram only, in simplified Chinese."""

MESSAGES: dict[str, str] = {
    # what Telegram shows before the first word, and in the bot's profile
    "telegram.description": "把视频素材和一首歌发给我，再说说想怎么剪，比如：按节拍剪辑。我会跟着音乐剪好，把视频发回这里。\n\n点“开始”，然后发素材吧。",
    "telegram.short": "发素材和一首歌，拿到跟着节拍剪好的视频。",
    "telegram.make_video": "做一个视频",
    # what comes before the help
    "help.telegram": "👋 现在就把视频素材发给我，几个都行，有歌也一起发。然后说说想怎么剪，比如：按节拍剪辑。我剪好后把视频发回这里。更多用法：/help",
    "help.telegram.group": "👋 一起来做视频吧。大家都可以回复这条消息，把素材和歌发上来，再回复说说想怎么剪，比如：按节拍剪辑。我剪好后把视频发回这里。\n我只看得到发给我的内容：对我消息的回复、命令，以及 @我 的消息或说明文字。更多用法：/help",
    "here.telegram.group": "在群里，请带着素材回复这条消息，或在说明文字里 @我。",
    "telegram.album_rest": "Telegram 只让我看到相册里 @我 的那一张。其余的请逐个回复并 @我，或用整个相册回复这条消息；也可以把我设为管理员，再重发一次相册并在说明文字里 @我。",
}

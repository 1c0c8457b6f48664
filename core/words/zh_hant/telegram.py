"""Sentences for Telegram only, in traditional Chinese."""

MESSAGES: dict[str, str] = {
    # what Telegram shows before the first word, and in the bot's profile
    "telegram.description": "把影片素材和一首歌傳給我，再說說想怎麼剪，比如：跟著節拍剪輯。我會跟著音樂剪好，把影片傳回這裡。\n\n按「開始」，然後傳素材吧。",
    "telegram.short": "傳素材和一首歌，拿到跟著節拍剪好的影片。",
    "telegram.make_video": "做一支影片",
    # what comes before the help
    "help.telegram": "👋 現在就把影片素材傳給我，幾個都行，有歌也一起傳。然後說說想怎麼剪，比如：跟著節拍剪輯。我剪好後把影片傳回這裡。更多用法：/help",
    "help.telegram.group": "👋 一起來做影片吧。大家都可以回覆這則訊息，把素材和歌傳上來，再回覆說說想怎麼剪，比如：跟著節拍剪輯。我剪好後把影片傳回這裡。\n我只看得到傳給我的內容：對我訊息的回覆、命令，以及 @我 的訊息或說明文字。更多用法：/help",
    "here.telegram.group": "在群組裡，請帶著素材回覆這則訊息，或在說明文字裡 @我。",
    "telegram.album_rest": "Telegram 只讓我看到相簿裡 @我 的那一張。其餘的請逐一回覆並 @我，或用整個相簿回覆這則訊息；也可以把我設為管理員，再重傳一次相簿並在說明文字裡 @我。",
}

"""What only people on Telegram read, in traditional Chinese."""

MESSAGES: dict[str, str] = {
    # what Telegram shows before the first word, and in the bot's profile
    "telegram.description": "把影片素材和一首歌發給我，再說說想要什麼，比如：按節拍剪輯。"
    "我會跟著音樂剪好，把影片發回這裡。\n\n點「開始」，然後發素材吧。",
    "telegram.short": "發素材和一首歌，拿到跟著節拍剪好的影片。",
    "telegram.make_video": "做一支影片",
    # what comes before the help
    "help.telegram": "👋 現在就把影片素材發給我，幾個都行，有歌也一起發。"
    "然後寫下想要什麼，比如：按節拍剪輯。我剪好後把影片發回這裡。更多用法：/help",
    "help.telegram.group": "👋 一起來做影片吧。大家把素材和歌作為對這條訊息的回覆發出來，"
    "再回復想要什麼，比如：按節拍剪輯。我剪好後把影片發回這裡。\n"
    "我只能看到發給我的內容：對我訊息的回覆、命令，以及提到我的訊息或說明文字。更多用法：/help",
    "here.telegram.group": "在群裡，請帶著素材回覆這條訊息，或在說明文字裡提及我。",
    "telegram.album_rest": "Telegram 只讓我看到相簿裡提及我的那一個。其餘的請逐個回覆並提及我，或用整個相簿回覆這條訊息；也可以把我設為管理員，再在說明文字裡提及我重發一次。",
}

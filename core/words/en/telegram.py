"""What only people on Telegram read, in English."""

MESSAGES: dict[str, str] = {
    # what Telegram shows before the first word, and in the bot's profile
    "telegram.description": "Send me video clips and a song, and say what you want, "
    "for example: sync it to the beat. I cut the clips to the music and send the video "
    "back here.\n\nPress Start, then drop your clips.",
    "telegram.short": "Clips and a song in, a video cut to the beat out.",
    "telegram.make_video": "Make a video",
    # what comes before the help
    "help.telegram": "👋 Send me your video clips now, as many as you like, and a song "
    "if you have one. Then write what you want, for example: sync it to the beat. "
    "I cut them and send the video back here. /help tells the rest.",
    "help.telegram.group": "👋 Let us make a video together. Reply to this message with "
    "your clips and a song; everybody can. Then reply with what you want, for "
    "example: sync it to the beat. I cut them and send the video back here.\n"
    "I see only what is meant for me: replies to my messages, commands, and messages "
    "or captions that mention me. /help tells the rest.",
    "here.telegram.group": "Here in the group, reply to this message with them, or mention me in the caption.",
    "telegram.album_rest": "Of an album, Telegram shows me only the part that mentions me. For the others: reply to each with my name, or reply to this message with the album, or make me an admin and send it again with my name in the caption.",
}

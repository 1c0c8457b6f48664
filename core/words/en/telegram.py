"""Sentences for Telegram only, in English."""

MESSAGES: dict[str, str] = {
    # what Telegram shows before the first word, and in the bot's profile
    "telegram.description": "Send me video clips and a song, and say what you want, "
    "for example: sync it to the beat. I cut the clips to the music and send the video "
    "back here.\n\nPress Start, then drop your clips.",
    "telegram.short": "Clips and a song in, a video cut to the beat out.",
    "telegram.make_video": "Make a video",
    # what comes before the help
    "help.telegram": "👋 Send me your video clips now, as many as you like, and a song if you have one. Then write what you want, for example: sync it to the beat. I cut them and send the video back here. For more, send /help.",
    "help.telegram.group": "👋 Let's make a video together. Reply to this message with your clips and a song; everyone can. Then reply with what you want, for example: sync it to the beat. I cut them and send the video back here.\nI see only messages for me: replies to my messages, commands, and messages or captions that mention me. For more, send /help.",
    "here.telegram.group": "In the group, reply to this message with them, or mention me in the caption.",
    "telegram.album_rest": "Telegram shows me only the part of an album that mentions me. For the other parts, do one of these: reply to each of them and mention me; reply to this message with the album; or make me an admin and send the album again with my name in the caption.",
}

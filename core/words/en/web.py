"""What the drop page shows, and what is said about it, in English."""

MESSAGES: dict[str, str] = {
    # in the chats
    "about.drop": "A page for large files",
    "button.drop": "Upload large files",
    "error.clip_drop": '"{name}" is too large for this chat ({limit} MB at most). '
    "Upload it with the button below instead: files of up to {largest}, in full quality.",
    "drop.link.public": "On this page you can upload clips, photos and songs of up to {largest} each. "
    "The link is yours alone, so don't pass it on. It works for 12 hours.",
    "drop.link.network": "On this page you can upload clips, photos and songs of up to {largest} each. "
    "It opens only on devices in this bot's own network. The link is yours alone, so don't "
    "pass it on. It works for 12 hours.",
    "drop.link.machine": "On this page you can upload clips, photos and songs of up to {largest} each. "
    "It opens only on the computer that this bot runs on: for other devices its owner must "
    "set VIDMUSE_PUBLIC_URL.",
    "drop.none": "This bot has no page for large files. Its owner can set one up with "
    "VIDMUSE_PUBLIC_URL.",
    "drop.terminal": "In the terminal, type or drop the path of a file. Its size does not matter "
    "up to what the agent takes.",
    "drop.no_private": "I cannot write to you in private, and the link is for you alone. Open a "
    "private chat with me, press Start, then send /drop here again.",
    "drop.words": "{name}, on the page: {text}",
    # in the terminal
    "drop.here.public": "Make a video on your phone or computer, without a chat:",
    "drop.here.network": "Make a video on a phone or computer in this network, without a chat:",
    "drop.here.machine": "Make a video on this computer, without a chat (for other devices set VIDMUSE_PUBLIC_URL):",
    "privacy.drop": "Files from the upload page are deleted 2 days after their upload; half-finished "
    "ones after a day without progress.",
    # the page
    "page.title": "Upload to VidMuse",
    "page.unnamed": "Untitled",
    "page.person": "You are {who}",
    "page.script": "This page needs JavaScript.",
    "page.pick": "Choose clips and songs",
    "page.drag": "or drag them anywhere onto this page",
    "page.kinds": "Videos, photos and songs, up to {largest} each",
    "page.uploads": "Uploads",
    "page.clips": "Clips",
    "page.no_clips": "Nothing yet.",
    "page.video": "Video",
    "page.preview": "Preview",
    "page.no_video": "No video yet. Add clips, then say what you want.",
    "page.say": "What would you like?",
    "page.send": "Send",
    "page.sent": "Sent. The answer comes in the chat.",
    "page.sent_here": "Sent.",
    "page.held": "Will be sent when the uploads are done.",
    "page.send_now": "Send now",
    "page.cancel": "Cancel",
    "page.retry": "Try again",
    "page.remove": "Remove",
    "page.waiting": "Waiting",
    "page.uploading": "{done} of {total} · {speed}/s",
    "page.paused": "Connection lost. Continues automatically.",
    "page.checking": "Adding to the project",
    "page.added": "In the project",
    "page.cancelled": "Cancelled",
    "page.by": "from {name}",
    "page.by_you": "from you",
    "page.resume": "Choose the file again to continue",
    "page.working": "In progress",
    "page.queue": "Number {count} in the queue",
    "page.offline": "No connection to the bot. Trying again…",
    "page.messages": "Conversation",
    "page.video_of": "Video",
    "page.left": "This link works for {hours} more hours.",
    "page.left_soon": "This link works for less than an hour. Send /drop in the chat for a new one.",
    "page.alone": "Your project",
    "page.skip": "Skip to the instruction",
    "page.shared": "Everyone in the chat sees this page",
    "page.upload_title": "Add clips",
    "page.timeline": "Timeline",
    "page.timeline_length": "{time} long",
    "page.timeline_cuts": "Cuts: {count}",
    "page.timeline_beats": "Beats: {count}",
    "page.shots": "Shots as a list",
    "page.shot": "{start} to {end}: {name}",
    "page.answer": "Answer",
    "page.ideas": "Ideas",
    "page.idea.beat": "Cut my clips to the beat",
    "page.idea.vertical": "Make it vertical",
    "page.idea.title": "Add a title",
    "page.idea.short": "Make it 15 seconds long",
    # what went wrong
    "page.error.expired": "This link has expired. Send /drop in the chat to get a new one; what you "
    "uploaded is safe.",
    "page.error.invalid": "This link is not valid. It may have been cut off when it was copied. Send "
    "/drop in the chat to get a new one.",
    "page.error.gone": "The project of this link was deleted. Send /drop in the chat to get a new link.",
    "page.error.down": "The bot cannot store anything right now. Try again in a minute.",
    "page.error.too_large": "{name} is larger than {largest}. Trim or compress it.",
    "page.error.empty": "{name} is empty.",
    "page.error.too_many": "You have too many unfinished uploads. Finish or cancel some first.",
    "page.error.person_full": "You have uploaded a lot in the last two days. Try again tomorrow.",
    "page.error.disk_full": "This bot has no space left. Ask its owner to free some, then try again.",
    "page.error.lost": "This upload is no longer stored. Choose the file again.",
    "page.error.kind": "{name} is neither a video, a photo nor a song.",
    "page.error.read": "{name} cannot be read any more. Choose it again.",
    "page.error.unknown": "Something went wrong. Try again.",
}

"""What the turns say, in English."""

MESSAGES = {
    # the card
    "card.queued": "You're #{place} in the queue. I'll start automatically.",
    "card.queued_group": "{name}: #{place} in the queue, after {ahead}. I'll start automatically.",
    "step.render_queued": "Waiting for the renderer, #{place} in its queue",
    "card.gather": "Got it. One moment…",
    "step.queued": "Getting ready",
    "step.fetching": "Getting ready",
    "step.uploading": "Bringing the clips in ({done} of {total})",
    "step.instructing": "Working on your edit",
    "tool.look": "Looking at the clips",
    "tool.listen": "Listening to the music",
    "tool.cut": "Cutting to the music",
    "step.reading": "Looking at what changed",
    "step.telling": "Almost there",
    "step.exporting": "Preparing the export",
    "step.rendering": "Rendering",
    "step.delivering": "Sending the video",
    "step.done": "Done",
    "step.failed": "Stopped",
    "step.cancelled": "Cancelled",
    "card.still": "⏳ Still working… {minutes} min",
    # answers
    "tray.clips": "{count:clips}",
    "tray.song": "{name}",
    "tray.song_bpm": "{name} ({bpm} BPM)",
    "tray.next": "Say what you want, or press a button.",
    "tray.no_song": "Add a song, or say what you want.",
    "tray.song_only": "Now add your clips.",
    "button.cut": "Cut it",
    "turn.stranded": "I need a clip that works for this. Send one, then press the button, or say it again.",
    "turn.unchanged": "Nothing changed. Say it in other words.",
    "turn.uncertain": "The agent did not finish, and nothing changed so far. "
    "I did not send it twice. Try again?",
    "turn.video": "Your video is ready.",
    "turn.link": "Your video is too big for this chat ({size} MB, it takes {limit} MB). "
    "Here it is: {link}",
    "turn.smaller": "Your video is ready, in {side}p to fit this chat: the full one has "
    "{size} MB, this chat takes {limit} MB.",
    "turn.toobig": "Your video is done, but too big for this chat: {size} MB, it takes "
    "{limit} MB at most. Make it shorter, or export it in another chat.",
    "turn.no_files": "I may not send files here. Ask an admin to give me the right to send files, then press “Send again”.",
    "turn.link_no_files": "Your video is ready, but I may not send files here. Here it is: {link}",
    "turn.maybe": "I may have sent the video already. If you don't see it, "
    "press the button.",
    "turn.empty": "There is nothing to export yet. Drop clips and say what you want.",
    "turn.lost": "The agent lost this session and its timeline. I opened a new one and "
    "brought your clips back ({count}). Ask for the edit once more.",
    "turn.undone": "I asked the agent to undo it; have a look whether it is as before.",
    "turn.cancelled_late": "Cancelled. The agent may have made the edit already: see "
    "“status”, or undo it.",
    "turn.reopened": "The session had ended: I opened a new one and brought your clips.",
    "turn.cancelled": "Cancelled.",
    "turn.nothing": "There is nothing to cancel.",
    "turn.denied": "Only the one who asked, or an admin, may do that.",
    "turn.notallowed": "This bot is private. Ask its owner to allow you: {person}",
    "turn.notallowed_group": "This bot is private. Ask its owner to allow you ({person}) or this chat ({chat}).",
    "turn.edit_too_late": "Your change came too late: I have already worked on that message. Send it as a new one.",
    "turn.old": "This button is too old. Say it in words.",
    "turn.pressed": "You pressed this already.",
    "turn.export_blocked": "The edit is done. Only its export is blocked: register or upgrade your plan to "
    "unlock it, then press Export.",
    "turn.late": "Your earlier request “{request}” was made after all: {changes}",
    "turn.vague": "What would you like? For example:",
    "change.file": "Made a new file: {file}",
    "change.other": "Changed the timeline.",
    # errors
    "error.clip_large": '"{name}" is too large ({limit} MB at most here). '
    "Send a shorter or smaller one, or a link.",
    "error.clip_gone": '"{name}" cannot be fetched any more. Send it again.',
    "error.clip_failed": '"{name}" could not be read because of an internal error of the '
    "agent. I left it out for now and will try again with your next request.",
    "error.link": "I could not fetch {name}. Is the link public, and does it lead "
    "straight to a video or a song?",
    "error.unsupported": '"{name}" is no format I know. Formats: mp4 mov avi webm mkv, '
    "jpg png gif webp, mp3 wav m4a aac.",
    "error.large": '"{name}" is larger than 500 MB. Compress or trim it.',
    "error.credits": "There are no credits left. Top up credits in your account.",
    "error.locked": "Register or upgrade your plan to unlock export.",
    "error.credits_free": "The free credits are used up. Register to go on, your videos "
    "stay: {link}",
    "error.token": "The NEMO token is not valid any more.",
    "error.token_own": "Your NEMO token is not valid any more. Send a new one in a private "
    "chat: settings token <token>. Or go on without: settings token off",
    "error.token_operator": "This bot's NEMO token is not valid any more. Its owner must "
    "set a new one.",
    "error.token_anonymous": "The free token ran out and no new one can be had just now. "
    "Try again tomorrow, or send me your own NEMO token in a private chat: "
    "settings token <token>",
    "error.session": "The agent lost the session again. Try again in a while.",
    "error.format": "The agent cannot read one of the files. Formats: mp4 mov avi webm "
    "mkv, jpg png gif webp, mp3 wav m4a aac.",
    "error.size": "One of the files is larger than 500 MB. Compress or trim it.",
    "error.said": "The agent says: {reason}",
    "error.down_late": "The agent does not answer just now. Your edit may be made all the "
    "same: look at “status” before you try again.",
    "error.video_gone": "This video is not there any more. Export it again.",
    "quota.person": "You have used up {amount} for today. It goes on in {hours} h "
    "{minutes} min.",
    "quota.chat": "This chat has used up its {amount} for today. It goes on in {hours} h "
    "{minutes} min.",
    "quota.turns": "{count} requests",
    "quota.megabytes": "{count} MB of clips",
    "quota.credits": "{count} credits",
    "error.busy": "The agent is busy. Try again in half a minute.",
    "error.down": "The agent does not answer just now. Try again in a while.",
    "error.disk": "The disk of this bot is full. Its owner has to free some space; then "
    "send this again.",
    "error.render": "The render failed twice. Try again, or change the edit a little.",
    "error.refused": "The agent refused this. Say it in other words.",
    "error.ours": "Something went wrong on our side. Try again.",
    "error.wallet": "No free credits can be had just now. Try again tomorrow, or send "
    "me your own NEMO token in a private chat: settings token <token>",
    # what an instruction points at
    "reference.clip": "clip {number}",
    "reference.version": "version {number}",
    "reference.and": " and ",
    # buttons and suggestions
    "button.cancel": "Cancel",
    "button.retry": "Try again",
    "button.export": "Export",
    "button.undo": "Undo",
    "button.faster": "Faster",
    "button.calmer": "Calmer",
    "button.vertical": "Vertical",
    "button.again": "Send again",
    "button.register": "Register",
    "button.shorter": "Make it shorter",
    "button.status": "Timeline",
    "button.credits": "Credits",
    "button.move": "Move it",
    "button.claim": "Open in NEMO",
    "wish.beat": "Sync to the beat",
    "wish.short": "30-second vertical video",
    "wish.title": "Add a title",
    "wish.faster": "Make the cuts faster",
    "wish.calmer": "Make the cuts slower and calmer",
    "wish.vertical": "Change the aspect ratio to 9:16",
    "wish.shorter": "Make it 30 seconds long",
    "wish.version": "Go back to version {number}",
    "wish.redo": "Redo",
    "wish.title_text": "Add the title “{text}”",
    "ask.title": "What should the title say?",
    "ask.title_hint": "Title text",
    "ask.answer_hint": "Your answer",
    "button.redo": "Redo",
    "turn.wish_kept": "Got it: “{wish}”. Now send me your clips and a song; I'll start when they are here.",
    "card.more_clips": "Got it. Send more if you have more; I'll start in a few seconds.",
    "wish.undo": "Undo the last change",
}

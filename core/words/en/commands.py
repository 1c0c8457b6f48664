"""What the commands answer, in English."""

MESSAGES = {
    "help": "Drop clips and a song, say what you want, get the video back.\n"
    "Try: sync to the beat · make it 9:16 · add the title “Summer” · faster cuts",
    # what each command is for: in the help and in the lists of the platforms
    "about.edit": "Make or change a video: clips, a song, and what you want",
    "about.start": "What I can do, and how",
    "about.help": "What I can do, and how",
    "about.new": "Start another video; the old one is kept",
    "about.projects": "Your videos: go back to an earlier one",
    "about.status": "The timeline and the queue",
    "about.credits": "Credits that are left, and who pays",
    "about.export": "Get the video as a file",
    "about.undo": "Take back the last change",
    "about.cancel": "Stop the current request",
    "about.settings": "How this chat works",
    "about.language": "Which language I speak here",
    "about.privacy": "What I store, and for how long",
    "about.forget": "Delete your data",
    "help.console": "Add clips and songs: drag the files into this window, or type their paths, then press Enter. Paste links the same way. Then type what you want. To press a button, type its number. To leave, press Ctrl+D; your project is kept.",
    "console.no_file": "There is no file {path}. Check the path, or drop the file here.",
    "upload": "Send your clips, photos and songs here, as files or as links. Then say what "
    "you want.",
    "hint": "Send me video clips, photos or a song, and say what you want. /help shows more.",
    "status.unused": "{name} (not used)",
    "language.spoken": "I understand these languages: {names}. Write to me in one of them.",
    "status.none": "No video yet. Drop clips and say what you want.",
    "status.project": "Project: {name} ({count:clips})",
    "status.line": "In the queue: {count:requests}",
    "status.reopened": "The session had expired, so I opened a new one. Your clips will be uploaded again with your next request.",
    "status.picture": "Clips: {names}",
    "credits": "Credits: {available:number} available, {frozen:number} reserved.",
    "wallet.operator": "This bot's owner pays.",
    "wallet.own": "Paid from {who} own NEMO account.",
    "wallet.anonymous": "Paid from free credits that last 7 days.",
    "wallet.free": "This bot's own studio makes the videos; nobody pays.",
    "wallet.yours": "your",
    "wallet.other": "another member's",
    "projects": "Projects. The first one is open:",
    "project.unnamed": "Untitled, {date}",
    "project.new": "New project. Drop clips and say what you want. "
    "You find the old one under “projects”.",
    "project.switched": "Open now: {name}. Its timeline is unchanged.",
    "project.switched_by": "{who} opened the project “{name}” for everyone here. Its timeline is as it was left.",
    "project.gone": "That project no longer exists. See “projects”.",
    "settings": "Language: {language} · projects: {scope} · who else may cancel and export: {controllers} · video after each edit: {auto}\nChange: settings scope chat|member · settings controllers asker|admins|everyone · settings auto on|off",
    "settings.private": "Language: {language} · video after each edit: {auto}\nChange: settings auto on|off · language",
    "settings.token": "Own NEMO token, in a private chat only: settings token <token>, settings token off",
    "settings.token_private": "Own NEMO token: settings token <token>, settings token off",
    "settings.preview": "Preview before each video: {value} · change: settings preview on|off",
    "toggle.scope": "Projects: {value}",
    "toggle.controllers": "May cancel and export: {value}",
    "toggle.auto": "Video after each edit: {value}",
    "toggle.preview": "Preview before each video: {value}",
    "settings.done": "Changed. {what}",
    "settings.denied": "Only an admin can change this here.",
    "settings.unknown": "I don't know that setting. Send “settings” to see them all.",
    "token.kept": "Your token is stored, encrypted. It pays for your videos from now on. Delete your message with the token if it is still here.",
    "token.public": "Never post a token here: delete that message, make a new token, "
    "and send it to me in a private chat. I did not store it.",
    "token.bad": "The agent does not accept this token. It is not stored.",
    "token.none": "You have no token stored here.",
    "token.off": "Your token is deleted.",
    "language": "Which language?",
    "language.done": "I'll answer in English here from now on.",
    "privacy": "I store: your projects' names, references to your clips, chat settings "
    "and tokens, encrypted ({days} days after their last use); finished requests (a day); "
    "numbers of handled messages (7 days); today's counters (2 days). Clips and videos are with the video agent, not in this bot's "
    "database. Nothing is sold or used for training by this bot. "
    "“forget” deletes what is yours.",
    "privacy.studio": "This bot's own studio deletes a project with its clips {days:days} "
    "after its last use, a finished video {videos:days} after it was made, and sooner only "
    "when its disk is full.",
    "forget": "This deletes your data everywhere: {projects:projects} of your own, "
    "{clips:clips}, {tokens:tokens}. It cannot be undone.",
    "forget.shared": "{count:projects} that others take part in will stay for them, without "
    "your clips.",
    "forget.done": "Deleted: {projects:projects}, {clips:clips}, {wallets:tokens}, "
    "{turns:requests}.",
    "forget.left_shared": "{count:projects} that others take part in stay for them.",
    "forget.agent_keeps": "The video agent cannot delete single clips or sessions on request: "
    "it still holds the files of {count:projects} until it removes them itself.",
    "forget.left": "{count:items} could not be deleted yet. Try again in a few minutes.",
    "forget.checked": "I checked again: nothing of it is left.",
    "forget.not_yours": "This button belongs to the person who asked. Send /forget to delete "
    "your own data.",
    "button.forget_chat": "Delete this group's projects",
    "button.forget": "Delete my data",
    "button.new": "New project",
    "word.on": "on",
    "word.off": "off",
    "scope.chat": "one for this chat",
    "scope.member": "one per member",
    "controllers.asker": "nobody",
    "controllers.admins": "admins",
    "controllers.everyone": "everyone",
    # to the operator's admins, in private
    "admin.disk_low": "The disk of this bot is nearly full: {free} GB are left. Free some space; below 0.1 GB it takes no more requests.",
    "admin.disk_full": "The disk of this bot is full ({free} GB left): it takes no more requests until you free some space.",
    "admin.studio_low": "This bot's studio has only {free} GB left and deletes the oldest videos early. Free some space, or raise STUDIO_DISK_GB.",
    "admin.studio_full": "This bot's studio has no space left ({free} GB): it takes no clips until you free some, or raise STUDIO_DISK_GB.",
}

"""What only people on Discord read, in English."""

MESSAGES: dict[str, str] = {
    # the names of the commands
    "discord.name_edit": "edit",
    "discord.name_start": "start",
    "discord.name_help": "help",
    "discord.name_new": "new",
    "discord.name_projects": "projects",
    "discord.name_drop": "drop",
    "discord.name_status": "status",
    "discord.name_credits": "credits",
    "discord.name_export": "export",
    "discord.name_undo": "undo",
    "discord.name_cancel": "cancel",
    "discord.name_settings": "settings",
    "discord.name_language": "language",
    "discord.name_privacy": "privacy",
    "discord.name_forget": "forget",
    "discord.menu_sync": "Sync to the beat",
    "discord.menu_add": "Add to project",
    "discord.option_instruction": "What you want, in your own words; leave it out for a form",
    "discord.option_clip": "A video, a picture or a song",
    "discord.option_url": "A link to a video or a song",
    "discord.option_thread": "Make it in a thread of its own",
    "discord.option_name": "What to call it",
    "discord.option_project": "Which one",
    "discord.option_change": "What to change, e.g. auto off; leave it out to see all",
    "discord.option_language": "Which language",
    # what to choose from
    "discord.suggestion_1": "Sync to the beat",
    "discord.suggestion_2": "Faster cuts",
    "discord.suggestion_3": "30-second vertical video, synced to the beat",
    "discord.suggestion_4": "Calmer cuts",
    "discord.suggestion_5": "Make it 9:16",
    "discord.suggestion_6": "Add the title “Summer”",
    "discord.sync": "Sync to the beat",
    # the form
    "discord.form_title": "What shall it become?",
    "discord.form_instruction": "What you want",
    "discord.form_instruction_hint": "In your own words",
    "discord.form_files": "Clips and a song",
    "discord.form_files_hint": "Up to ten more; what you gave with the command counts, too",
    "discord.form_song": "Song",
    "discord.form_song_hint": "A link, or words like “something calm”",
    "discord.form_length": "Length in seconds",
    "discord.form_length_hint": "Leave it empty and the song decides",
    "discord.form_aspect": "Shape",
    "discord.form_aspect_hint": "9:16 is upright, 16:9 is wide",
    "discord.form_seconds": "{seconds} seconds long",
    # plain sentences
    "discord.thread": "🎬 {name}: {words}",
    "discord.thread_deaf": "In the thread, mention me, reply to my messages or use /edit.",
    "discord.noted": "👌 Got it.",
    "discord.interrupted": "I was interrupted before I could answer. Please ask again.",
    "discord.blind": "I cannot see what you wrote there: Discord shows it to me only if "
    "you mention me in the message. Mention me, or use /edit.",
    "discord.blind_reply": "I cannot see the message you answered. Open its menu, "
    "then Apps, then “Sync to the beat” or “Add to project”.",
    "discord.no_rights": "I may not write in {link} . Ask an admin of the server to give "
    "me “View Channel”, “Send Messages” and “Attach Files” there, or write to me here.",
    "discord.no_footage": "There is no video, picture or song in that message. "
    "Choose one that has a file or a link.",
    "discord.store_down": "I could not write this down just now, so nothing was started. "
    "Please try again in a minute.",
    "discord.blind_link": "I cannot open the message that you linked. Link one that I and you can both see, or choose “Add to project” in its menu (Apps).",
    "discord.blind_role": "I cannot see what you wrote: Discord shows it to me only if you mention me, not my role. Choose my name in the list, or use /edit.",
    # how to begin
    "help.discord": "👋 Send me your video clips now, as many as you like, and a song if you have one. Then write what you want, for example: sync it to the beat. I cut them and send the video back here.",
    "help.discord.group": "👋 Let us make a video together. In a server, any of these reaches me:\n· /edit with your clips, a song and what you want\n· the menu of a message with clips: Apps, then “Sync to the beat” or “Add to project”\n· a message with your clips and words that mentions me, or a reply to one of mine\nI cut the clips to the music and send the video back here.",
    "here.discord.group": "Here in the server, use /edit, the menu of a message with clips (Apps), or mention me in a message with your clips.",
}

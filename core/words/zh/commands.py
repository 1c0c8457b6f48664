"""What the commands answer, in Chinese."""

MESSAGES = {
    "help": "发素材和一首歌，说说想要什么，就能拿到视频。\n"
    "试试：按节拍剪辑 · 改成 9:16 · 加标题“夏天” · 剪得更快\n"
    "export：导出视频文件\n"
    "status：查看时间线 · undo：撤销一步 · cancel：停止\n"
    "new、projects：新建项目，或回到以前的项目\n"
    "credits：剩余积分，由谁付费\n"
    "settings、language：本聊天的设置\n"
    "privacy、forget：保存了什么，如何删除",
    "upload": "把视频、照片或歌曲直接发到这里就行，发链接也可以，然后说说想怎么剪。",
    "hint": "发视频、照片或歌曲给我，再说说想怎么剪。更多用法：/help",
    "status.unused": "{number} {name}（未使用）",
    "language.spoken": "我能听懂这些语言：{names}。请用其中一种写给我。",
    "status.none": "还没有视频。先发素材，再说想怎么剪。",
    "status.project": "项目：{name}（{count:clips}）",
    "status.line": "排队中：{count:requests}",
    "status.reopened": "之前的会话过期了，我开了新的。下次提要求时会重新传素材。",
    "status.picture": "素材：{names}",
    "credits": "可用积分 {available:number}，冻结 {frozen:number}。",
    "wallet.operator": "费用由机器人的主人承担。",
    "wallet.own": "费用从{who}的 NEMO 账户扣。",
    "wallet.anonymous": "用的是 7 天有效的免费积分。",
    "wallet.free": "视频由本机器人自带的工作室制作，不用付费。",
    "wallet.yours": "你",
    "wallet.other": "其他成员",
    "projects": "项目列表，第一个是当前项目：",
    "project.unnamed": "未命名，{date}",
    "project.new": "新项目建好了。发素材，再说想怎么剪。旧项目在“项目”里。",
    "project.switched": "已打开：{name}。时间线没有变。",
    "project.switched_by": "{who} 为大家打开了项目“{name}”，时间线保持原样。",
    "project.gone": "这个项目已经不存在了。看看“项目”。",
    "settings": "语言：{language} · 项目：{scope} · 还有谁可以取消和导出：{controllers} · 每次剪完就出片：{auto}\n修改：settings scope chat|member · settings controllers asker|admins|everyone · settings auto on|off\n自己的 NEMO 令牌（只在私聊里用）：settings token <令牌>，settings token off",
    "settings.private": "语言：{language} · 每次剪完就出片：{auto}\n修改：settings auto on|off · 语言\n自己的 NEMO 令牌：settings token <令牌>，settings token off",
    "settings.preview": "出片前先看预览：{value} · 修改：settings preview on|off",
    "toggle.scope": "项目：{value}",
    "toggle.controllers": "可取消和导出：{value}",
    "toggle.auto": "每次剪完就出片：{value}",
    "toggle.preview": "出片前先看预览：{value}",
    "settings.done": "改好了。{what}",
    "settings.denied": "这里只有管理员可以修改。",
    "settings.unknown": "没有这个设置。发“设置”看全部。",
    "token.kept": "你的令牌已加密保存，之后由它付费。如果令牌消息还在，请删除它。",
    "token.public": "不要在这里发令牌：请删除那条消息，换一个新令牌，再私聊发给我。"
    "我没有保存它。",
    "token.bad": "剪辑服务不认这个令牌，没有保存。",
    "token.none": "这里没有你的令牌。",
    "token.off": "你的令牌已删除。",
    "language": "用哪种语言？",
    "language.done": "好的，以后在这里说简体中文。",
    "privacy": "保存：项目名称、素材引用、聊天设置和加密的令牌（最后使用后 {days} 天），"
    "已完成的要求（一天），处理过的消息编号（7 天），当天的计数（2 天）。素材和视频在视频剪辑服务那里，"
    "不在本机器人的数据库里。本机器人不出售数据，也不用于训练。"
    "“forget” 会删除你的数据。",
    "privacy.studio": "本机器人自带的剪辑服务会在项目最后使用后 {days:days}删除项目和素材，"
    "成片保留 {videos:days}；只有磁盘写满时才会提前删除。",
    "forget": "将删除你在所有地方的数据：你自己的{projects:projects}、{clips:clips}、"
    "{tokens:tokens}。删除后无法恢复。",
    "forget.shared": "另有{count:projects}是和别人共用的，会留给他们，但不再含你的素材。",
    "forget.done": "已删除：{projects:projects}，{clips:clips}，{wallets:tokens}，{turns:requests}。",
    "forget.left_shared": "和别人共用的{count:projects}留给了他们。",
    "forget.agent_keeps": "视频剪辑服务不支持按要求删除单个素材或会话，{count:projects}的文件"
    "会留在那里，直到它自行清理。",
    "forget.left": "还有{count:items}暂时没能删除，请过几分钟再试。",
    "forget.checked": "已再次检查，没有残留。",
    "forget.not_yours": "这个按钮属于发起的人。要删除自己的数据，请发送 /forget。",
    "button.forget_chat": "删除本群的项目",
    "button.forget": "删除我的数据",
    "button.new": "新建项目",
    "word.on": "开",
    "word.off": "关",
    "scope.chat": "全群共用",
    "scope.member": "每人一个",
    "controllers.asker": "无",
    "controllers.admins": "管理员",
    "controllers.everyone": "所有人",
}

"""What the commands answer, in traditional Chinese."""

MESSAGES = {
    "help": "發素材和一首歌，說說想要什麼，就能拿到影片。\n"
    "試試：按節拍剪輯 · 改成 9:16 · 加標題「夏天」 · 剪得更快\n"
    "export：匯出影片檔案\n"
    "status：檢視時間線 · undo：復原一步 · cancel：停止\n"
    "new、projects：新建專案，或回到以前的專案\n"
    "credits：剩餘點數，由誰付費\n"
    "settings、language：本聊天的設定\n"
    "privacy、forget：儲存了什麼，如何刪除",
    "upload": "把影片、照片或歌曲直接發到這裡就行，發連結也可以，然後說說想怎麼剪。",
    "hint": "發影片、照片或歌曲給我，再說說想怎麼剪。更多用法：/help",
    "status.unused": "{number} {name}（未使用）",
    "language.spoken": "我能聽懂這些語言：{names}。請用其中一種寫給我。",
    "status.none": "還沒有影片。先發素材，再說想怎麼剪。",
    "status.project": "專案：{name}（{count:clips}）",
    "status.line": "排隊中：{count:requests}",
    "status.reopened": "之前的工作階段過期了，我開了新的。下次提要求時會重新傳素材。",
    "status.picture": "素材：{names}",
    "credits": "可用點數 {available:number}，凍結 {frozen:number}。",
    "wallet.operator": "費用由機器人的主人承擔。",
    "wallet.own": "費用從{who}的 NEMO 帳戶扣。",
    "wallet.anonymous": "用的是 7 天有效的免費點數。",
    "wallet.free": "影片由本機器人自帶的工作室製作，不用付費。",
    "wallet.yours": "你",
    "wallet.other": "其他成員",
    "projects": "專案列表，第一個是當前專案：",
    "project.unnamed": "未命名，{date}",
    "project.new": "新專案建好了。發素材，再說想怎麼剪。舊專案在「專案」裡。",
    "project.switched": "已開啟：{name}。時間線沒有變。",
    "project.switched_by": "{who} 為大家打開了專案「{name}」，時間線保持原樣。",
    "project.gone": "這個專案已經不存在了。看看「專案」。",
    "settings": "語言：{language} · 專案：{scope} · 還有誰可以取消和匯出：{controllers} · 每次剪完就出片：{auto}\n修改：settings scope chat|member · settings controllers asker|admins|everyone · settings auto on|off\n自己的 NEMO 權杖（只在私訊裡用）：settings token <權杖>，settings token off",
    "settings.private": "語言：{language} · 每次剪完就出片：{auto}\n修改：settings auto on|off · 語言\n自己的 NEMO 權杖：settings token <權杖>，settings token off",
    "settings.preview": "出片前先看預覽：{value} · 修改：settings preview on|off",
    "toggle.scope": "專案：{value}",
    "toggle.controllers": "可取消和匯出：{value}",
    "toggle.auto": "每次剪完就出片：{value}",
    "toggle.preview": "出片前先看預覽：{value}",
    "settings.done": "改好了。{what}",
    "settings.denied": "這裡只有管理員可以修改。",
    "settings.unknown": "沒有這個設定。發「設定」看全部。",
    "token.kept": "你的權杖已加密儲存，之後由它付費。如果權杖訊息還在，請刪除它。",
    "token.public": "不要在這裡發權杖：請刪除那條訊息，換一個新權杖，再私訊發給我。"
    "我沒有儲存它。",
    "token.bad": "剪輯服務不認這個權杖，沒有儲存。",
    "token.none": "這裡沒有你的權杖。",
    "token.off": "你的權杖已刪除。",
    "language": "用哪種語言？",
    "language.done": "好的，以後在這裡說繁體中文。",
    "privacy": "儲存：專案名稱、素材引用、聊天設定和加密的權杖（最後使用後 {days} 天），"
    "已完成的要求（一天），處理過的訊息編號（7 天），當天的計數（2 天）。素材和影片在影片剪輯服務那裡，"
    "不在本機器人的資料庫裡。本機器人不出售資料，也不用於訓練。"
    "「forget」 會刪除你的資料。",
    "privacy.studio": "本機器人自帶的剪輯服務會在專案最後使用後 {days:days}刪除專案和素材，"
    "成片保留 {videos:days}；只有磁碟寫滿時才會提前刪除。",
    "forget": "將刪除你在所有地方的資料：你自己的{projects:projects}、{clips:clips}、"
    "{tokens:tokens}。刪除後無法恢復。",
    "forget.shared": "另有{count:projects}是和別人共用的，會留給他們，但不再含你的素材。",
    "forget.done": "已刪除：{projects:projects}，{clips:clips}，{wallets:tokens}，{turns:requests}。",
    "forget.left_shared": "和別人共用的{count:projects}留給了他們。",
    "forget.agent_keeps": "影片剪輯服務不支援按要求刪除單個素材或工作階段，{count:projects}的檔案"
    "會留在那裡，直到它自行清理。",
    "forget.left": "還有{count:items}暫時沒能刪除，請過幾分鐘再試。",
    "forget.checked": "已再次檢查，沒有殘留。",
    "forget.not_yours": "這個按鈕屬於發起的人。要刪除自己的資料，請傳送 /forget。",
    "button.forget_chat": "刪除本群的專案",
    "button.forget": "刪除我的資料",
    "button.new": "新建專案",
    "word.on": "開",
    "word.off": "關",
    "scope.chat": "全群共用",
    "scope.member": "每人一個",
    "controllers.asker": "無",
    "controllers.admins": "管理員",
    "controllers.everyone": "所有人",
}

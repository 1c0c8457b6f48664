"""How a timeline and its changes are described, in traditional Chinese."""

MESSAGES = {
    "timeline": "時間線（{count:tracks}）：{lines}",
    "timeline.empty": "時間線是空的",
    "timeline.video": "影片",
    "timeline.music": "音樂",
    "timeline.title": "標題",
    "timeline.track": "{label}：{names}",
    "change.title_added": "已新增標題：{what}",
    "change.title_removed": "已去掉標題：{what}",
    "change.music_added": "已新增音樂：{what}",
    "change.music_removed": "已去掉音樂：{what}",
    "change.shots": "畫面：{count:shots}",
    "change.length": "時長：{seconds} 秒",
    "change.size": "畫幅：{size}",
    "change.volume": "音樂音量：{percent}%",
    "change.clips": "新素材：{names}",
}

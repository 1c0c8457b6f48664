"""How a timeline and its changes are described, in Chinese."""

MESSAGES = {
    "timeline": "时间线（{count:tracks}）：{lines}",
    "timeline.empty": "时间线是空的",
    "timeline.video": "视频",
    "timeline.music": "音乐",
    "timeline.title": "标题",
    "timeline.track": "{label}：{names}",
    "change.title_added": "已添加标题：{what}",
    "change.title_removed": "已去掉标题：{what}",
    "change.music_added": "已添加音乐：{what}",
    "change.music_removed": "已去掉音乐：{what}",
    "change.shots": "画面：{count:shots}",
    "change.length": "时长：{seconds} 秒",
    "change.size": "画幅：{size}",
    "change.volume": "音乐音量：{percent}%",
    "change.clips": "新素材：{names}",
}

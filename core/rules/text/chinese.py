"""Convert between simplified and traditional Chinese, as far as commands and hints need it.

The tables pair single characters, so a conversion keeps all positions.
"""

_SIMPLIFIED = (
    "这个们来时会对说过还没后点开关给让辑视频换标题长宽选从节动乐听发种样为么吗两应该声响竖横"
    "转续导将请图张删载写进积额余状态轨显传销项设语隐数据问烦现帮谢储专门内资档随办惊帅复汇询"
    "轴间线页账单户击双钮栏顶侧与画编确认贴纸静调并体简里"
)
_TRADITIONAL = (
    "這個們來時會對說過還沒後點開關給讓輯視頻換標題長寬選從節動樂聽發種樣為麼嗎兩應該聲響豎橫"
    "轉續導將請圖張刪載寫進積額餘狀態軌顯傳銷項設語隱數據問煩現幫謝儲專門內資檔隨辦驚帥復匯詢"
    "軸間線頁帳單戶擊雙鈕欄頂側與畫編確認貼紙靜調並體簡裡"
)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_TO_TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


def to_simplified(text: str) -> str:
    """Return the text with the characters of the table in their simplified form."""
    return text.translate(_TO_SIMPLIFIED)


def to_traditional(text: str) -> str:
    """Return the text with the characters of the table in their traditional form."""
    return text.translate(_TO_TRADITIONAL)


def is_chinese(text: str) -> bool:
    """Whether a Chinese character is in the text."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def is_traditional(text: str) -> bool:
    """Whether more characters are in their traditional than in their simplified form."""
    simplified, traditional = (
        sum(text.count(each) for each in chars) for chars in (_SIMPLIFIED, _TRADITIONAL)
    )
    return traditional > simplified

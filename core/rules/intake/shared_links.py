"""Find the file behind a share link of a cloud drive; recognise sites without files.

Share links of Dropbox, Google Drive, OneDrive, SharePoint and Nextcloud lead to a page; the
file has a related address that needs no account. Other sites serve no files.
"""

import base64
import re
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlencode, urlsplit

_DRIVE_FILE = re.compile(r"/file/d/([\w-]{10,})")
_DRIVE_ID = re.compile(r"[\w-]{10,}")
_NEXTCLOUD = re.compile(r"(?:/index\.php)?/s/[A-Za-z0-9]{8,}/?")
_DROPBOX = ("dropbox.com",)
_DRIVE = ("drive.google.com", "docs.google.com")
_ONEDRIVE = ("1drv.ms", "onedrive.live.com")
_SHAREPOINT = "sharepoint.com"


class SiteKind(StrEnum):
    """Why a site serves no file; the values are the ends of the keys ``error.link_…``."""

    VIDEOS = "site"
    """It streams videos or songs without downloads."""
    ACCOUNT = "account"
    """It serves files only to signed-in people, or to its own app."""


_SITES: dict[SiteKind, dict[str, str]] = {
    SiteKind.VIDEOS: {
        "youtube.com": "YouTube", "youtu.be": "YouTube", "tiktok.com": "TikTok",
        "douyin.com": "抖音", "iesdouyin.com": "抖音", "instagram.com": "Instagram",
        "facebook.com": "Facebook", "fb.watch": "Facebook", "twitter.com": "X",
        "x.com": "X", "bilibili.com": "bilibili", "b23.tv": "bilibili",
        "vimeo.com": "Vimeo", "twitch.tv": "Twitch", "dailymotion.com": "Dailymotion",
        "xiaohongshu.com": "小红书", "xhslink.com": "小红书", "kuaishou.com": "快手",
        "weibo.com": "微博", "weibo.cn": "微博", "ixigua.com": "西瓜视频",
        "v.qq.com": "腾讯视频", "youku.com": "优酷", "iqiyi.com": "爱奇艺",
        "channels.weixin.qq.com": "微信视频号", "reddit.com": "Reddit",
        "snapchat.com": "Snapchat", "threads.net": "Threads", "pinterest.com": "Pinterest",
        "open.spotify.com": "Spotify", "music.apple.com": "Apple Music",
        "soundcloud.com": "SoundCloud", "music.163.com": "网易云音乐", "y.qq.com": "QQ 音乐",
    },
    SiteKind.ACCOUNT: {
        "pan.baidu.com": "百度网盘", "alipan.com": "阿里云盘", "aliyundrive.com": "阿里云盘",
        "pan.quark.cn": "夸克网盘", "115.com": "115", "pan.xunlei.com": "迅雷云盘",
        "share.weiyun.com": "微云", "mega.nz": "MEGA", "mega.io": "MEGA",
        "wetransfer.com": "WeTransfer", "we.tl": "WeTransfer", "icloud.com": "iCloud",
        "photos.google.com": "Google Photos", "photos.app.goo.gl": "Google Photos",
    },
}  # fmt: skip


def site_without_files(url: str) -> tuple[SiteKind, str] | None:
    """The kind and name of a site that serves no files, None for all others."""
    parts = _split(url)
    if parts is None:
        return None
    for kind, sites in _SITES.items():
        for site, name in sites.items():
            if _is_of(parts, (site,)):
                return kind, name
    return None


def direct_url(url: str) -> str:
    """The address of the file behind a share link; any other link as it is."""
    parts = _split(url)
    if parts is None:
        return url
    if _is_of(parts, _DROPBOX):
        return _with_query(parts, dl="1")
    if _is_of(parts, _DRIVE):
        return _drive_file(parts) or url
    if _is_of(parts, _ONEDRIVE):
        code = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
        item = f"https://api.onedrive.com/v1.0/shares/u!{code}/root"
        return f"{item}/content"
    if _is_of(parts, (_SHAREPOINT,)) and parts.path.startswith("/:"):
        return _with_query(parts, download="1")
    if _NEXTCLOUD.fullmatch(parts.path):
        path = f"{parts.path.rstrip('/')}/download"
        return parts._replace(path=path, fragment="").geturl()
    return url


def _drive_file(parts: SplitResult) -> str:
    """The direct URL of a Drive file, without the warning page; "" if no file is named."""
    named = _DRIVE_FILE.search(parts.path)
    id_ = named.group(1) if named else parse_qs(parts.query).get("id", [""])[0]
    if not _DRIVE_ID.fullmatch(id_) or "/folders/" in parts.path:
        return ""
    query = urlencode({"id": id_, "export": "download", "confirm": "t"})
    return f"https://drive.usercontent.google.com/download?{query}"


def _with_query(parts: SplitResult, **values: str) -> str:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    others = [(name, value) for name, value in pairs if name not in values]
    return parts._replace(
        query=urlencode([*others, *values.items()]), fragment=""
    ).geturl()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return parts if host and parts.scheme in {"http", "https"} else None


def _is_of(parts: SplitResult, sites: tuple[str, ...]) -> bool:
    host = (parts.hostname or "").lower().rstrip(".")
    return any(host == site or host.endswith(f".{site}") for site in sites)

"""What people call each kind of channel, by the beginning of its address."""

_SERVED = {
    "rocket": "Rocket.Chat",
    "mmost": "Mattermost",
    "ntfy": "ntfy",
    "gotify": "Gotify",
    "signal": "Signal",
    "nctalk": "Nextcloud Talk",
    "synology": "Synology Chat",
    "json": "Webhook JSON",
    "xml": "Webhook XML",
}
CHANNEL_NAMES: dict[str, str] = {
    "tgram": "Telegram",
    "workflow": "Microsoft Teams",
    "workflows": "Microsoft Teams",
    "slack": "Slack",
    "gchat": "Google Chat",
    "webex": "Webex",
    "wxteams": "Webex",
    "zulip": "Zulip",
    "pover": "Pushover",
    # The address with an s at its end is the one over TLS.
    **{f"{scheme}{s}": name for scheme, name in _SERVED.items() for s in ("", "s")},
    "smsvn": "SMS",
    "zns": "Zalo ZNS",
}

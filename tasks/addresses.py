"""Judging an address that a person typed, for pages: they send nothing and know no channel themselves."""

from collections.abc import Callable
from functools import partial

from config.settings import Settings
from notify.channels import check_channel
from notify.webhook import check_url


def address_check(settings: Settings) -> Callable[[str], str]:
    """Return what judges an address under these settings.

    It returns a description of what would be written to, without personal data; it raises BadSettings.
    """
    return partial(check_channel, may_be_private=settings.allow_private_channels)


def webhook_address(settings: Settings, typed: str) -> str:
    """Return an address for events as it is stored; raises Refused for what is none under these settings."""
    return check_url(typed, may_be_private=settings.allow_private_channels)

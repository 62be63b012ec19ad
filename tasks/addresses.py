"""Judging an address that a person typed, for pages: they send nothing and know no channel themselves."""

from collections.abc import Callable
from functools import partial

from config.settings import Settings
from notify.channels import check_channel


def address_check(settings: Settings) -> Callable[[str], str]:
    """Return what judges an address under these settings.

    It returns a description of what would be written to, without personal data; it raises BadSettings.
    """
    return partial(check_channel, may_be_private=settings.allow_private_channels)

"""The parts of Apprise that channels are made of, in one place and untyped.

Apprise's own annotations cover only part of it (its plugins say that ``protocol`` is None), so here it
enters as Any.
"""

import warnings
from typing import Any

with warnings.catch_warnings():
    # Its PGP support, which we do not use, asks for a module that Python 3.13 no longer has.
    warnings.simplefilter("ignore", DeprecationWarning)
    import apprise
    from apprise import Apprise as _Apprise
    from apprise.exception import AppriseImproperlyConfigured
    from apprise.manager_plugins import NotificationManager as _NotificationManager
    from apprise.plugins.base import NotifyBase as _NotifyBase
    from apprise.plugins.email.base import NotifyEmail as _NotifyEmail
    from apprise.plugins.email.smtp import AppriseSMTPController as _SMTPController

AppriseAsset: Any = apprise.AppriseAsset
NotifyBase: Any = _NotifyBase
NotificationManager: Any = _NotificationManager
instantiate: Any = _Apprise.instantiate
NotifyEmail: Any = _NotifyEmail
SMTPController: Any = _SMTPController

__all__ = [
    "AppriseAsset",
    "AppriseImproperlyConfigured",
    "NotificationManager",
    "NotifyBase",
    "NotifyEmail",
    "SMTPController",
    "instantiate",
]

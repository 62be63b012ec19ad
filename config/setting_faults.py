"""The ids of what can be wrong with the settings, and what each setting has to be.

An id is never given to another fault: deploy/RUNBOOK.md explains each under it.
"""

# Setting -> id of its fault, what it has to be. The empty name: several settings together.
FAULTS: dict[str, tuple[str, str]] = {
    "home": ("DD-C01", "một thư mục ghi được"),
    "database_url": ("DD-C02", "bỏ trống, hoặc postgresql+psycopg://tên:mật-khẩu@máy-chủ/tên-cơ-sở-dữ-liệu"),
    "public_url": ("DD-C03", "phải bắt đầu bằng http:// hoặc https:// và có tên máy chủ"),
    "host": ("DD-C04", "một địa chỉ của máy này, ví dụ 127.0.0.1"),
    "port": ("DD-C05", "một số từ 1 đến 65535"),
    "prefect_host": ("DD-C06", "một địa chỉ của máy này, ví dụ 127.0.0.1"),
    "prefect_port": ("DD-C07", "một số từ 1 đến 65535"),
    "prefect_api_url": ("DD-C08", "địa chỉ API của Prefect, ví dụ http://may-chu:4200/api"),
    "prefect_database_url": ("DD-C09", "bỏ trống, hoặc postgresql+asyncpg://tên:mật-khẩu@máy-chủ/tên"),
    "secret_key": ("DD-C10", "bỏ trống, hoặc ít nhất 16 ký tự"),
    "today": ("DD-C11", "bỏ trống, hoặc một ngày dạng 2026-11-23"),
    "demo": ("DD-C12", "true hoặc false"),
    "config_dir": ("DD-C13", "bỏ trống, hoặc một thư mục"),
    "mail_from": ("DD-C14", "tên và địa chỉ, ví dụ Đôn đốc <dondoc@so.example.vn>"),
    "imap_url": (
        "DD-C35",
        "bỏ trống, hoặc imaps://tên:mật-khẩu@máy-chủ/thư-mục (imap:// chỉ trong cùng máy; "
        "ký tự @ : / ? # % trong tên và mật khẩu viết %40 %3A %2F %3F %23 %25)",
    ),
    "imap_minutes": ("DD-C36", "số phút từ 1 đến 1440"),
    "reply_to": ("DD-C37", "bỏ trống, hoặc một địa chỉ thư, ví dụ don-doc+{ma}@so.example.vn"),
    "upload_limit": ("DD-C15", "số byte, ít nhất 1024"),
    "oidc_issuer": ("DD-C16", "phải bắt đầu bằng https://"),
    "oidc_client_id": ("DD-C17", "mã mà hệ thống tài khoản cấp cho Đôn đốc"),
    "oidc_client_secret": ("DD-C18", "khóa mà hệ thống tài khoản cấp cho Đôn đốc"),
    "oidc_name": ("DD-C19", "chữ trên nút đăng nhập"),
    "oidc_username_claim": ("DD-C20", "preferred_username, email hoặc sub"),
    "link_days": ("DD-C21", "số ngày từ 1 đến 90"),
    "log_level": ("DD-C22", "DEBUG, INFO, WARNING hoặc ERROR"),
    "log_format": ("DD-C38", "text hoặc json"),
    "metrics_token": ("DD-C39", "bỏ trống, hoặc ít nhất 16 ký tự"),
    "otlp_endpoint": ("DD-C40", "phải bắt đầu bằng http:// hoặc https:// và có tên máy chủ"),
    "prefect_run_days": ("DD-C41", "số ngày từ 2 đến 3650"),
    "prefect_event_days": ("DD-C42", "số ngày từ 1 đến 3650"),
    "ping_url": ("DD-C23", "phải bắt đầu bằng http:// hoặc https:// và có tên máy chủ"),
    "proxies": ("DD-C24", "các địa chỉ hoặc mạng, cách nhau bằng dấu phẩy, ví dụ 127.0.0.1,172.28.0.0/24"),
    "secrets_dir": ("DD-C25", "một thư mục đọc được, mỗi bí mật một tệp"),
    "data_key": ("DD-C31", "bỏ trống, hoặc ít nhất 16 ký tự"),
    "old_data_keys": ("DD-C32", "các khóa cũ cách nhau bằng dấu phẩy, mỗi khóa ít nhất 16 ký tự"),
    "backup_key": ("DD-C43", "bỏ trống, hoặc ít nhất 16 ký tự"),
    "allow_private_channels": ("DD-C34", "true hoặc false"),
    "": ("DD-C26", "DONDOC_OIDC_ISSUER, _CLIENT_ID và _CLIENT_SECRET phải có đủ cả ba"),
}
KEY_UNREADABLE, KEY_SHORT = "DD-C27", "DD-C28"
FILE_UNREADABLE, NAME_UNKNOWN = "DD-C29", "DD-C30"


def told(name: str) -> str:
    """Return the line about a wrong setting: id, variable, what it has to be; without its value."""
    fault_id, wanted = FAULTS[name]
    return f"[{fault_id}] {f'DONDOC_{name.upper()}: ' if name else ''}{wanted}"

# Our morning without Prefect, as ``dondoc morning`` does it in its tasks. ours.py HOME
import sys
from datetime import time
from pathlib import Path

from benchmarks.engine_morning import TODAY
from config.clock import instant
from config.office import load_office
from config.settings import Settings
from store.sealing import open_with_key
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.reminding import claim_reminders, top_up_occurrences

settings = Settings(
    _env_file=None,
    home=Path(sys.argv[1]),
    secret_key="a-key-for-measuring-and-nothing-else",
    mail_from="Đôn đốc <dondoc@tinh.example.vn>",
)
engine, office, now = open_with_key(settings), load_office(settings), instant(TODAY, time(8))
top_up_occurrences(engine, office, as_of=TODAY, now=now)
claim_reminders(engine, office, as_of=TODAY)
compose_digests(engine, settings, office, today=TODAY, now=now)
deliver_due(engine, settings, now=now)

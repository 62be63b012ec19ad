# APScheduler with a job per reminder in its SQLAlchemy job store. scheduled.py DATABASE PORT
import smtplib
import sqlite3
import sys
import time
from datetime import UTC, datetime

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

path, port = sys.argv[1], int(sys.argv[2])


def remind(port, key, to, text):
    head = f"Message-ID: <item-{key}@tinh.example.vn>\nTo: {to}\nSubject: viec {key}\n\n"
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.sendmail("dondoc@tinh.example.vn", [to], (head + text).replace("\n", "\r\n").encode())


db = sqlite3.connect(path)
store = SQLAlchemyJobStore(url=f"sqlite:///{path}.jobs")
scheduler = BackgroundScheduler(jobstores={"default": store}, job_defaults={"misfire_grace_time": None})
scheduler.start(paused=True)
for key, to, text in db.execute("SELECT id, mail, text FROM item WHERE sent = 0").fetchall():
    now, args = datetime.now(UTC), (port, key, to, text)
    scheduler.add_job(remind, "date", run_date=now, args=args, id=str(key), replace_existing=True)
    with db:
        db.execute("UPDATE item SET sent = 1 WHERE id = ?", (key,))
scheduler.resume()
while scheduler.get_jobs():
    time.sleep(0.1)
scheduler.shutdown(wait=True)

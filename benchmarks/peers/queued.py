# procrastinate with a periodic task that defers a job per reminder. queued.py DATABASE PORT POSTGRES
import asyncio
import smtplib
import sqlite3
import sys
import time
from contextlib import suppress

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

path, port, url = sys.argv[1], int(sys.argv[2]), sys.argv[3]
app = App(connector=PsycopgConnector(conninfo=url))


@app.task(name="remind")
def remind(key, to, text):
    head = f"Message-ID: <item-{key}@tinh.example.vn>\nTo: {to}\nSubject: viec {key}\n\n"
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.sendmail("dondoc@tinh.example.vn", [to], (head + text).replace("\n", "\r\n").encode())


@app.periodic(cron="0 7 * * *")
@app.task(name="morning", queueing_lock="morning")
async def morning(timestamp):
    db = sqlite3.connect(path)
    for key, to, text in db.execute("SELECT id, mail, text FROM item WHERE sent = 0").fetchall():
        await remind.configure(lock=str(key)).defer_async(key=key, to=to, text=text)
        with db:
            db.execute("UPDATE item SET sent = 1 WHERE id = ?", (key,))


async def main():
    async with app.open_async():
        if not await app.check_connection_async():
            await app.schema_manager.apply_schema_async()
        with suppress(AlreadyEnqueued):
            # What the periodic deferrer does at seven.
            await morning.defer_async(timestamp=int(time.time()))
        # A worker that does not wait ends with the morning's task, before it sees what that has deferred.
        for _ in range(2):
            await app.run_worker_async(wait=False, concurrency=4, listen_notify=False)


asyncio.run(main())

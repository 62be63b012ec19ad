# A naive Prefect flow run per reminder. flow_per_item.py DATABASE PORT
import smtplib
import sqlite3
import sys

from prefect import flow

path, port = sys.argv[1], int(sys.argv[2])


@flow
def remind(key: int, to: str, text: str) -> None:
    head = f"Message-ID: <item-{key}@tinh.example.vn>\nTo: {to}\nSubject: viec {key}\n\n"
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.sendmail("dondoc@tinh.example.vn", [to], (head + text).replace("\n", "\r\n").encode())


db = sqlite3.connect(path)
for key, to, text in db.execute("SELECT id, mail, text FROM item WHERE sent = 0").fetchall():
    remind(key, to, text)
    with db:
        db.execute("UPDATE item SET sent = 1 WHERE id = ?", (key,))

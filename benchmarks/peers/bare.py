# The floor: a query and smtplib. bare.py DATABASE PORT
import smtplib
import sqlite3
import sys

path, port = sys.argv[1], int(sys.argv[2])
db = sqlite3.connect(path)
with smtplib.SMTP("127.0.0.1", port) as line:
    for key, to, text in db.execute("SELECT id, mail, text FROM item WHERE sent = 0").fetchall():
        head = f"Message-ID: <item-{key}@tinh.example.vn>\nTo: {to}\nSubject: viec {key}\n\n"
        line.sendmail("dondoc@tinh.example.vn", [to], (head + text).replace("\n", "\r\n").encode())
        with db:
            db.execute("UPDATE item SET sent = 1 WHERE id = ?", (key,))

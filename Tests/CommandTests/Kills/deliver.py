"""Delivers messages by LMTP as a mail system does: again and again until each is acknowledged.

deliver.py SOCKET DIRECTORY COUNT SENDERS [once]: writes each message to DIRECTORY first, and prints the
number of each that was acknowledged. With "once" a sender stops at its first failure.
"""
import os
import smtplib
import sys
import threading
import time

socket, directory, count, senders = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
is_patient = len(sys.argv) < 6
tries = 0
lock = threading.Lock()


def message(number):
    # Some arrive in many pieces.
    filling = f"line {number} of a message that takes its time\r\n" * (4_000 if number % 7 == 3 else 3)
    return (f"From: a@b.org\r\nTo: ada@c.org\r\nMessage-ID: <{number}@b.org>\r\n"
            f"Subject: item{number}\r\n\r\nword{number}\r\n{filling}").encode()


def send(number):
    global tries
    with lock:
        tries += 1
    with smtplib.LMTP(socket) as server:
        server.sendmail("a@b.org", ["ada@c.org"], message(number))


def sender(index):
    for number in range(index, count, senders):
        with open(os.path.join(directory, f"{number}.eml"), "wb") as file:
            file.write(message(number))
        end = time.monotonic() + 120
        while True:
            try:
                send(number)
                break
            except (OSError, smtplib.SMTPException) as error:
                if not is_patient or time.monotonic() > end:
                    print(f"{number}: {error}", file=sys.stderr)
                    return
                time.sleep(0.02)
        with lock:
            print(number, flush=True)


os.makedirs(directory, exist_ok=True)
threads = [threading.Thread(target=sender, args=(index,)) for index in range(senders)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{tries} tries", file=sys.stderr)

"""listen.py BROWSER PAGE: shows a page in a browser whose only name server and only hosts are this
process, and prints the names below calls-home.test that were asked for, one a line.

Runs as root in a network and a mount namespace of its own (unshare -n -m).
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

browser, page = sys.argv[1:]
address = "10.99.0.1"
seconds = 8
names = set()


def answer_names():
    while True:
        query, client = listener.recvfrom(4096)
        labels, place = [], 12
        while query[place]:
            labels.append(query[place + 1 : place + 1 + query[place]].decode("ascii", "replace"))
            place += query[place] + 1
        names.add(".".join(labels).lower())
        question = query[12 : place + 5]
        is_address = query[place + 1 : place + 3] == b"\0\1"
        record = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(address)
        head = query[:2] + b"\x81\x80\0\1" + (b"\0\1" if is_address else b"\0\0") + b"\0" * 4
        listener.sendto(head + question + (record if is_address else b""), client)


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
    for command in (
        "ip link set lo up",
        "ip link add mail0 type veth peer name mail1",
        "ip link set mail0 up",
        "ip link set mail1 up",
        f"ip address add {address}/24 dev mail0",
        "ip route add default dev mail0",
    ):
        subprocess.run(command.split(), check=True)
    with open(os.path.join(home, "resolv.conf"), "w") as file:
        file.write("nameserver 127.0.0.1\n")
    resolver = os.path.realpath("/etc/resolv.conf")
    subprocess.run(["mount", "--bind", os.path.join(home, "resolv.conf"), resolver], check=True)
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 53))
    threading.Thread(target=answer_names, daemon=True).start()
    profile = os.path.join(home, "browser")
    os.mkdir(profile)
    if "firefox" in os.path.basename(browser):
        # Else it may ask a server of its own choice for addresses.
        with open(os.path.join(profile, "user.js"), "w") as file:
            file.write('user_pref("network.trr.mode", 5);\n')
            file.write('user_pref("network.captive-portal-service.enabled", false);\n')
        options = ["--headless", "--no-remote", "--profile", profile]
    else:
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
    shown = subprocess.Popen(
        [browser, *options, "file://" + os.path.abspath(page)],
        env=dict(os.environ, HOME=home), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    os.killpg(shown.pid, signal.SIGKILL)
    shown.wait()
for name in sorted(names):
    if name.endswith(".calls-home.test"):
        print(name)

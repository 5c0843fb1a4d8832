"""Writes an mbox of messages whose HTML tries to run, load or change something, to standard output.

Each wants something of http://127.0.0.1:PORT, where a test listens (the argument, else 18999).
"""

import base64
import sys

PORT = sys.argv[1] if len(sys.argv) > 1 else "18999"
T = f"http://127.0.0.1:{PORT}"

ATTACKS = (f"""
<script>document.title='owned';fetch('{T}/1')</script>
<img src="{T}/2.gif">
<img src=x onerror="alert(1)">
<svg onload="alert(1)"><image href="{T}/3"/></svg>
<svg><script>alert(1)</script></svg>
<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>
<style>@import url({T}/4.css);body{{background:url({T}/5)}}</style>
<link rel="stylesheet" href="{T}/6.css">
<link rel="dns-prefetch" href="//tracker.invalid"><link rel="preconnect" href="{T}">
<link rel="prefetch" href="{T}/7"><link rel="preload" as="image" href="{T}/8">
<meta http-equiv="refresh" content="0;url={T}/9">
<base href="{T}/"><a href="x">x</a><img src="10.gif">
<form action="{T}/11"><button autofocus>x</button></form><script>document.forms[0].submit()</script>
<iframe src="{T}/12"></iframe>
<iframe srcdoc="<script>parent.document.title='owned'</script>"></iframe>
<object data="{T}/13"></object><embed src="{T}/14">
<video src="{T}/15" poster="{T}/16" autoplay></video><audio src="{T}/17" autoplay></audio>
<div style="background-image:url({T}/18)">x</div>
<div style="background:\\75 rl({T}/19)">x</div>
<div style="width:expression(alert(1))">x</div>
<table background="{T}/20"><tr><td background="{T}/21">x</td></tr></table>
<body background="{T}/22" onload="alert(1)">x</body>
<a href="javascript:alert(1)" autofocus onfocus="alert(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<input autofocus onfocus="alert(1)"><select autofocus onfocus="alert(1)"></select>
<details open ontoggle="alert(1)">x</details>
<img srcset="{T}/23 1x" src="data:,"><picture><source srcset="{T}/24"><img></picture>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<p title="--><img src=x onerror=alert(1)>"><!--><img src=x onerror=alert(1)>-->
<textarea></textarea><img src=x onerror=alert(1)></textarea>
<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>
<title></title><img src=x onerror=alert(1)></title>
<template><script>alert(1)</script></template>
<scr<script>ipt>alert(1)</scr</script>ipt>
<img """ + '"' + f"""><script>alert(1)</script>">
<svg><use href="{T}/25#x"/><animate attributeName=href values="javascript:alert(1)"/></svg>
<svg><foreignObject><iframe src="{T}/26"></iframe></foreignObject></svg>
<frameset onload="alert(1)"><frame src="{T}/27"></frameset>
<applet code="{T}/28"></applet><bgsound src="{T}/29">
<div style="position:fixed;top:0;left:0;width:100%;height:100%">covers</div>
<a href="{T}/30" ping="{T}/31">x</a>
<img src="//127.0.0.1:{PORT}/32"><img src="http:127.0.0.1:{PORT}/33">
<img lowsrc="{T}/34" dynsrc="{T}/35">
<div style="list-style-image:url({T}/36);cursor:url({T}/37),auto;border-image:url({T}/38)">x</div>
<style>@font-face{{font-family:x;src:url({T}/39)}}*{{font-family:x}}</style>
<button formaction="{T}/40" onclick="alert(1)">x</button>
<marquee onstart="alert(1)">x</marquee>
<plaintext><script>alert(1)</script>
""").strip().split("\n")

# The same through encodings that a reader may take for others.
CHARSETS = ["utf-8", "utf-7", "iso-2022-jp", "utf-16"]

number = 0
for charset in CHARSETS:
    for attack in ATTACKS:
        number += 1
        text = attack
        if charset == "utf-7":
            text = attack.replace("<", "+ADw-").replace(">", "+AD4-")
        body = f"<html><body>{text}<p>message {number}</p></body></html>"
        data = body.encode("utf-16") if charset == "utf-16" else body.encode("ascii", "replace")
        sys.stdout.buffer.write(
            f"From a@example.org Thu Mar  7 10:00:00 2024\nFrom: a@example.org\nSubject: hostile {number} {charset}\n"
            f"Date: Thu, 7 Mar 2024 10:00:{number % 60:02} +0000\nMessage-ID: <hostile-{number}@example.org>\n"
            f"MIME-Version: 1.0\nContent-Type: text/html; charset={charset}\n"
            .encode())
        if charset == "utf-16":
            sys.stdout.buffer.write(b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(data) + b"\n")
        else:
            sys.stdout.buffer.write(b"\n" + data + b"\n\n")

"""The pages of `mailcask web` in a real browser: no rule of accessibility is broken, they work by keys alone
and without script, hostile mail runs and loads nothing, and what is exported is what the command exports.

    pages.py MAILCASK ARCHIVE [SCREENSHOTS]

MAILCASK is the program, ARCHIVE an archive with some mail and the hostile messages of `hostile.py`. Exits with 1
and a line for each failure. Needs chromium, and from pip playwright and axe-playwright-python.
"""

import http.server
import os
import re
import subprocess
import sys
import tempfile
import threading

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

SIZES = [(320, 640), (390, 844), (1280, 800)]
PAGES = ["/", "/?q=message", "/?q=message&view=conversations", "/?q=zzzzzz+item4", "/?q=date:never", "/m/1", "/m/2",
         "/m/4?n=1&q=message", "/t/1", "/files", "/stats", "/import", "/help", "/narrow?q=message",
         "/export?q=message", "/m/1/headers", "/m/1/history", "/nothing", "/accounts/add", "/settings", "/accounts/change?name=home",
         "/accounts/remove?name=home", "/saved", "/save?q=message"]
# Of whom what is asked for an account, by the page that a form gives.
ADDRESSES = ["ada@gmail.com", "ada@outlook.com"]
failures = []


def check(holds, text):
    if not holds:
        failures.append(text)


class Tracker(http.server.BaseHTTPRequestHandler):
    """Counts who asks it; a shown message must not."""

    asked = []

    def do_GET(self):
        Tracker.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(program, archive, home):
    process = subprocess.Popen(
        [program, "web", "--archive", archive, "--no-open", "--port", "18425"], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "HOME": home, "XDG_RUNTIME_DIR": home, "XDG_CACHE_HOME": home})
    lines = [process.stdout.readline() for _ in range(2)]
    link = re.search(r"http://\S+", lines[1]).group(0)
    return process, link


def launch(playwright):
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)


def entered(browser, base, cookies, **options):
    context = browser.new_context(base_url=base, **options)
    context.add_cookies(cookies)
    return context


def accessibility(browser, base, cookies, shots):
    axe = Axe()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    for scheme in ["light", "dark"]:
        for width, height in SIZES:
            context = entered(browser, base, cookies, color_scheme=scheme, viewport={"width": width, "height": height})
            page = context.new_page()
            for path in PAGES + ADDRESSES:
                if path in ADDRESSES:
                    page.goto("/accounts/add")
                    page.fill("input[name=address]", path)
                    page.click("button:has-text('Go on')")
                    page.wait_for_selector("input[name=user]")
                else:
                    page.goto(path)
                page.wait_for_timeout(250)
                result = axe.run(page, options={"runOnly": tags})
                for violation in result.response["violations"]:
                    nodes = "; ".join(node["html"][:140] for node in violation["nodes"][:3])
                    check(False, f"axe {scheme} {width} {path}: {violation['id']}: {nodes}")
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                check(wide <= 0, f"{scheme} {width} {path} scrolls sideways by {wide}")
                if shots:
                    name = re.sub(r"\W+", "-", path).strip("-") or "start"
                    page.screenshot(path=f"{shots}/{name}-{width}-{scheme}.png")
            context.close()


def keys(browser, base, cookies):
    page = entered(browser, base, cookies, viewport={"width": 1280, "height": 800}).new_page()
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("message")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=message*")
    first = page.locator(".row.sel").get_attribute("data-id")
    page.keyboard.press("j")
    second = page.locator(".row.sel").get_attribute("data-id")
    check(first != second, "j moves to the next message")
    page.wait_for_selector(f"#preview .msg[data-id='{second}']")
    page.keyboard.press("x")
    check(page.locator(".row.marked").count() == 1, "x marks")
    page.keyboard.press("t")
    page.keyboard.type("+bykeys")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=1 message tagged +bykeys")
    page.goto("/?q=message")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/m/**")
    page.keyboard.press("Escape")
    page.wait_for_url("**/?q=message*")
    page.keyboard.press("e")
    page.wait_for_url("**/export*")
    page.keyboard.press("?")
    page.wait_for_url("**/help")
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("has:")
    page.wait_for_selector("#options [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    check(page.input_value("#q").startswith("has:"), "completion by keys")


def strip(browser, base, cookies):
    """A span of years by the pointer, and by keys."""
    page = entered(browser, base, cookies, viewport={"width": 1280, "height": 800}).new_page()
    page.goto("/")
    box = page.locator("nav.time svg").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 3, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle, steps=5)
    check(page.locator("nav.time a.chosen").count() > 1, "the pointer chooses several years")
    page.mouse.up()
    page.wait_for_url(re.compile(r"date%3A|date:"))
    page.goto("/")
    page.locator("nav.time a[data-period]").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    check(page.locator("nav.time a.chosen").count() == 3, "Shift and an arrow choose several years")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"date%3A\S*\.\.|date:\S*\.\."))


def dropped(browser, base, cookies, home):
    """A file that is dropped on the page, and one that is chosen without script."""
    for number, script in enumerate([True, False]):
        context = entered(browser, base, cookies, java_script_enabled=script)
        page = context.new_page()
        page.goto("/import")
        path = f"{home}/dropped-{number}.eml"
        with open(path, "w") as file:
            file.write(f"From: a@example.org\nSubject: Dropped {number}\n\nText\n")
        if script:
            with open(path) as file:
                text = file.read()
            transfer = page.evaluate_handle(
                """text => { const transfer = new DataTransfer();
                transfer.items.add(new File([text], "dropped.eml")); return transfer; }""", text)
            page.dispatch_event("#upload", "drop", {"dataTransfer": transfer})
        else:
            page.set_input_files("#chosen", path)
            page.click("#upload button")
        page.wait_for_url("**/jobs/**")
        for _ in range(40):
            if page.locator("text=1 new message").count():
                break
            page.wait_for_timeout(200)
            if not script:
                page.reload()
        check(page.locator("text=1 new message").count() > 0, f"a dropped file is imported, script {script}")
        context.close()


def without_script(browser, base, cookies):
    page = entered(browser, base, cookies, java_script_enabled=False, viewport={"width": 1280, "height": 800}).new_page()
    page.goto("/")
    page.fill("#q", "message")
    page.press("#q", "Enter")
    page.wait_for_url("**q=message*")
    page.locator(".row > a").first.click()
    page.wait_for_url("**/m/**")
    page.go_back()
    page.locator(".row input[type=checkbox]").first.check()
    page.fill("#marked input[name=words]", "+noscript")
    page.click("#marked button:has-text('Tag')")
    page.wait_for_selector("text=tagged +noscript")
    page.goto("/export?q=message")
    page.click("button:has-text('Export')")
    page.wait_for_selector("a:has-text('Save')", timeout=15000)


def hostile(browser, base, cookies, port):
    context = entered(browser, base, cookies, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto("/?q=subject:hostile&sort=oldest")
    total = int(re.search(r"([\d,]+) messages?", page.title()).group(1).replace(",", ""))
    check(total >= 30, f"{total} hostile messages are there")
    ids = []
    start = 0
    while len(ids) < total:
        page.goto(f"/?q=subject:hostile&sort=oldest&from={start}")
        ids += page.eval_on_selector_all(".row", "rows => rows.map(row => row.dataset.id)")
        start += 50
    for number in ids:
        for path in [f"/m/{number}", f"/m/{number}/body"]:
            answer = page.goto(path)
            if answer.status == 404:
                continue
            page.wait_for_timeout(60)
            check("owned" not in page.title(), f"{path} changed the title")
    check(not dialogs, f"dialogs: {dialogs}")
    check(not Tracker.asked, f"the tracker was asked for {Tracker.asked[:5]}")
    context.close()


def export(browser, base, cookies, program, archive, home):
    context = entered(browser, base, cookies, accept_downloads=True)
    page = context.new_page()
    page.goto("/export?q=message")
    page.click("button:has-text('Export')")
    with page.expect_download(timeout=15000) as download:
        page.locator("a:has-text('Save')").first.click()
    saved = open(download.value.path(), "rb").read()
    path = f"{home}/by-command.mbox"
    subprocess.run([program, "export", "--archive", archive, "--query", "message", "-o", path], check=True,
                   capture_output=True)
    check(saved == open(path, "rb").read(), "the exported mbox differs from that of the command")
    context.close()


def main():
    program, archive = sys.argv[1:3]
    shots = sys.argv[3] if len(sys.argv) > 3 else None
    tracker = http.server.HTTPServer(("127.0.0.1", int(os.environ.get("TRACKER_PORT", "18999"))), Tracker)
    threading.Thread(target=tracker.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        process, link = serve(program, archive, home)
        try:
            browser = launch(playwright)
            context = browser.new_context()
            page = context.new_page()
            # As the browser comes in: by a file that leads to the link.
            entry = f"{home}/entry.html"
            with open(entry, "w") as file:
                file.write(f'<meta http-equiv="refresh" content="0;url={link}">')
            page.goto(f"file://{entry}")
            page.wait_for_selector("#q", timeout=10000)
            base = "http://" + link.split("/")[2]
            cookies = context.cookies()
            check(context.request.get(link).status == 403, "an entry link lets in twice")
            hostile(browser, base, cookies, tracker.server_port)
            keys(browser, base, cookies)
            without_script(browser, base, cookies)
            strip(browser, base, cookies)
            dropped(browser, base, cookies, home)
            export(browser, base, cookies, program, archive, home)
            accessibility(browser, base, cookies, shots)
            page.goto(base + "/help")
            page.click("button:has-text('Quit')")
            page.wait_for_selector("text=Mailcask has ended")
            check(process.wait(timeout=10) == 0, "Quit ends it")
        finally:
            process.terminate()
    for failure in failures:
        print(failure)
    sys.exit(1 if failures else 0)


main()

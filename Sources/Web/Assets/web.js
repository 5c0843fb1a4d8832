// Comfort on top of pages that work without it: completion, keys, the preview beside the list, the text
// that was found in further rows, progress of jobs. Everything it does is also a link or a form.

const one = (selector, below = document) => below.querySelector(selector);
const all = (selector, below = document) => [...below.querySelectorAll(selector)];

/** Gets a piece of a page of ours as nodes; nil if that fails. */
async function piece(address, signal) {
  try {
    const answer = await fetch(address, { credentials: "same-origin", signal });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").body;
  } catch {
    return null;
  }
}

const withPart = (address) => address + (address.includes("?") ? "&" : "?") + "part=1";

// MARK: The list and its preview

const list = one("#rows");
const preview = one("#preview");
const rows = () => all(".row", list ?? document.createElement("p"));
const isWide = matchMedia("(min-width: 43.75em)");
let selected = null;
let loading = null;

function select(row, focuses = true) {
  if (!row) return;
  selected?.classList.remove("sel");
  selected = row;
  row.classList.add("sel");
  const link = one("a", row);
  if (focuses) {
    link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  if (isWide.matches && preview) show(link.href);
}

async function show(address) {
  loading?.abort();
  loading = new AbortController();
  // Conversations have a page of their own.
  const url = new URL(address);
  url.pathname = url.pathname.replace(/^\/t\//, "/m/");
  const body = await piece(withPart(url.href), loading.signal);
  if (body) {
    preview.replaceChildren(...body.childNodes);
    preview.scrollTop = 0;
  }
}

function move(step) {
  const items = rows();
  const at = items.indexOf(selected);
  const next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
  if (items[next]) return select(items[next]);
  const page = one(step > 0 ? 'a[rel="next"]' : 'a[rel="prev"]');
  if (page && (at >= 0 || items.length === 0)) page.click();
}

if (list) {
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (!row || event.target.closest(".pick") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // In two columns a click shows the message beside the list; a second one opens its page.
    if (isWide.matches && row !== selected) {
      event.preventDefault();
      select(row);
    }
  });
  list.addEventListener("change", count);
  if (isWide.matches) select(rows()[0], false);
  count();
  fillSnippets();
}

function count() {
  const marked = all('.row input[type="checkbox"]:checked').length;
  one("#marked")?.classList.toggle("some", marked > 0);
  for (const row of rows()) row.classList.toggle("marked", one("input", row)?.checked ?? false);
  const label = one("#count");
  if (label) label.textContent = `${marked} marked`;
}

/** The rows that came without the text that was found, those in sight first. */
function fillSnippets() {
  const query = new URL(location.href).searchParams.get("q");
  const empty = rows().filter((row) => one(".l3", row)?.childElementCount === 0);
  if (!query || empty.length === 0) return;
  const seen = new Set();
  let timer = 0;
  const fill = async () => {
    timer = 0;
    const ids = [...seen];
    seen.clear();
    const address = new URLSearchParams([["q", query], ...ids.map((id) => ["id", id])]);
    const body = await piece(`/snippets?${address}`);
    for (const item of all("li", body ?? document.createElement("p"))) {
      const row = rows().find((row) => row.dataset.id === item.dataset.id);
      if (row) one(".l3", row).replaceChildren(...item.childNodes);
    }
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((entry) => entry.isIntersecting)) {
      watcher.unobserve(entry.target);
      seen.add(entry.target.dataset.id);
    }
    if (seen.size > 0 && !timer) timer = setTimeout(fill, 60);
  }, { rootMargin: "200px" });
  for (const row of empty) watcher.observe(row);
}

// "As sent" and "Text" change the preview without leaving the list.
preview?.addEventListener("click", (event) => {
  const link = event.target.closest(".seg a");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  show(link.href);
});

// MARK: Completion (the combobox pattern of ARIA)

const box = one("#q");
if (box) {
  const options = document.createElement("ul");
  options.id = "options";
  options.className = "sugg";
  options.setAttribute("role", "listbox");
  options.setAttribute("aria-label", "Suggestions");
  options.hidden = true;
  box.closest(".find").append(options);
  for (const [name, value] of [["role", "combobox"], ["aria-controls", "options"], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) {
    box.setAttribute(name, value);
  }
  let waiting = 0;
  let asked = null;
  let chosen = -1;

  const items = () => all('[role="option"]', options);
  const close = () => {
    options.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    chosen = index;
    items().forEach((item, place) => {
      item.id = `option-${place}`;
      item.classList.toggle("on", place === index);
      item.setAttribute("aria-selected", String(place === index));
    });
    if (index < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", `option-${index}`);
    items()[index].scrollIntoView({ block: "nearest" });
  };
  const take = (item) => {
    box.value = item.dataset.q;
    close();
    box.focus();
    if (box.value.endsWith(":")) ask();
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = await piece(`/complete?${new URLSearchParams({ q: box.value })}`, asked.signal);
    if (!body || document.activeElement !== box) return;
    options.replaceChildren(...body.childNodes);
    options.hidden = items().length === 0;
    box.setAttribute("aria-expanded", String(!options.hidden));
    choose(-1);
  };

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 90);
  });
  box.addEventListener("keydown", (event) => {
    const last = items().length - 1;
    if (event.key === "Escape") {
      if (options.hidden) return box.blur();
      event.preventDefault();
      return close();
    }
    if (options.hidden || last < 0) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(chosen + step > last ? -1 : chosen + step < -1 ? last : chosen + step);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
      event.preventDefault();
      take(items()[chosen]);
    }
  });
  options.addEventListener("mousedown", (event) => {
    const item = event.target.closest('[role="option"]');
    if (!item) return;
    event.preventDefault();
    take(item);
  });
  box.addEventListener("blur", close);
}

// MARK: Jobs

const job = one("#job");
if (job && one("[data-running]", job)) {
  const look = async () => {
    const body = await piece(`/jobs/${job.dataset.job}?part=1`);
    if (body) {
      const isDone = !one("[data-running]", body);
      const old = one("progress", job);
      const fresh = one("progress", body);
      const state = one(".stat", body);
      if (!isDone && old && fresh && state) {
        // The button keeps its focus.
        old.replaceWith(fresh);
        one(".stat", job)?.replaceWith(state);
        const [note, latest] = [one(".todo", job), one(".todo", body)];
        if (note && latest && note.textContent !== latest.textContent) note.replaceWith(latest);
      } else {
        job.replaceChildren(...body.childNodes);
      }
      if (isDone) return;
    }
    setTimeout(look, 500);
  };
  setTimeout(look, 300);
}

// MARK: The strip of years: a span is drawn over it, by the pointer or with Shift and an arrow key

const strip = one("nav.time");
if (strip) {
  const picture = one("svg", strip);
  const links = all("a[data-period]", strip);
  const shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  shade.setAttribute("class", "span");
  shade.setAttribute("height", "34");
  picture.prepend(shade);
  const said = document.createElement("p");
  said.className = "hide";
  said.setAttribute("role", "status");
  strip.append(said);
  let span = null;

  const show = (first, last) => {
    span = [Math.min(first, last), Math.max(first, last)];
    shade.setAttribute("x", String(span[0] * 16));
    shade.setAttribute("width", String((span[1] - span[0] + 1) * 16));
    links.forEach((link, index) => link.classList.toggle("chosen", index >= span[0] && index <= span[1]));
  };
  const clear = () => {
    span = null;
    shade.setAttribute("width", "0");
    for (const link of links) link.classList.remove("chosen");
  };
  const open = () => {
    const [first, last] = span.map((index) => links[index].dataset.period);
    const clause = first === last ? `date:${first}` : `date:${first}..${last}`;
    const address = new URL(location.href);
    address.searchParams.set("q", `${strip.dataset.q} ${clause}`.trim());
    for (const name of ["from", "after"]) address.searchParams.delete(name);
    location.assign(address.href);
  };
  const place = (event) => {
    const box = picture.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / Math.max(1, box.width)) * links.length);
    return Math.max(0, Math.min(links.length - 1, at));
  };
  let start = -1;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    picture.setPointerCapture(event.pointerId);
    start = place(event);
    show(start, start);
  });
  picture.addEventListener("pointermove", (event) => {
    if (start >= 0) show(start, place(event));
  });
  picture.addEventListener("pointerup", () => {
    if (start < 0) return;
    start = -1;
    open();
  });
  picture.addEventListener("pointercancel", () => {
    start = -1;
    clear();
  });

  let anchor = -1;
  strip.addEventListener("keydown", (event) => {
    const at = links.indexOf(event.target.closest("a"));
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0;
    if (at >= 0 && step !== 0) {
      const next = links[at + step];
      event.preventDefault();
      if (!next) return;
      if (event.shiftKey) {
        if (anchor < 0) anchor = at;
        show(anchor, at + step);
        said.textContent = `${links[span[0]].dataset.period} to ${links[span[1]].dataset.period}. Enter shows it.`;
      } else {
        anchor = -1;
        clear();
      }
      next.focus();
    } else if (event.key === "Enter" && span) {
      event.preventDefault();
      open();
    } else if (event.key === "Escape" && span) {
      event.preventDefault();
      anchor = -1;
      clear();
    }
  });
}

// MARK: Files that are dropped

const upload = one("#upload");
if (upload) {
  const files = one('input[type="file"]', upload);
  const bar = one("progress", upload);
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    upload.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) upload.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    upload.classList.remove("over");
    files.files = event.dataTransfer.files;
    if (files.files.length > 0) upload.requestSubmit();
  });
  upload.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.hidden = false;
      bar.value = (100 * loaded) / Math.max(1, total);
    });
    request.addEventListener("load", () => {
      if (request.responseURL.includes("/jobs/")) return location.assign(request.responseURL);
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      one("#content").replaceChildren(...(one("#content", page) ?? page.body).childNodes);
    });
    // Without an answer the browser itself says why.
    request.addEventListener("error", () => upload.submit());
    request.open("POST", upload.action);
    request.send(new FormData(upload));
    one("button", upload).disabled = true;
  });
}

// MARK: Keys

const keysAreOn = () => localStorage.getItem("keys") !== "off";
const toggle = one("#keys");
if (toggle) {
  toggle.checked = keysAreOn();
  toggle.addEventListener("change", () => localStorage.setItem("keys", toggle.checked ? "on" : "off"));
}

const actions = {
  "/": () => {
    box?.focus();
    box?.select();
  },
  "?": () => location.assign("/help"),
  j: () => (list ? move(1) : one('a[rel="next"]')?.click()),
  k: () => (list ? move(-1) : one('a[rel="prev"]')?.click()),
  c: () => one(".to-conversation")?.click(),
  H: () => one('.seg[aria-label="Show as"] a:not(.on)')?.click(),
  x: () => {
    const mark = selected && one("input", selected);
    if (!mark) return;
    mark.checked = !mark.checked;
    count();
  },
  t: () => one('#marked input[name="words"]')?.focus(),
  e: () => {
    const marked = one("#marked.some button[formaction]") ?? one("#export");
    (marked ?? one('a[href^="/export"]'))?.click();
  },
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && !event.defaultPrevented) {
    if (isTyping) return event.target.blur();
    const marked = all('.row input[type="checkbox"]:checked');
    if (marked.length > 0) {
      for (const mark of marked) mark.checked = false;
      return count();
    }
    return one("#back")?.click();
  }
  if (isTyping || !keysAreOn() || !actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
});

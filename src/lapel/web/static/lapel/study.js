// Practice works without this. With it, an answer is kept as soon as it is chosen, waits for a lost network, and has keys.

const form = document.querySelector("form[data-study]");
const timer = document.querySelector(".clock[data-left]");
const place = form && form.elements.place.value;
const store = `lapel-study:${location.pathname}`;
const began = performance.now();
let stands = 0; // when the clock was stopped for want of a network

const memory = {
  get(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* private window */ } },
  drop(name) { try { localStorage.removeItem(name); } catch { /* private window */ } },
};

// The clock: the site's, counted down from what this page was told.

const low = new Set([300, 60]);

function words(seconds) {
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function left() {
  const now = stands || performance.now();
  return Number(timer.dataset.left) - (now - began) / 1000;
}

function tick() {
  const seconds = Math.max(0, Math.ceil(left()));
  timer.querySelector("b").textContent = words(seconds);
  timer.classList.toggle("short", seconds <= 300);
  if (low.delete(seconds)) say(seconds === 60 ? "One minute left." : "Five minutes left.");
  if (seconds > 0 || stands || job) return;
  clearInterval(ticking);
  location.assign(location.pathname.match(/^.*\/[0-9a-f]{32}\//)[0]);
}

const ticking = timer ? setInterval(tick, 250) : 0;
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

function say(text, lost = false) {
  const line = document.getElementById("kept");
  if (!line) return;
  line.textContent = text;
  line.classList.toggle("lost", lost);
}

// Keeping: one request at a time, again and again until the site has it. A newer one holds all that an older one does.

let job = null;
let working = false;

function chosen() {
  return [...new FormData(form)].filter(([name]) => name === "given" || name === "typed" || name.startsWith("rank-"));
}

function queue(then) {
  if (job && job.then !== "stay") return;
  memory.set(store, { place, chosen: chosen() });
  job = { then, body: new FormData(form), since: Date.now() };
  if (!working) work();
}

async function work() {
  working = true;
  while (job) {
    const mine = job;
    const sent = await send(mine);
    if (job !== mine) continue;
    if (!sent) {
      say("No connection. Your answer is kept on this page, and goes out by itself when the network is back.", true);
      if (mine.then !== "stay" && !stands) stands = performance.now() - (Date.now() - mine.since);
      timer?.classList.toggle("stands", stands > 0);
      await wait();
      continue;
    }
    job = null;
    done(mine.then, sent.headers.get("X-Next"));
  }
  working = false;
}

async function send({ then, body, since }) {
  body.set("then", then);
  body.set("ago", String(Date.now() - since));
  try {
    const options = { method: "POST", body, headers: { "X-Study": "1" }, signal: AbortSignal.timeout(15000) };
    const sent = await fetch(form.action, options);
    return sent.status < 500 ? sent : null;
  } catch {
    return null;
  }
}

function wait() {
  return new Promise((over) => {
    setTimeout(over, 2000);
    window.addEventListener("online", over, { once: true });
  });
}

function done(then, next) {
  if (next) memory.drop(store);
  if (then === "stay") {
    say(next ? "Kept." : "");
  } else if (next) {
    location.assign(next);
  } else {
    addThen(then);
    form.submit();
  }
}

function addThen(then) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "then", value: then });
  form.append(field);
}

// A choice that a crash left behind comes back.
function restore() {
  const held = memory.get(store);
  if (!held || held.place !== place) return memory.drop(store);
  for (const field of form.querySelectorAll("[name=given]")) field.checked = held.chosen.some(([, id]) => id === field.value);
  for (const [name, value] of held.chosen) {
    const field = name === "given" ? null : form.elements[name];
    if (field) field.value = value;
  }
  if ("mock" in form.dataset) queue("stay");
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    queue(event.submitter?.value || "next");
  });
  form.addEventListener("change", () => {
    press();
    if ("mock" in form.dataset) queue("stay");
    else memory.set(store, { place, chosen: chosen() });
  });
  document.querySelectorAll("[data-region]").forEach(enliven);
  restore();
  press();
}

// The regions of a drawing do what their radio buttons do.

function enliven(region) {
  const radio = form.querySelector(`input[name=given][value="${CSS.escape(region.dataset.region)}"]`);
  if (!radio) return;
  region.setAttribute("role", "button");
  region.setAttribute("tabindex", "0");
  region.setAttribute("aria-label", region.dataset.name);
  const pick = () => {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };
  region.addEventListener("click", pick);
  region.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pick();
  });
}

function press() {
  for (const region of document.querySelectorAll("[data-region][role]")) {
    const radio = form.querySelector(`input[value="${CSS.escape(region.dataset.region)}"]`);
    region.setAttribute("aria-pressed", String(radio.checked));
  }
}

// Keys: only where there are some, and only as long as they are wanted.

const help = document.querySelector("details.keys");
const wanted = document.getElementById("keys");
if (help && wanted) {
  help.hidden = false;
  wanted.checked = memory.get("lapel-study-keys") !== false;
  wanted.addEventListener("change", () => memory.set("lapel-study-keys", wanted.checked));
}

function typing(target) {
  return target.matches?.("select, textarea, input:not([type=radio], [type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  if (!wanted?.checked || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  const onward = { n: "next", p: "back", f: "flag" }[key];
  const button = onward && (form || document).querySelector(`button[value="${onward}"], form[data-go] button`);
  if (button && (onward === "next" || form)) {
    event.preventDefault();
    button.click();
    return;
  }
  const number = "123456789".indexOf(key) >= 0 ? "123456789".indexOf(key) : "abcdefghi".indexOf(key);
  const field = form && key.length === 1 && number >= 0 && form.querySelectorAll("[name=given]")[number];
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.click();
});

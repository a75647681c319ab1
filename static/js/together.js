// Several people in one plan: every few seconds the page asks who is there and what changed. It asks nothing while it
// is hidden, and changes nothing that the person is typing.
import { saverOf } from "./autosave.js";
import { onLoad, replaceParts, text } from "./lib.js";

const TOGETHER = 4000;
const ALONE = 8000;
const LONGEST = 60000;

let box = null;
let since = "";
let timer = 0;
let pause = ALONE;
let asking = false;
let people = [];
let said = new Set();

function openCode() {
  return document.querySelector(".question.is-open")?.id || "";
}

function openForm() {
  return document.querySelector("form.answer-form[data-autosave]");
}

function address(extra = {}) {
  const form = openForm();
  const asked = new URLSearchParams({ since, q: openCode(), part: box.dataset.part || "", ...extra });
  if (form && saverOf(form).pending) asked.set("busy", "1");
  return `${box.dataset.pulse}?${asked}`;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
}

// The tint that the server gives the same name.
function hue(name) {
  return [...name].reduce((sum, sign) => sum + sign.codePointAt(0), 0) % 4;
}

function avatar(person) {
  const node = document.createElement("span");
  node.className = `avatar avatar-${hue(person.name)}`;
  node.textContent = person.initials;
  node.setAttribute("aria-hidden", "true");
  return node;
}

function words(person) {
  if (!person.code) return text("here", { name: person.name });
  return text(person.busy ? "here-writes" : "here-at", { name: person.name, code: person.code });
}

function card(person) {
  const item = document.createElement("li");
  const node = document.createElement(person.href ? "a" : "span");
  if (person.href) node.href = person.href;
  node.title = words(person);
  const label = document.createElement("span");
  label.className = "sr-only";
  label.textContent = words(person);
  node.append(avatar(person), label);
  item.append(node);
  return item;
}

/** The people above, and beside the question that each is at. */
function showPeople(found) {
  const before = new Set(people.map((person) => person.name));
  if (JSON.stringify(found) === JSON.stringify(people)) return;
  people = found;
  const list = box.querySelector("[data-people]");
  const at = list.contains(document.activeElement) ? [...list.children].indexOf(document.activeElement.closest("li")) : -1;
  list.replaceChildren(...found.map(card));
  if (at >= 0) list.children[Math.min(at, list.children.length - 1)]?.firstElementChild.focus();
  const come = found.filter((person) => !before.has(person.name));
  if (come.length) box.querySelector("[data-together-said]").textContent = come.map(words).join(" ");
  showPlaces();
}

function showPlaces() {
  for (const place of document.querySelectorAll(".question-who")) {
    const here = people.filter((person) => `who-${person.code}` === place.id);
    place.replaceChildren(
      ...here.map((person) => {
        const node = avatar(person);
        node.title = words(person);
        node.classList.toggle("is-writing", person.busy);
        return node;
      }),
    );
  }
}

function showNews(news) {
  const fresh = news.filter((one) => !said.has(one.id));
  for (const one of fresh) said.add(one.id);
  if (!fresh.length) return;
  const link = document.createElement("a");
  link.href = fresh[0].href;
  link.textContent = fresh[0].text;
  box.querySelector("[data-news]").replaceChildren(`${fresh[0].by}: `, link);
}

/** The question that is open: its fields follow while nothing is typed; who only reads gets it anew. */
function follow(open) {
  if (!open || open.code !== openCode()) return;
  const form = openForm();
  if (!form) {
    window.htmx?.ajax("GET", location.href, { target: "#plan-questions", swap: "outerHTML" });
    return;
  }
  if (Number(form.dataset.version) < open.version) saverOf(form).adopt(open.values, open.version);
}

function take(body) {
  since = String(body.now ?? since);
  replaceParts(body.html);
  follow(body.open);
  showPeople(body.people || []);
  showPlaces();
  showNews(body.news || []);
}

async function ask() {
  clearTimeout(timer);
  if (!box?.isConnected || document.hidden || asking) return;
  asking = true;
  try {
    const answer = await fetch(address(), { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) box = null;
    else if (!answer.ok) throw new Error(answer.status);
    else {
      take(await answer.json());
      pause = people.length ? TOGETHER : ALONE;
    }
  } catch {
    pause = Math.min(pause * 2, LONGEST);
  }
  asking = false;
  if (box) later(pause);
}

function leave() {
  clearTimeout(timer);
  if (box?.isConnected) fetch(address({ leave: "1" }), { keepalive: true }).catch(() => {});
}

document.addEventListener("visibilitychange", () => (document.hidden ? leave() : ask()));
window.addEventListener("pagehide", leave);
window.addEventListener("online", () => {
  pause = ALONE;
  ask();
});

onLoad(() => {
  const found = document.querySelector("[data-pulse]");
  if (!found) {
    box = null;
    clearTimeout(timer);
    return;
  }
  if (found.dataset.pulse !== box?.dataset.pulse || found !== box) {
    since = "";
    people = [];
    said = new Set();
  }
  box = found;
  showPlaces();
  later(300);
});

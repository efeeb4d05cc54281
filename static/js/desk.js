/* What the desk does better with JavaScript. Everything works without it. */
"use strict";

/* A form is sent once: its buttons say that they are busy. A page that comes back from the cache is fresh again. */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  const pressed = event.submitter;
  if (pressed) pressed.setAttribute("aria-busy", "true");
  setTimeout(() => freshen(document), 8000); /* the answer may have been a file, and the page still stands */
}

function freshen(root) {
  for (const form of root.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of root.querySelectorAll('button[aria-busy="true"]')) button.removeAttribute("aria-busy");
}

/* A button with data-copy="#id" copies that element's value or text, and says so where it is listened to. */
async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  if (!source) return;
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(source.value ?? source.innerText);
    button.textContent = button.dataset.copied || "Copied";
  } catch {
    if (source.select) source.select();
    button.textContent = "Press Ctrl+C to copy";
  }
  button.setAttribute("aria-live", "polite");
  setTimeout(() => { button.textContent = said; }, 4000);
}

/* After an answer that found something wrong, the first field that needs another look has the focus. */
function focusFirstInvalid(root) {
  const field = root.querySelector('form[method="post"] [aria-invalid="true"]:not([type="hidden"])');
  if (field) field.focus();
}

/* A form that is drawn anew takes over what was typed and ticked while its new shape was on the way. */
const sent = new WeakMap();
let meanwhile = [];
let caret = [];

const stateOf = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
const statesOf = (form) => new Map([...form.elements].filter((field) => field.id).map((field) => [field.id, stateOf(field)]));

function noteWhatIsSent(event) {
  const form = event.detail.target;
  if (form instanceof HTMLFormElement) sent.set(form, statesOf(form));
}

function noteWhatWasTyped(event) {
  const form = event.detail.target, before = sent.get(form), at = document.activeElement;
  if (form.dataset.sent) event.detail.shouldSwap = false; /* no new form, unsent, in the place of this one */
  meanwhile = before ? [...statesOf(form)].filter(([id, state]) => state !== before.get(id)) : [];
  caret = [at.selectionStart, at.selectionEnd];
}

function takeOver() {
  for (const [id, state] of meanwhile) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (typeof state === "boolean") field.checked = state;
    else field.value = state;
    if (field === document.activeElement && caret[0] != null) field.setSelectionRange(...caret);
  }
}

/* The grade follows once the new form listens. */
function tellOfIt(event) {
  if (meanwhile.splice(0).length) event.detail.elt.dispatchEvent(new Event("input", { bubbles: true }));
}

/* htmx comes only to pages with live parts; 17 kB that the others need not fetch. It starts once the page is whole,
   and hears then of what was typed and chosen before. */
const early = new Map();
for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => { if (!window.htmx) early.set(kind, event.target); });
function fetchHtmx() {
  const address = document.querySelector('meta[name="htmx-script"]');
  if (!address || !document.querySelector("[hx-get], [hx-post]")) return;
  const script = document.createElement("script");
  script.src = address.content;
  script.onload = () => early.forEach((field, kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
  document.head.append(script);
}

document.addEventListener("submit", sendOnce);
window.addEventListener("load", fetchHtmx);
window.addEventListener("pageshow", (event) => { if (event.persisted) freshen(document); });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("DOMContentLoaded", () => focusFirstInvalid(document));
document.addEventListener("htmx:beforeRequest", noteWhatIsSent);
document.addEventListener("htmx:beforeSwap", noteWhatWasTyped);
document.addEventListener("htmx:afterSwap", takeOver);
document.addEventListener("htmx:afterSettle", tellOfIt);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr && event.detail.xhr.status === 422) focusFirstInvalid(event.detail.target);
});

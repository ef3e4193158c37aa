// The owner's desk by keyboard. Each key does what a link or a form on the page does as well.

const OFF = "strategy-desk-keys-off";
const BY_KEY = "strategy-desk-by-key";
const desk = document.querySelector(".desk");
const dialog = desk.querySelector("[data-desk-keys]");
const find = (selector) => desk.querySelector(selector);

const KEYS = {
  j: () => follow(find("[data-desk-next]")),
  k: () => follow(find("[data-desk-previous]")),
  t: () => open(find("#step-thank")),
  r: () => open(find("#step-review")),
  d: () => find("#step-accept > summary")?.focus(),
  m: () => open(find("#step-merge")),
  h: () => open(find("#step-reassign")),
  o: () => open(find("#step-reopen")),
  u: () => find("[data-desk-undo]")?.requestSubmit(),
  x: () => choose(find(".desk-item[data-selected] [name=chosen]")),
  a: () => choose(find("[data-desk-all] input")),
  T: () => find("[data-desk-thank-all]")?.click(),
  H: () => find("[data-desk-reassign-all]")?.click(),
  "?": () => dialog.showModal(),
};

function follow(link) {
  if (!link) return;
  write(sessionStorage, BY_KEY, "yes");
  link.click();
}

function open(step) {
  if (!step) return;
  step.open = true;
  const field = step.querySelector("select, textarea, input:not([type=hidden])");
  field?.focus();
  // A draft is there to be gone over: the caret stands at its end.
  if (field?.value && field.setSelectionRange) field.setSelectionRange(field.value.length, field.value.length);
  step.scrollIntoView({ block: "nearest" });
}

const choices = [...desk.querySelectorAll(".desk-item [name=chosen]")];
const all = find("[data-desk-all]");

function choose(box) {
  box?.click();
}

function showChosen() {
  const chosen = choices.filter((box) => box.checked).length;
  const box = all.querySelector("input");
  box.checked = chosen === choices.length;
  box.indeterminate = chosen > 0 && !box.checked;
  find("[data-desk-chosen]").textContent = chosen ? `${chosen} / ${choices.length}` : "";
}

function isWriting(target) {
  return Boolean(target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]"));
}

function hear(event) {
  if (event.defaultPrevented || dialog.open) return;
  const { target, key } = event;
  if (isWriting(target)) return hearWriting(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "ArrowDown" || key === "ArrowUp") return step(event, key === "ArrowDown" ? 1 : -1);
  if (key !== "?" && read(localStorage, OFF)) return;
  const act = Object.hasOwn(KEYS, key) && KEYS[key];
  if (!act) return;
  event.preventDefault();
  act();
}

function hearWriting(event) {
  if (event.key === "Escape" && !event.isComposing) {
    const summary = event.target.closest("details")?.querySelector("summary");
    (summary ?? find("[data-desk-title]"))?.focus();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (!event.target.closest(".desk-step")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }
}

// Arrows go on from the entry or the step that is in focus; anywhere else they scroll.
function step(event, direction) {
  for (const selector of [".desk-item__link", ".desk-step__title"]) {
    const stops = [...desk.querySelectorAll(selector)];
    const place = stops.indexOf(event.target);
    if (place < 0) continue;
    event.preventDefault();
    stops[place + direction]?.focus();
  }
}

// Where reading goes on: at what the last step says of itself, or at what a key has opened.
function takeFocus() {
  const byKey = read(sessionStorage, BY_KEY);
  write(sessionStorage, BY_KEY, null);
  const refused = find(".desk-step [aria-invalid=true], .desk-step [role=alert]");
  if (refused) return; // the form shows what is wrong, where the address leads
  const result = find("[data-desk-result]");
  (result ?? (byKey ? find("[data-desk-title]") : null))?.focus();
}

// The offer leaves when the server would refuse it, and tells how long it has left.
function countDown(offer) {
  const end = Date.now() + 1000 * Number(offer.dataset.seconds);
  const left = offer.querySelector("[data-desk-undo-left]");
  const tick = () => {
    const seconds = Math.ceil((end - Date.now()) / 1000);
    if (seconds <= 0) {
      if (offer.contains(document.activeElement)) find("[data-desk-title]")?.focus();
      offer.remove();
      return;
    }
    left.value = seconds;
    setTimeout(tick, 250);
  };
  left.hidden = false;
  tick();
}

function showCurrent() {
  const side = find(".desk__side");
  const current = find(".desk-item__link[aria-current]");
  if (!current || getComputedStyle(side).overflowY !== "auto") return;
  const { top, bottom } = current.getBoundingClientRect();
  const frame = side.getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom) {
    side.scrollTop += top - frame.top - frame.height / 2;
  }
}

// Storage may be forbidden; then keys are on, and focus stays where the browser puts it.
function read(storage, key) {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // As above.
  }
}

const isOn = dialog.querySelector("[data-desk-keys-on]");
isOn.checked = !read(localStorage, OFF);
isOn.addEventListener("change", () => write(localStorage, OFF, isOn.checked ? null : "yes"));
const help = find("[data-desk-help]");
if (help) {
  help.hidden = false;
  help.addEventListener("click", () => dialog.showModal());
}
addEventListener("keydown", hear);
if (all) {
  all.hidden = false;
  all.addEventListener("change", (event) => {
    for (const box of choices) box.checked = event.target.checked;
    showChosen();
  });
  for (const box of choices) box.addEventListener("change", showChosen);
  showChosen();
}
showCurrent();
takeFocus();
const offer = find("[data-desk-undo]");
if (offer) countDown(offer);

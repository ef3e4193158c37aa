// Works off a step on many contributions, portion by portion. Each is a form that the page has
// without scripts too, so whatever is cut off goes on with the button.

async function workOff() {
  for (;;) {
    const form = document.querySelector("[data-bulk-go-on]");
    if (!form) break;
    form.querySelector("button").hidden = true;
    if (!(await goOn(form))) {
      form.querySelector("[data-bulk-cut]").hidden = false;
      form.querySelector("button").hidden = false;
      return;
    }
  }
}

async function goOn(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-bulk]");
    if (!fresh) return false;
    document.querySelector("[data-bulk]").replaceWith(fresh);
    if (!fresh.querySelector("[data-bulk-go-on]")) fresh.querySelector("[data-bulk-said]").focus();
    return true;
  } catch {
    return false;
  }
}

if (document.querySelector("[data-bulk-go-on]")) workOff();

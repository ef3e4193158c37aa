// The kinds of post that fit what is being written, an answer or a beginning, and below the choice
// what the chosen one is for. Without scripts, all of them are explained in a list.

export function explainKinds(place) {
  const select = place.querySelector("select");
  const note = place.querySelector("[data-kinds-note]");
  const form = select.form;

  function explain() {
    // A draft may name a kind that is not offered here, or no longer.
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    note.textContent = select.selectedOptions[0]?.dataset.explanation ?? "";
  }

  const offerFor = () => place.querySelector(`[data-kinds-for="${form.elements.parent.value ? "reply" : "start"}"]`);
  let offered = offerFor();

  // What was chosen stays; what was only the usual one gives way to what is usual here.
  function offer() {
    const isUsual = select.value === offered.dataset.usual;
    const chosen = select.value;
    offered = offerFor();
    select.replaceChildren(offered.content.cloneNode(true));
    select.value = isUsual ? offered.dataset.usual : chosen;
    select.dispatchEvent(new Event("change"));
  }

  place.querySelector("[data-kinds-all]").hidden = true;
  note.hidden = false;
  select.addEventListener("change", explain);
  form.addEventListener("strategy:target", offer);
  explain();
}

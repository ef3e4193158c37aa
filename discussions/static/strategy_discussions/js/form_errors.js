// What the server says against a text, above the text.

export function showErrors(form, messages) {
  form.querySelector("[data-composer-errors]").replaceChildren(
    ...messages.map((message) => {
      const line = document.createElement("p");
      line.className = "field__error";
      line.textContent = message;
      return line;
    }),
  );
}

// Small helps on top of pages that work without them.
"use strict";

// A tap outside an open menu, or Escape, closes it.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.removeAttribute("open");
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (open) {
    closeMenus(null);
    open.querySelector("summary").focus();
  }
});

// A page that comes back with errors starts at their summary.
document.getElementById("errors")?.focus();

// Filters answer as soon as a choice is made; empty ones do not clutter the address.
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    for (const control of form.elements) if (control.name && !control.value) control.disabled = true;
  });
}

// "Print" buttons exist only where something can print.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// "Tick all rows" ticks every box of its form.
for (const button of document.querySelectorAll("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of button.closest("form").querySelectorAll("tbody input[type=checkbox]")) box.checked = true;
  });
}

// A file that is too large is told so before it is sent for nothing.
for (const input of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  const told = document.createElement("div");
  told.className = "field-error";
  told.id = `${input.id}-too-large`;
  told.setAttribute("role", "alert");
  input.after(told);
  const check = () => {
    const sizes = [...input.files].map((file) => file.size);
    const tooLarge = sizes.some((size) => size > Number(input.dataset.mostBytes));
    const together = Number(input.dataset.mostTogether || Infinity);
    const tooMany = sizes.reduce((sum, size) => sum + size, 0) > together;
    const wrong = tooLarge || tooMany;
    told.textContent = tooLarge ? input.dataset.tooLarge : tooMany ? input.dataset.tooMany : "";
    told.hidden = !wrong;
    input.classList.toggle("is-invalid", wrong);
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    return !wrong;
  };
  told.hidden = true;
  input.addEventListener("change", check);
  input.form.addEventListener("submit", (event) => {
    if (check()) return;
    event.preventDefault();
    input.focus();
  });
}

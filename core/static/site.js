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

// "Copy" buttons exist only where the browser lets a page copy.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }
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

// Stations by distance: the browser's position is asked for by a tap, rounded, and never sent anywhere.
for (const nearest of document.querySelectorAll("[data-nearest]")) {
  const said = document.querySelector("[data-near-said]");
  const say = (words) => {
    said.textContent = words;
    said.classList.remove("visually-hidden");
  };
  const far = (here, item) => {
    const rad = Math.PI / 180;
    const [lat, lon] = [item.dataset.lat * rad, item.dataset.lon * rad];
    const east = (lon - here.lon * rad) * Math.cos((lat + here.lat * rad) / 2);
    return Math.hypot(east, lat - here.lat * rad) * 6371;
  };
  const sort = (here) => {
    const groups = [...document.querySelectorAll("[data-near-group]")];
    const known = [...document.querySelectorAll("[data-lat]")].map((item) => [far(here, item), item]);
    if (!known.length) return say(nearest.dataset.nobody);
    known.sort((one, other) => one[0] - other[0]);
    const list = groups[0].querySelector("ul").cloneNode(false);
    for (const [km, item] of known) {
      const words = item.querySelector(".far");
      words.textContent = nearest.dataset.km.replace("{km}", km < 10 ? km.toFixed(1) : Math.round(km));
      words.hidden = false;
      list.append(item);
    }
    groups[0].before(list);
    for (const group of groups) if (!group.querySelector("li")) group.remove();
    nearest.remove();
    say(nearest.dataset.sorted);
  };
  if (!navigator.geolocation) continue;
  nearest.hidden = false;
  nearest.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => sort({ lat: Number(coords.latitude.toFixed(3)), lon: Number(coords.longitude.toFixed(3)) }),
      () => say(nearest.dataset.refused),
      { maximumAge: 600000, timeout: 15000 },
    );
  });
}

// The preview follows the switches before anything is saved.
for (const form of document.querySelectorAll("form[data-previews]")) {
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox") return;
    for (const part of document.querySelectorAll(`[data-preview] [data-shows="${target.name}"]`)) part.hidden = !target.checked;
    for (const part of document.querySelectorAll(`[data-preview] [data-hides="${target.name}"]`)) part.hidden = target.checked;
  });
}

// What pages keep on this device for somebody ("kept:<account>:...", and caches named "kept-...") goes when they sign
// out, and when somebody else has signed in. Where something typed is not sent yet, signing out asks first.
const forgetKept = (whose = () => true) => {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("kept:") && whose(name)) localStorage.removeItem(name);
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("kept:")) sessionStorage.removeItem(name);
  } catch {
    return; // nothing can be kept where nothing may be looked at
  }
  window.indexedDB?.deleteDatabase("kept"); // photos that wait
  if (!window.caches) return;
  caches.keys().then((names) => names.filter((name) => name.startsWith("kept-")).forEach((name) => caches.delete(name)));
};
for (const form of document.querySelectorAll("form[data-signs-out]")) {
  form.addEventListener("submit", (event) => {
    const waits = () => Object.keys(localStorage).filter((name) => /^kept:[^:]*:unsent:/.test(name)).length;
    let unsent = 0;
    try {
      unsent = waits();
    } catch {
      // as above
    }
    if (unsent && !confirm(form.dataset.signsOut.replace("{n}", unsent))) event.preventDefault();
    else forgetKept();
  });
}
const viewing = document.documentElement.dataset.viewer;
if (viewing) {
  try {
    const other = (name) => name.startsWith("kept:") && !name.startsWith(`kept:${viewing}:`) && name !== "kept:viewer";
    const before = localStorage.getItem("kept:viewer");
    if ((before && before !== viewing) || Object.keys(localStorage).some(other)) forgetKept(other);
    if (before !== viewing) localStorage.setItem("kept:viewer", viewing);
  } catch {
    // as above
  }
}

// What is typed survives a bad connection: drafts are kept as they are typed, and a form that cannot be sent waits on
// this device and is sent once, with its photos (kept_photos.js). Pages work without this script; then forms are sent as
// forms are. How a page uses it stands in templates/components/kept.html.
//
// Everything lies in localStorage under "kept:<account>:", which signing out removes (site.js), and so does the first
// page of another account. See docs/decisions/0034-sent-once-from-a-bad-connection.md and 0048.
"use strict";

(() => {
  const bar = document.getElementById("unsent");
  if (!bar) return;
  const words = bar.dataset;
  const account = words.account;
  const prefix = `kept:${account}:`;
  const TOO_OLD_MS = 6 * 24 * 3600 * 1000; // the server knows a form it has answered for seven days
  const AGAIN_MS = 15000;
  const NOT_KEPT = new Set(["csrf_token", "once", "noted_at"]);

  // What is kept

  const read = (name, otherwise) => {
    try {
      return JSON.parse(localStorage.getItem(prefix + name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const write = (name, value) => {
    try {
      if (value === null) localStorage.removeItem(prefix + name);
      else localStorage.setItem(prefix + name, JSON.stringify(value));
      return true;
    } catch {
      return false; // no room, or not allowed: the form is then sent as forms are
    }
  };
  const all = (kind) =>
    Object.keys(localStorage)
      .filter((name) => name.startsWith(`${prefix}${kind}:`))
      .map((name) => name.slice(prefix.length));
  const waiting = () =>
    all("unsent")
      .map((name) => read(name, null))
      .filter(Boolean)
      .sort((one, other) => one.at - other.at);
  const keep = (item) => write(`unsent:${item.once}`, item);
  const drop = (item) => {
    write(`unsent:${item.once}`, null);
    forget(`unsent:${item.once}`);
  };

  // Photos: in memory while the page is open, and on the device where there is room for them.
  const held = new Map();
  const hold = (name, photos) => {
    held.set(name, photos);
    return keptPhotos.keep(prefix + name, photos);
  };
  const photosOf = async (name) => held.get(name) ?? keptPhotos.read(prefix + name);
  const forget = (name) => {
    held.delete(name);
    return keptPhotos.drop(prefix + name);
  };

  const fresh = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  };

  // Sending

  const who = async () => {
    const answer = await fetch(words.who, { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" });
    if (!answer.ok) return null; // signed out: the door sends to the sign-in
    const found = await answer.json();
    return String(found.account) === account ? found.token : null;
  };

  // True: it is done. A text: it was refused, and why. Raises where nobody answered.
  const send = async (item, token) => {
    const photos = item.photos ? await photosOf(`unsent:${item.once}`) : [];
    const body = item.photos ? new FormData() : new URLSearchParams(item.fields);
    if (item.photos) for (const [name, value] of item.fields) body.append(name, value);
    for (const { field, file } of photos) body.append(field, file, file.name);
    body.set("csrf_token", token);
    body.set("once", item.once);
    const answer = await fetch(item.action, { method: "POST", body, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") {
      const lost = (item.photos ?? 0) - photos.length;
      if (lost > 0) write(`lost:${item.once}`, { title: item.title, lost });
      return true;
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 401) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const places = ["#errors li", "#errors p", ".note-error p", "main p", "main h1"];
    const said = places.map((place) => page.querySelector(place)).find(Boolean);
    return said ? said.textContent.trim().replace(/\s+/g, " ") : String(answer.status);
  };

  let sending = false;
  const sendAll = async (wanted) => {
    if (sending) return 0;
    sending = true;
    let sent = 0;
    try {
      const items = waiting().filter((item) => (wanted ? item.once === wanted : !item.refused && Date.now() - item.at < TOO_OLD_MS));
      const token = items.length ? await who() : "";
      if (token === null) bar.dataset.state = "signed-out";
      else {
        delete bar.dataset.state;
        for (const item of items) {
          const said = await send(item, token);
          if (said === true) {
            drop(item);
            sent += 1;
          } else keep({ ...item, refused: said });
        }
      }
    } catch {
      // No connection, or nobody answered: it waits, and is sent again under the same name.
    } finally {
      sending = false;
      show();
    }
    return sent;
  };
  const sendOnce = (wanted) =>
    navigator.locks ? navigator.locks.request(`${prefix}sending`, () => sendAll(wanted)) : sendAll(wanted);

  const sendAndShow = async (wanted) => {
    const sent = await sendOnce(wanted);
    if (!sent) return;
    if (!document.querySelector("form[data-sends-later] :focus")) location.reload();
    else bar.append(` ${words.sent.replace("{n}", sent)}`);
  };

  // What is shown

  const button = (text, act, quiet) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = quiet ? "btn btn-quiet" : "btn";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const line = (text) => {
    const made = document.createElement("p");
    made.textContent = text;
    return made;
  };

  // When this page was kept, where it did not come from the server now: worker.js says so.
  const keptAt = Number(words.keptAt) || 0;
  const time = (at) => {
    const then = new Date(at);
    const near = then.toDateString() === new Date().toDateString() ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
    return new Intl.DateTimeFormat(document.documentElement.lang, near).format(then);
  };

  function show() {
    const items = waiting();
    bar.replaceChildren();
    const lost = all("lost");
    bar.hidden = !items.length && !lost.length && navigator.onLine && !keptAt;
    if (keptAt) bar.append(line(words.old.replace("{time}", time(keptAt))));
    else if (!navigator.onLine) bar.append(line(words.offline));
    for (const name of lost) {
      const { title, lost: n } = read(name, {});
      bar.append(line(`${title}: ${words.photosLost.replace("{n}", n)}`), button(words.understood, () => (write(name, null), show()), true));
    }
    if (!items.length) return;
    const head = document.createElement("strong");
    head.textContent = words.waiting.replace("{n}", items.length);
    bar.append(head, line(bar.dataset.state === "signed-out" ? words.signedOut : words.hint));
    const list = document.createElement("ul");
    for (const item of items) {
      const row = document.createElement("li");
      row.append(line(item.photos ? `${item.title} (${words.photos.replace("{n}", item.photos)})` : item.title));
      if (item.refused) row.append(line(`${words.refused} ${item.refused}`));
      else if (Date.now() - item.at >= TOO_OLD_MS) row.append(line(words.tooOld));
      const buttons = document.createElement("div");
      buttons.className = "btn-row";
      if (item.page) buttons.append(button(words.correct, () => correct(item), true));
      if (item.refused || Date.now() - item.at >= TOO_OLD_MS) buttons.append(button(words.send, () => sendAndShow(item.once)));
      buttons.append(button(words.drop, () => confirm(words.sure) && (drop(item), show()), true));
      row.append(buttons);
      list.append(row);
    }
    bar.append(list);
    if (items.some((item) => !item.refused)) bar.append(button(words.send, () => sendAndShow()));
  }

  // The form it was typed in, as it was, under a name of its own: what was refused was never saved.
  async function correct(item) {
    write(`draft:${item.page}`, { fields: item.fields, once: item.once });
    if (item.photos) await keptPhotos.keep(`${prefix}draft:${item.page}`, await photosOf(`unsent:${item.once}`));
    drop(item);
    location.assign(item.page);
  }

  // Forms

  const pairs = (form, submitter) =>
    [...new FormData(form, submitter).entries()].filter(([, value]) => typeof value === "string");

  function fill(form, fields) {
    const given = new Map();
    for (const [name, value] of fields) given.set(name, [...(given.get(name) ?? []), value]);
    for (const control of form.elements) {
      if (!control.name || NOT_KEPT.has(control.name)) continue;
      const values = given.get(control.name) ?? [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (values.length && control.type !== "submit" && control.type !== "button") control.value = values[0];
    }
  }

  // What one filling-in is called in the list of what waits: the words of the field that data-named-by names.
  function called(form) {
    const named = form.elements[form.dataset.namedBy || "subject"];
    const chosen = named instanceof RadioNodeList ? [...named].find((one) => one.checked) : named;
    if (!chosen) return form.dataset.sendsLater;
    const said = chosen.selectedOptions?.[0]?.text ?? (chosen.type === "radio" ? chosen.labels[0]?.textContent : chosen.value);
    return said?.trim() ? `${form.dataset.sendsLater}: ${said.trim().replace(/\s+/g, " ")}` : form.dataset.sendsLater;
  }

  const draftOf = (form) => (form.matches("[data-then]") ? `draft:${location.pathname}${location.search}` : "");

  function begin(form) {
    // A page that was loaded earlier is shown again without a connection: every filling-in has a name of its own.
    const name = draftOf(form);
    const kept = name ? read(name, null) : null;
    form.elements.once.value = kept?.once ?? fresh();
    if (!name) return;
    // Opened again without a connection, the form would say when it was loaded.
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    for (const today of kept || form.querySelector("#errors") ? [] : form.querySelectorAll("[data-today]")) {
      if (today.value === today.dataset.today) today.value = day;
    }
    if (!kept && !form.querySelector("#errors") && form.elements.at?.value) {
      form.elements.at.value = day === form.dataset.day ? now.toTimeString().slice(0, 5) : "";
    }
    if (kept && !form.querySelector("#errors")) fill(form, kept.fields);
    const note = () => write(name, { fields: pairs(form), once: form.elements.once.value });
    form.addEventListener("input", note);
    form.addEventListener("change", note);
    beginPhotos(form, name, note);
  }

  // Photos are made small when they are chosen, and come back with a draft.
  function beginPhotos(form, name, note) {
    const inputs = form.querySelectorAll("input[type=file]");
    if (!inputs.length) return;
    shrinking.set(form, keptPhotos.read(prefix + name).then((photos) => photos.length && keptPhotos.restore(form, photos)));
    for (const input of inputs) {
      input.addEventListener("change", (event) => {
        if (event instanceof CustomEvent) return; // put in here, not chosen
        note();
        const before = shrinking.get(form);
        shrinking.set(form, before.then(() => keptPhotos.shrink(input)).then(() => keptPhotos.keep(prefix + name, keptPhotos.chosen(form))));
      });
    }
  }
  const shrinking = new Map();

  async function later(form, submitter) {
    const fields = pairs(form, submitter).filter(([name]) => !NOT_KEPT.has(name));
    fields.push(["noted_at", new Date().toISOString()]);
    if (submitter) submitter.disabled = true; // a second tap meanwhile would send a second one
    await shrinking.get(form);
    const photos = keptPhotos.chosen(form);
    const item = {
      once: form.elements.once.value,
      at: Date.now(),
      action: form.getAttribute("action") || location.pathname + location.search,
      page: form.dataset.then ? location.pathname + location.search : "",
      title: called(form),
      fields,
      photos: photos.length,
    };
    const name = draftOf(form);
    if (photos.length) await hold(`unsent:${item.once}`, photos);
    if (!keep(item)) {
      if (submitter) submitter.disabled = false;
      return false;
    }
    if (name) write(name, null);
    if (name && photos.length) forget(name);
    const sent = await sendOnce();
    const left = waiting().find((one) => one.once === item.once);
    if (left?.refused) {
      drop(left); // refused while somebody looks at the form: it stays in the form, with the reason
      if (name) write(name, { fields: left.fields, once: left.once });
      if (name && photos.length) keptPhotos.keep(prefix + name, photos);
      if (submitter) submitter.disabled = false;
      bar.hidden = false;
      bar.replaceChildren(line(`${words.refused} ${left.refused}`));
      bar.scrollIntoView({ block: "center" });
      return true;
    }
    if (sent && form.dataset.then) location.assign(form.dataset.then);
    else if (sent) location.reload();
    else {
      if (submitter) submitter.disabled = false;
      form.elements.once.value = fresh();
      if (name) form.reset();
      show();
      bar.scrollIntoView({ block: "center" });
    }
    return true;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-sends-later]");
    if (!form || form.dataset.asUsual) return;
    event.preventDefault();
    later(form, event.submitter).then((taken) => {
      if (taken) return;
      form.dataset.asUsual = "1";
      form.requestSubmit(event.submitter);
    });
  });

  for (const form of document.querySelectorAll("form[data-sends-later]")) begin(form);
  window.addEventListener("online", () => sendAndShow());
  window.addEventListener("offline", show);
  setInterval(() => waiting().some((item) => !item.refused) && sendAndShow(), AGAIN_MS);
  show();
  if (waiting().length) sendAndShow();

  // The pages open without a connection once they were seen: only where the connection is a secure one.
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(words.worker, { scope: words.scope }).catch(() => {});
    navigator.serviceWorker.ready.then(({ active }) =>
      active.postMessage({
        keep: [location.href, ...[...document.querySelectorAll("link[rel=stylesheet], script[src], a[data-keep]")].map((one) => one.href || one.src)],
      }),
    );
  }
})();

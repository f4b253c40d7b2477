// Lets pages that take something down open without a connection, once they were seen. Its address says which:
// /kept/worker.js?name=duty_days&pages=<a regular expression of paths>; it reaches as far as it was registered for.
"use strict";

const asked = new URL(self.location).searchParams;
const KEPT = `kept-${asked.get("name")}`;
const PAGES = new RegExp(asked.get("pages"));
const PATIENCE_MS = 6000;
const KEPT_AT = "x-kept-at"; // by the clock of this device, which the page is compared with

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isPage = (url) => url.origin === self.location.origin && PAGES.test(url.pathname);
const isFile = (url) => url.origin === self.location.origin && url.pathname.includes("/static/");

const store = async (request, answer) => {
  if (answer.ok && !answer.redirected && answer.type === "basic") (await caches.open(KEPT)).put(request, dated(answer.clone()));
  return answer;
};

// A kept answer knows when it was kept.
const dated = (answer) => {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, Date.now());
  for (const name of ["content-encoding", "content-length"]) headers.delete(name); // it is kept as it was read
  return new Response(answer.body, { status: answer.status, headers });
};

// A kept page says so: kept.js finds the time above the page.
const said = async (found) => {
  const at = Number(found?.headers.get(KEPT_AT));
  if (!at) return found;
  const page = (await found.text()).replace('id="unsent"', `id="unsent" data-kept-at="${at}"`);
  return new Response(page, { status: found.status, headers: found.headers });
};

// The newest page there is; the kept one where nobody answers. What was not kept as it is asked for is the plain page:
// never the one of somebody else's record.
const page = async (request) => {
  const plain = request.url.replace(/[?#].*$/, "");
  const kept = () => caches.match(request, { cacheName: KEPT }).then((found) => found ?? caches.match(plain, { cacheName: KEPT })).then(said);
  const waited = new Promise((resolve) => setTimeout(() => resolve(kept()), PATIENCE_MS));
  const fetched = fetch(request).then((answer) => store(request, answer));
  try {
    return (await Promise.race([fetched, waited])) ?? (await fetched);
  } catch {
    return (await kept()) ?? Response.error();
  }
};

// Files have their version in their address: what is kept is what would come.
const file = async (request) =>
  (await caches.match(request, { cacheName: KEPT })) ?? fetch(request).then((answer) => store(request, answer));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && isPage(url)) event.respondWith(page(event.request));
  else if (isFile(url)) event.respondWith(file(event.request));
});

// The page that brought this script was loaded without it: keep it now, with what it stands on. A page that was on its
// way while the script began is not yet under it: it is taken now.
self.addEventListener("message", (event) => {
  const wanted = (event.data.keep ?? []).map((one) => new URL(one)).filter((url) => isPage(url) || isFile(url));
  const keep = (cache) =>
    Promise.all(wanted.map((url) => fetch(url, { credentials: "same-origin" }).then((answer) => store(new Request(url), answer)).catch(() => cache)));
  event.waitUntil(Promise.all([self.clients.claim(), caches.open(KEPT).then(keep)]));
});

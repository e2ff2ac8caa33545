// Keeps the pages of the list below and nothing else: never a form, an answer or a page that
// shows what a person wrote. VERSION, LIST, START and LOST stand above, written by the builder.
const PREFIX = `pages:${self.registration.scope}:`;
const NAME = PREFIX + VERSION;
const here = (path) => new URL(path, self.registration.scope).href;
const KNOWN = new Map(Object.entries(LIST).map(([path, sum]) => [here(path), sum]));

// Each file must be the one the list was made of, or the old pages stay.
async function fill() {
  const cache = await caches.open(NAME);
  await Promise.all(
    [...KNOWN].map(async ([url, sum]) => {
      const answer = await fetch(url, { integrity: sum, cache: "no-cache", credentials: "same-origin" });
      if (!answer.ok) throw new Error("a page is missing");
      // Some hosts lead to the address without .html; a page kept as a redirect would not open.
      await cache.put(url, new Response(await answer.blob(), { headers: answer.headers }));
    }),
  );
}

async function clear() {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
  await self.clients.claim();
}

// The address without what follows ? or #, the folder itself being its first page.
function plain(url) {
  const bare = new URL(url);
  bare.search = "";
  bare.hash = "";
  if (START && bare.href === self.registration.scope) return here(START);
  return KNOWN.has(`${bare.href}.html`) ? `${bare.href}.html` : bare.href;
}

async function kept(url) {
  const answer = await (await caches.open(NAME)).match(url);
  return answer ?? fetch(url);
}

async function asked(request) {
  try {
    return await fetch(request);
  } catch (error) {
    if (!LOST) throw error;
    return Response.redirect(here(LOST), 302);
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = plain(request.url);
  if (KNOWN.has(url)) event.respondWith(kept(url));
  else if (request.mode === "navigate" && url.startsWith(self.registration.scope)) event.respondWith(asked(request));
});

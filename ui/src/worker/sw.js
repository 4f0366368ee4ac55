// The service worker: keeps the page's own files, so that the form of an arrival opens without the node. Nothing of the API and
// nothing of a case file ever passes through it. ui/tools/worker.mjs writes in the files and a version that follows from what they hold.
//
// Safe updates: a page loaded while the node answers is the node's own, with its own files; what is kept here is one whole version,
// used only when there is no answer, and replaced as a whole once no page of the old one is open.
const VERSION = '__VERSION__'
const FILES = __FILES__
const PATIENCE_MS = 4000

addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))))
})
addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)))))
})

async function kept(path) {
  return (await caches.open(VERSION)).match(path)
}

async function shell(request) {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    return await fetch(request.url, { signal: patience.signal, credentials: 'same-origin' })
  } catch {
    return (await kept('/')) ?? Response.error()
  } finally {
    clearTimeout(timer)
  }
}

const is_screen = (path) => !path.startsWith('/enrol') && !path.slice(path.lastIndexOf('/')).includes('.')

addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api')) return
  if (request.mode === 'navigate' && is_screen(pathname)) event.respondWith(shell(request))
  else if (pathname !== '/' && FILES.includes(pathname)) event.respondWith(kept(pathname).then((file) => file ?? fetch(request)))
})

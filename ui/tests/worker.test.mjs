// The service worker: what it answers from its own files, and what it never touches.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { worker_source } from '../tools/worker.mjs'

const TEMPLATE = readFileSync(new URL('../src/worker/sw.js', import.meta.url), 'utf8')

function built(index = '<html>') {
  const out = mkdtempSync(join(tmpdir(), 'amparo-page-'))
  mkdirSync(join(out, 'assets'))
  writeFileSync(join(out, 'index.html'), index)
  writeFileSync(join(out, 'assets/a.js'), 'a')
  const source = worker_source(out, TEMPLATE)
  rmSync(out, { recursive: true })
  return source
}

/** The worker with a cache and a network of our own. */
function running(source, network) {
  const handlers = {}
  const stores = new Map()
  const open = async (name) => {
    if (!stores.has(name)) stores.set(name, new Map())
    const store = stores.get(name)
    return { addAll: async (all) => all.forEach(({ url }) => store.set(url, `kept ${url}`)), match: async (path) => store.get(path) }
  }
  class Request { constructor(url) { this.url = url } }
  runInNewContext(source, {
    addEventListener: (name, handler) => { handlers[name] = handler },
    caches: { open, keys: async () => [...stores.keys()], delete: async (name) => stores.delete(name) },
    fetch: network, Request, Response: { error: () => 'error' }, URL, AbortController, setTimeout, clearTimeout, location: { origin: 'https://node' },
  })
  const wait = async (name) => { let done; handlers[name]({ waitUntil: (what) => { done = what } }); await done }
  const ask = async (path, more = {}) => {
    let answer
    handlers.fetch({ request: { url: `https://node${path}`, method: 'GET', mode: 'cors', ...more }, respondWith: (what) => { answer = what } })
    return answer
  }
  return { wait, ask, stores }
}
const offline = async () => { throw new TypeError('no answer') }

test('the version follows from what the files hold', () => {
  assert.equal(built(), built())
  assert.notEqual(built(), built('<html lang="es">'))
  assert.ok(!built().includes('__'))
})

test('without the node a screen is the kept page, and its files are the kept ones', async () => {
  const worker = running(built(), offline)
  await worker.wait('install')
  for (const path of ['/', '/llegada', '/casos/0011']) assert.equal(await worker.ask(path, { mode: 'navigate' }), 'kept /')
  assert.equal(await worker.ask('/assets/a.js'), 'kept /assets/a.js')
})

test('with the node a screen is the node’s own', async () => {
  const worker = running(built(), async () => 'fresh')
  await worker.wait('install')
  assert.equal(await worker.ask('/llegada', { mode: 'navigate' }), 'fresh')
})

test('the API, what changes anything, other origins and the enrolment are never touched', async () => {
  const worker = running(built(), offline)
  await worker.wait('install')
  for (const [path, more] of [['/api/v1/cases', {}], ['/api/v1/cases', { mode: 'navigate' }], ['/llegada', { method: 'POST' }], ['/enrol', { mode: 'navigate' }], ['/amparo.crt', { mode: 'navigate' }], ['/x', { url: 'https://else/x', mode: 'navigate' }]]) {
    assert.equal(await worker.ask(path, more), undefined, path)
  }
})

test('a new version drops the old one as a whole', async () => {
  const worker = running(built(), offline)
  worker.stores.set('amparo-old', new Map())
  await worker.wait('install')
  await worker.wait('activate')
  assert.equal(worker.stores.size, 1)
  assert.ok(!worker.stores.has('amparo-old'))
})

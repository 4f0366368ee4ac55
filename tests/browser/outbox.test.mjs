// Arrivals without a connection on a phone: kept sealed, sent when the node answers, each once whatever is killed in between.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

const PHONE = { viewport: { width: 390, height: 844 } }
let demo
let world
let port
before(async () => {
  demo = make_demo(3)
  world = await open_browser(await demo.start())
  port = new URL(world.address).port
})
after(async () => {
  await world.close()
  await demo.stop().catch(() => undefined)
  demo.remove()
})

async function sound(page, name) {
  assert.deepEqual(await axe(page), [])
  assert.equal(await overflow(page), 0)
  assert.deepEqual(page.faults.filter((fault) => !fault.includes('ERR_')), [])
  if (process.env.AMPARO_SHOTS) await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/${name}.png`, fullPage: true })
}

const PAUSE_MS = 50
/** Asks the page until it says yes. Playwright's own waiting evaluates text, which the page's policy forbids. */
async function until(page, asked, value, within_ms = 60_000) {
  for (const end = Date.now() + within_ms; Date.now() < end; await new Promise((done) => setTimeout(done, PAUSE_MS))) {
    if (await page.evaluate(asked, value)) return
  }
  assert.fail('it did not come to that')
}
/** How much waits in the browser's database; -1 before there is a key to seal to. */
const waiting = (page) => page.evaluate(async () => {
  const done = (request) => new Promise((give) => { request.onsuccess = () => give(request.result) })
  const base = await done(indexedDB.open('amparo', 1))
  try {
    if (!base.objectStoreNames.contains('kit') || !(await done(base.transaction('kit').objectStore('kit').get('kit')))) return -1
    return await done(base.transaction('outbox').objectStore('outbox').count())
  } finally {
    base.close()
  }
})
async function until_waiting(page, most, within_ms = 120_000) {
  for (const end = Date.now() + within_ms; Date.now() < end; await new Promise((done) => setTimeout(done, PAUSE_MS))) {
    const count = await waiting(page)
    if (count >= 0 && count <= most) return
  }
  assert.fail(`more than ${most} still wait`)
}

async function ready_phone(options = {}) {
  const page = await world.page({ ...PHONE, ...options })
  await sign_in(page, 'Acogida')
  await page.evaluate(async () => { await navigator.serviceWorker.ready })
  await until_waiting(page, 0)
  return page
}

async function type_arrival(page, name) {
  await page.locator('#name').fill(name)
  await page.getByRole('radio', { name: 'No se sabe' }).check({ force: true })
  await page.getByRole('radio', { name: 'Está de acuerdo' }).check({ force: true })
  await page.locator('form button[type=submit]').click()
  await until(page, () => document.querySelector('#name').value === '')
}

/** Everything this origin keeps in the browser, as one text. */
const stored = (page) => page.evaluate(async () => {
  const open = indexedDB.open('amparo')
  const base = await new Promise((done) => { open.onsuccess = () => done(open.result) })
  const all = {}
  for (const store of base.objectStoreNames) all[store] = await new Promise((done) => { base.transaction(store).objectStore(store).getAll().onsuccess = (event) => done(event.target.result) })
  base.close()
  const caches_ = []
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) caches_.push(new URL(request.url).pathname)
  return { all, text: JSON.stringify([all, { ...localStorage }, { ...sessionStorage }, document.cookie]), caches: caches_ }
})

const sent = (page, count) => until_waiting(page, count)
async function found(page, word) {
  const names = await page.evaluate(async (q) => {
    const all = []
    let cursor = ''
    do {
      const answer = await (await fetch(`/api/v1/cases?${new URLSearchParams({ q, cursor, limit: '200' })}`, { headers: { 'Amparo-Page': '1' } })).json()
      all.push(...answer.rows.map((row) => row.name))
      cursor = answer.next
    } while (cursor)
    return all
  }, word)
  return names.filter((name) => name.includes(word)).sort()
}

test('with the cable cut an arrival is kept sealed, and nothing of it can be found on the phone', async () => {
  const page = await ready_phone()
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').waitFor()
  await page.context().setOffline(true)
  await type_arrival(page, 'Xunaxi Canario')
  await page.getByText('Guardada en este aparato, sellada').waitFor()
  await sound(page, 'outbox-kept')
  const kept = await stored(page)
  assert.equal(kept.all.outbox.length, 1)
  for (const word of ['Xunaxi', 'Canario', Buffer.from('Xunaxi').toString('hex'), Buffer.from('Xunaxi').toString('base64')]) assert.ok(!kept.text.includes(word), word)
  assert.ok(kept.all.outbox[0].box.length > 1000)
  assert.deepEqual(kept.caches.filter((path) => path.startsWith('/api')), [])
  assert.ok(kept.caches.includes('/'))
  // Loaded again without the node: the form opens, empty, and knows nobody.
  await page.reload()
  await page.getByText('1 llegada por enviar').waitFor()
  assert.equal(await page.locator('#name').inputValue(), '')
  assert.equal(await page.getByText('Canario').count(), 0)
  await type_arrival(page, 'Nayeli Canario')
  await page.getByText('2 llegadas por enviar').waitFor()
  await sound(page, 'outbox-offline')
  await page.context().setOffline(false)
  await page.getByRole('button', { name: /Entrar y enviar|Intentar otra vez/ }).click()
  await page.getByText('Guardada en este aparato').or(page.getByRole('navigation').first()).first().waitFor({ state: 'attached' })
  await sent(page, 0)
  assert.deepEqual(await found(page, 'Canario'), ['Nayeli Canario', 'Xunaxi Canario'])
  await page.goto(`${world.address}/llegada`)
  await page.context().close()
})

test('what waits survives a log-out, and another person does not send it', async () => {
  const page = await ready_phone({ colorScheme: 'dark' })
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').waitFor()
  await page.route('**/api/v1/cases', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await page.route('**/api/v1/outbox', (route) => route.abort())
  await type_arrival(page, 'Itzayana Espera')
  assert.equal(await waiting(page), 1)
  await page.unroute('**/api/v1/outbox')
  await page.unroute('**/api/v1/cases')
  await page.goto(world.address)
  await sent(page, 0)
  assert.deepEqual(await found(page, 'Espera'), ['Itzayana Espera'])

  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').waitFor()
  await page.route('**/api/v1/cases', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await page.route('**/api/v1/outbox', (route) => route.abort())
  await type_arrival(page, 'Yaretzi Espera')
  await page.evaluate(() => fetch('/api/v1/session', { method: 'DELETE', headers: { 'Amparo-Page': '1' } }))
  await page.unroute('**/api/v1/outbox')
  await page.unroute('**/api/v1/cases')
  await page.goto(world.address)
  await page.getByText('1 llegada por enviar').waitFor()
  await sign_in(page, 'Trabajo social')
  await page.goto(`${world.address}/llegada`)
  await page.getByText('1 es de otra persona').waitFor()
  await sound(page, 'outbox-others')
  assert.equal(await waiting(page), 1)
  assert.deepEqual(await found(page, 'Yaretzi'), [])
  await page.evaluate(() => fetch('/api/v1/session', { method: 'DELETE', headers: { 'Amparo-Page': '1' } }))
  await page.goto(world.address)
  await sign_in(page, 'Acogida')
  await sent(page, 0)
  assert.deepEqual(await found(page, 'Yaretzi'), ['Yaretzi Espera'])
  await page.context().close()
})

test('forty arrivals, the node killed twice while they are sent: forty case files', async () => {
  const page = await ready_phone()
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').waitFor()
  await demo.kill()
  for (let i = 1; i <= 40; ++i) await type_arrival(page, `Persona Cuarenta ${String(i).padStart(2, '0')}`)
  assert.equal(await waiting(page), 40)
  for (const left of [25, 10]) {
    await demo.start(port)
    await page.goto(world.address)
    await sign_in(page, 'Acogida')
    // Cut where it is: stored or not, answered or not.
    await until_waiting(page, left)
    await demo.kill()
  }
  await demo.start(port)
  await page.goto(world.address)
  await sign_in(page, 'Acogida')
  await sent(page, 0)
  const names = await found(page, 'Cuarenta')
  assert.deepEqual(names, Array.from({ length: 40 }, (_, i) => `Persona Cuarenta ${String(i + 1).padStart(2, '0')}`))
  await page.context().close()
})

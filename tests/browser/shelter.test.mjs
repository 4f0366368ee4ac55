// A night in a shelter on the program itself: beds, headcount, drafts that survive a crash, tasks, deadlines.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

let demo
let world
before(async () => {
  demo = make_demo(30)
  world = await open_browser(await demo.start())
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

async function at(path, role = 'Trabajo social', options = {}) {
  const page = await world.page(options)
  await sign_in(page, role)
  await page.goto(world.address + path)
  await page.locator('main h1').first().waitFor()
  return page
}
async function closed(page) {
  assert.deepEqual(page.faults, [])
  await page.context().close()
}
/** The house where two people are on one bed. */
async function find_twice(page) {
  await page.getByRole('heading', { name: 'Bitácora de la noche' }).waitFor()
  for (const house of await page.locator('input[name=site]').all()) {
    await house.check()
    if (await page.locator('li.twice').count()) return page.locator('li.twice').first()
  }
  assert.fail('no bed has two people')
}

test('two people on one bed are both shown; one is moved by keyboard, and moved back with undo', async () => {
  const page = await at('/camas')
  const bed = await find_twice(page)
  assert.equal(await bed.getByRole('group').count(), 2)
  await bed.getByRole('button', { name: /Mover a/ }).first().focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await dialog.locator('#to-bed').focus()
  await page.keyboard.press('ArrowDown')
  const misfit = await dialog.locator('#why').count()
  if (misfit) await dialog.locator('#why').fill('Solo por esta noche')
  await dialog.getByRole('button', { name: 'Guardar' }).press('Enter')
  await page.locator('.toast').getByText(/: cama /).waitFor()
  await page.locator('li.twice').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Deshacer' }).click()
  await page.locator('li.twice').waitFor()
  await closed(page)
})

test('two browsers take the same bed: nobody loses it in silence', async () => {
  const pages = await Promise.all([at('/llegada'), at('/llegada', 'Acogida')])
  const bed = await pages[0].locator('#bed option').nth(1).getAttribute('value')
  for (const [n, page] of pages.entries()) {
    await page.locator('#name').fill(`Llega ${n ? 'Segunda' : 'Primera'}`)
    await page.getByRole('radio', { name: 'No se sabe' }).check()
    await page.locator('#bed').selectOption(bed)
    await page.getByRole('radio', { name: 'Está de acuerdo' }).check()
  }
  await Promise.all(pages.map((page) => page.keyboard.press('Control+Enter')))
  await Promise.all(pages.map((page) => page.getByText(/Guardado: Llega/).waitFor()))
  await pages[0].goto(`${world.address}/camas`)
  await pages[0].getByRole('heading', { name: 'Bitácora de la noche' }).waitFor()
  let found = ''
  for (const house of await pages[0].locator('input[name=site]').all()) {
    await house.check()
    const taken = pages[0].locator('li.twice', { hasText: 'Primera' })
    if (await taken.count()) found = await taken.innerText()
  }
  assert.match(found, /Primera[\s\S]*Segunda|Segunda[\s\S]*Primera/)
  await Promise.all(pages.map(closed))
})

test('a headcount is kept, and the night log and handover are there for the next shift', async () => {
  const page = await at('/camas')
  await page.getByRole('button', { name: 'Pasar lista' }).click()
  const first = page.locator('li.bed .who').first()
  await first.getByRole('button', { name: /^Está/ }).click()
  await page.locator('li.bed .tag.ok').first().waitFor()
  await page.getByRole('button', { name: 'Terminar la lista' }).click()
  await page.locator('#log-entry').fill('Todo en calma.')
  await page.locator('#log-handover').fill('Falta leche para la mañana.')
  await page.getByRole('button', { name: 'Guardar bitácora' }).click()
  await page.getByText('Bitácora guardada').waitFor()
  await page.goto(world.address)
  await page.getByText('Falta leche para la mañana.').waitFor()
  await closed(page)
})

test('what is being typed survives a crash of browser and node, unreadable on disk, and is wiped when saved', async () => {
  let page = await at('/llegada', 'Acogida')
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().includes('/drafts/'))
  await page.locator('#name').fill('Borradora Sellada')
  assert.equal((await kept).status(), 204)
  await page.context().close()
  await demo.kill()
  const found = () => {
    try { return execFileSync('grep', ['-rl', 'Borradora', demo.folder]).toString() } catch { return '' }
  }
  assert.equal(found(), '')
  world.address = await demo.start()
  page = await at('/llegada', 'Acogida')
  assert.equal(await page.locator('#name').inputValue(), 'Borradora Sellada')
  await page.getByRole('radio', { name: 'No se sabe' }).check()
  await page.getByRole('radio', { name: 'Está de acuerdo' }).check()
  const wiped = page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().includes('/drafts/'))
  await page.keyboard.press('Control+Enter')
  await page.getByText('Guardado: Borradora Sellada').waitFor()
  await wiped
  await page.waitForTimeout(1500) // past the time in which a draft is kept
  const left = await page.evaluate(async () => (await fetch('/api/v1/drafts', { headers: { 'Amparo-Page': '1' } })).json())
  assert.deepEqual(left.drafts, [])
  await closed(page)
})

test('a task is done and put off from today and from the deadlines, each with its way back', async () => {
  const page = await at('/')
  const done = page.getByRole('button', { name: /^Hecho/ })
  await done.first().waitFor()
  const before = await done.count()
  await done.first().click()
  await page.locator('.toast').getByText(/^Hecho: /).waitFor()
  await done.nth(before - 1).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Deshacer' }).click()
  await done.nth(before - 1).waitFor()
  assert.equal(await done.count(), before)
  await page.goto(`${world.address}/plazos`)
  await page.getByRole('radio', { name: 'Lista' }).check({ force: true })
  await page.getByRole('button', { name: /^Mañana/ }).first().click()
  await page.locator('.toast').getByText(/^Pasa a mañana: /).waitFor()
  await closed(page)
})

for (const [size, viewport] of [['1366', { width: 1366, height: 900 }], ['390', { width: 390, height: 844 }], ['320', { width: 320, height: 640 }]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`beds, deadlines and search sheet: no axe violation, no sideways scroll: ${size} pixels, ${colorScheme}`, async () => {
      const page = await at('/camas', 'Trabajo social', { viewport, colorScheme })
      const clean = async (where) => {
        assert.deepEqual(await axe(page), [], where)
        assert.ok((await overflow(page)) <= 0, `${where} scrolls sideways`)
        if (process.env.AMPARO_SHOTS) await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/${where}-${size}-${colorScheme}.png`, fullPage: true })
      }
      await find_twice(page)
      await clean('beds')
      const file = await page.locator('.who a').first().getAttribute('href')
      await page.getByRole('button', { name: /Mover a/ }).first().click()
      await page.getByRole('dialog').waitFor()
      await clean('move')
      await page.goto(`${world.address}/plazos`)
      await page.locator('main h2').first().waitFor()
      await clean('deadlines')
      await page.goto(`${world.address}/camas/busqueda/${file.split('/').pop()}`)
      await page.getByRole('heading', { name: 'Hoja de búsqueda' }).waitFor()
      await clean('search-sheet')
      await page.goto(world.address)
      await page.getByRole('heading', { name: 'Hoy', exact: true }).waitFor()
      await clean('today')
      await closed(page)
    })
  }
}

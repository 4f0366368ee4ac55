// The page on the program itself: what a person writes is in the sealed ledger and is there after a restart.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { open_browser, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

let demo
let world
before(async () => {
  demo = make_demo(12)
  world = await open_browser(await demo.start())
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

test('an arrival is saved, found by a misspelt name, changed, and still there after a restart', async () => {
  let page = await world.page()
  await sign_in(page, 'Trabajo social')
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').fill('Itzel Chávez Quiej')
  await page.locator('#birth-month').fill('mar')
  await page.locator('#birth-year').fill('2012')
  await page.getByRole('radio', { name: 'Sin nadie' }).check()
  await page.locator('#language').selectOption('quc')
  await page.getByLabel('Necesita intérprete').check()
  await page.getByLabel('Atención médica').check()
  await page.getByRole('radio', { name: 'Está de acuerdo' }).check()
  await page.keyboard.press('Control+Enter')
  await page.getByText('Guardado: Itzel Chávez Quiej').waitFor()

  await page.goto(`${world.address}/casos`)
  await page.locator('#cases-search').fill('itsel chaves kiej')
  await page.getByRole('link', { name: /Itzel Chávez Quiej/ }).click()
  await page.getByRole('heading', { name: 'Itzel Chávez Quiej' }).waitFor()
  await page.getByRole('heading', { name: 'Línea de tiempo' }).waitFor()
  const told = await page.locator('main').innerText()
  assert.match(told, /mar 2012/)
  assert.match(told, /Necesita intérprete/)
  assert.match(told, /No acompañada/)
  assert.match(told, /Atención médica/)

  const tab = (name) => page.getByRole('navigation', { name: 'Partes del expediente' }).getByText(name).click()
  await tab('Identidad')
  await page.getByRole('button', { name: /Cambiar.*Persona/ }).click()
  await page.locator('#field-person-nationalities').selectOption('GT')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('article', { name: 'Persona' }).getByText('Guatemala').waitFor()
  const where = page.url()
  assert.deepEqual(page.faults, [])
  await page.context().close()

  assert.equal(await demo.stop(), 0)
  world.address = await demo.start()
  page = await world.page()
  await sign_in(page, 'Trabajo social')
  await page.goto(world.address + new URL(where).pathname)
  await page.getByRole('heading', { name: 'Itzel Chávez Quiej' }).waitFor()
  await page.getByRole('navigation', { name: 'Partes del expediente' }).getByText('Historial').click()
  await page.locator('ins', { hasText: 'Guatemala' }).waitFor()
  await page.goto(world.address)
  await page.locator('main li b').getByText('Atención médica').waitFor() // what she needs is on the list for today
  await page.context().close()
})

test('a role sees only what its keys open', async () => {
  const page = await world.page()
  await sign_in(page, 'Auditoría')
  assert.equal(await page.getByRole('link', { name: 'Nueva llegada' }).count(), 0)
  await page.goto(`${world.address}/casos`)
  await page.locator('main h1').waitFor()
  assert.equal(await page.locator('main').getByRole('link', { name: /AMP/ }).count(), 0)
  await page.context().close()
})

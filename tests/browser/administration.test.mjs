// People, audit trail and one's own log-in on the program itself; what one device writes another hears of.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

let demo
let world
before(async () => {
  demo = make_demo(3)
  world = await open_browser(await demo.start())
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

/** RFC 6238, as a phone has it. */
function one_time_code(secret, at_ms) {
  let bits = ''
  for (const letter of secret) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at_ms / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function sound(page) {
  assert.deepEqual(await axe(page), [])
  assert.equal(await overflow(page), 0)
  assert.deepEqual(page.faults, [])
  if (!process.env.AMPARO_SHOTS) return
  const name = new URL(page.url()).pathname.slice(1)
  const { width } = page.viewportSize()
  await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/${name}-${width}.png`, fullPage: true })
}

for (const viewport of [{ width: 1366, height: 900 }, { width: 390, height: 844 }]) {
  test(`an administrator adds a person and keeps her out (${viewport.width} px)`, async () => {
    const page = await world.page({ viewport, colorScheme: viewport.width < 500 ? 'dark' : 'light' })
    await sign_in(page, 'Administración')
    await page.goto(`${world.address}/administracion`)
    await page.getByRole('heading', { name: 'Personas' }).waitFor()
    await sound(page)
    const name = `nueva${viewport.width}`
    await page.locator('#person-name').fill(name)
    await page.getByRole('checkbox', { name: 'Acogida' }).check()
    await page.locator('#person-passphrase').fill('corta')
    await page.getByRole('button', { name: 'Agregar', exact: true }).click()
    await page.getByText(/15 caracteres/).first().waitFor()
    await page.locator('#person-passphrase').fill('una frase larga para entrar')
    await page.getByRole('button', { name: 'Agregar', exact: true }).click()
    await page.getByText(`${name} ya puede entrar.`).waitFor()
    page.on('dialog', (dialog) => dialog.accept())
    await page.getByRole('button', { name: `Impedir la entrada ${name}` }).click()
    await page.getByText(`${name} ya no puede entrar.`).waitFor()
    await page.context().close()
  })
}

test('on a laptop of 768 pixels the way out stands in sight under the whole navigation', async () => {
  const page = await world.page({ viewport: { width: 1366, height: 768 } })
  await sign_in(page, 'Administración') // with the most entries
  for (const name of ['Personas', 'Mi entrada']) await page.getByRole('navigation').getByRole('link', { name }).waitFor()
  const out = await page.getByRole('button', { name: 'Salir' }).boundingBox()
  assert.ok(out.y + out.height <= 768, `it ends at ${out.y + out.height}`)
  await page.context().close()
})

test('the auditor reads who did what, and finds it by its kind', async () => {
  const page = await world.page()
  await sign_in(page, 'Auditoría')
  await page.goto(`${world.address}/auditoria`)
  await page.getByRole('cell', { name: 'Entrar' }).first().waitFor()
  await sound(page)
  await page.locator('#audit-action').selectOption({ label: 'Cambio de personas' })
  await page.getByRole('button', { name: 'Mostrar' }).click()
  await page.getByRole('cell', { name: 'Cambio de personas' }).first().waitFor()
  assert.equal(await page.getByRole('cell', { name: 'Entrar', exact: true }).count(), 0)
  await page.context().close()
})

test('a phone is set up for one-time codes, and recovery codes are shown once', async () => {
  const page = await world.page()
  await sign_in(page, 'Abogacía')
  await page.goto(`${world.address}/mi-entrada`)
  await page.getByRole('button', { name: 'Activar en mi teléfono' }).click()
  const secret = (await page.locator('code.secret').innerText()).replaceAll(' ', '')
  await page.locator('#account-code').fill('000000')
  await page.getByRole('button', { name: 'Confirmar' }).click()
  await page.getByRole('alert').waitFor()
  await page.locator('#account-code').fill(one_time_code(secret, Date.now()))
  await page.getByRole('button', { name: 'Confirmar' }).click()
  await page.getByText('Códigos de recuperación').waitFor()
  assert.equal(await page.locator('.codes code').count(), 10)
  await sound(page)
  await page.context().close()
})

test('what one device writes, the list on another shows by itself', async () => {
  const here = await world.page()
  await sign_in(here, 'Trabajo social')
  await here.goto(`${world.address}/casos`)
  await here.getByRole('link', { name: /AMP/ }).first().waitFor()
  const there = await world.page()
  await sign_in(there, 'Coordinación')
  await there.goto(`${world.address}/llegada`)
  await there.locator('#name').fill('Zulema Inventada')
  await there.getByRole('radio', { name: 'No se sabe' }).check()
  await there.getByRole('radio', { name: 'Está de acuerdo' }).check()
  await there.keyboard.press('Control+Enter')
  await there.getByText('Guardado: Zulema Inventada').waitFor()
  await here.getByText('Zulema Inventada').waitFor()
  await here.context().close()
  await there.context().close()
})

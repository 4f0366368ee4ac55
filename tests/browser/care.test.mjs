// Backups with their tried restore, open sessions, and a forgotten passphrase, on the program itself.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

let demo
let world
let disk
before(async () => {
  demo = make_demo(3)
  disk = join(dirname(demo.folder), 'disk')
  mkdirSync(disk)
  world = await open_browser(await demo.start())
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

async function sound(page, name) {
  assert.deepEqual(await axe(page), [])
  assert.equal(await overflow(page), 0)
  assert.deepEqual(page.faults, [])
  if (process.env.AMPARO_SHOTS) await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/${name}-${page.viewportSize().width}.png`, fullPage: true })
}

for (const viewport of [{ width: 1366, height: 900 }, { width: 390, height: 844 }]) {
  test(`a backup is made, restored to see that it can be, and a damaged one is told (${viewport.width} px)`, async () => {
    const page = await world.page({ viewport, colorScheme: viewport.width < 500 ? 'dark' : 'light' })
    await sign_in(page, 'Administración')
    await page.goto(`${world.address}/copias`)
    await page.getByRole('heading', { name: 'Copias de seguridad' }).waitFor()
    if (viewport.width > 500) {
      await page.locator('#backup-folder').fill(join(disk, 'nowhere'))
      await page.getByRole('button', { name: 'Usar esta carpeta' }).click()
      await page.getByRole('alert').waitFor()
      await page.locator('#backup-folder').fill(demo.folder) // inside the organisation's own: would be lost with it
      await page.getByRole('button', { name: 'Usar esta carpeta' }).click()
      await page.getByRole('alert').waitFor()
      await page.locator('#backup-folder').fill(disk)
      await page.getByRole('button', { name: 'Usar esta carpeta' }).click()
      await page.getByText('Las copias irán a esa carpeta.').waitFor()
      await page.getByText('Aún no hay ninguna copia.').waitFor()
    }
    const before_ = readdirSync(disk).length
    await page.getByRole('button', { name: 'Hacer una copia ahora' }).click()
    await page.getByText('La copia está hecha.').waitFor()
    assert.equal(readdirSync(disk).length, before_ + 1)
    const fresh = readdirSync(disk).sort().at(-1)
    await page.getByRole('button', { name: `Probar la restauración ${fresh}` }).click()
    await page.getByText('La prueba terminó').waitFor({ timeout: 60_000 })
    await page.getByText(/Se restauró sin fallas/).first().waitFor()
    await page.getByText(/Última restauración comprobada/).waitFor()
    await sound(page, 'backups')
    truncateSync(join(disk, fresh, 'ledger.db'), 8192)
    await page.getByRole('button', { name: `Probar la restauración ${fresh}` }).click()
    await page.getByText(/No se pudo restaurar/).first().waitFor({ timeout: 60_000 })
    assert.equal(existsSync(`${demo.folder}.tried-restore`), false)
    await sound(page, 'backups-unsound')
    await page.context().close()
  })
}

test('an administrator sees who is signed in and closes a session; others may not', async () => {
  const phone = await world.page({ viewport: { width: 390, height: 844 }, userAgent: 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36' })
  await sign_in(phone, 'Acogida')
  assert.equal(await phone.evaluate(async () => (await fetch('/api/v1/sessions', { headers: { 'Amparo-Page': '1' } })).status), 404)
  assert.equal(await phone.evaluate(async () => (await fetch('/api/v1/backups', { headers: { 'Amparo-Page': '1' } })).status), 404)
  const page = await world.page()
  await sign_in(page, 'Administración')
  await page.goto(`${world.address}/copias`)
  await page.getByRole('button', { name: /Cerrar .*Chrome · Android/ }).waitFor()
  await sound(page, 'sessions')
  await page.getByRole('button', { name: /Cerrar .*Chrome · Android/ }).click()
  await page.getByText(/La sesión de .* se cerró/).waitFor()
  assert.equal(await phone.evaluate(async () => (await fetch('/api/v1/tasks', { headers: { 'Amparo-Page': '1' } })).status), 401)
  assert.equal(await page.getByText('Chrome · Android').count(), 0)
  await phone.context().close()
  await page.context().close()
})

test('a forgotten passphrase asks for two cards', async () => {
  const page = await world.page()
  await sign_in(page, 'Administración')
  await page.goto(`${world.address}/administracion`)
  await page.getByRole('button', { name: /Frase olvidada/ }).first().click()
  await page.locator('#card-1').fill('sol mar')
  await page.locator('#card-2').fill('pan luz')
  await page.locator('#recover-passphrase').fill('corta')
  await page.getByRole('button', { name: 'Cambiar la frase' }).click()
  await page.getByText('La frase es demasiado corta: use al menos').waitFor()
  await page.locator('#recover-passphrase').fill('otra frase bastante larga')
  await page.locator('#recover-passphrase-again').fill('otra frase bastante larga')
  await page.getByRole('button', { name: 'Cambiar la frase' }).click()
  await page.getByRole('dialog').getByRole('alert').waitFor()
  await sound(page, 'recover')
  await page.context().close()
})

// Sharing on the program itself: a part is given, the other role reads it, it is taken back, it is gone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

const SAID = 'Quiero ir a la escuela, palabras inventadas.'
let demo
let world
let file
before(async () => {
  demo = make_demo(3)
  world = await open_browser(await demo.start())
  const page = await world.page()
  await sign_in(page, 'Coordinación')
  file = await page.evaluate(async (said) => {
    const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
    const send = async (path, body) => {
      const headers = { 'Amparo-Page': '1', 'Content-Type': 'application/json', 'Idempotency-Key': key() }
      return (await fetch(`/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
    }
    const made = await send('/cases', { name: 'Niña Inventada' })
    await send(`/cases/${made.id}/records`, { type: 'wish', fields: { words: said } })
    return made.id
  }, SAID)
  await page.context().close()
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

const day_after = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

async function at(role, tab, options = {}) {
  const page = await world.page(options)
  await sign_in(page, role)
  await page.goto(`${world.address}/casos/${file}#${tab}`)
  await page.locator('main h1').first().waitFor()
  return page
}
async function closed(page) {
  assert.deepEqual(page.faults, [])
  await page.context().close()
}
async function clean(page, where) {
  assert.deepEqual(await axe(page), [], where)
  assert.ok((await overflow(page)) <= 0, `${where} scrolls sideways`)
  if (process.env.AMPARO_SHOTS) await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/${where}.png`, fullPage: true })
}
async function sees(role) {
  const page = await at(role, 'wishes')
  await page.locator('main nav.tabs').waitFor()
  const text = await page.locator('main').innerText()
  await closed(page)
  return text.includes(SAID)
}

test('a part is given with what it shows said before, the other role reads it, and it is gone when taken back', async () => {
  assert.equal(await sees('Salud'), false)
  const page = await at('Coordinación', 'compartir')
  await page.getByText('Nadie fuera de los equipos').waitFor()
  await page.getByRole('button', { name: 'Dar un permiso' }).click()
  // Nothing chosen: what is missing is said, and nothing is given.
  await page.getByRole('button', { name: 'Dar el permiso' }).click()
  await page.getByText('Elija al menos una parte.').first().waitFor()
  await page.locator('#share-recipient').selectOption('hugo')
  await page.locator('#share-class').selectOption('health')
  await page.locator('#share-parts-wishes, #share-parts[value=wishes]').check({ force: true })
  await page.locator('.preview').getByText(SAID).waitFor()
  await page.locator('#share-purpose').selectOption('health_care')
  await page.locator('#share-until').fill(day_after(3000))
  await page.locator('#share-words').fill('Sí, que lo lea él.')
  await clean(page, 'sharing-give')
  await page.getByRole('button', { name: 'Dar el permiso' }).click()
  await page.getByText('Dura más de lo que permite la base.').waitFor()
  await page.locator('#share-until').fill(day_after(5))
  await page.getByRole('button', { name: 'Dar el permiso' }).click()
  await page.locator('.done').getByText('hugo ya puede leer').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.className.includes('done')), true)
  assert.equal(await sees('Salud'), true)
  assert.equal(await sees('Acogida'), false)

  await page.getByRole('button', { name: /^Retirar/ }).click()
  await page.getByText('hugo dejará de leer en este momento').waitFor()
  await clean(page, 'sharing-withdraw')
  await page.getByRole('button', { name: 'Retirar ahora' }).click()
  await page.locator('.done').getByText('hugo ya no puede leer').waitFor()
  await page.locator('details summary').click()
  await page.getByText('Fue retirado.').waitFor()
  assert.equal(await sees('Salud'), false)
  await closed(page)
})

test('who may not give sees who can see, and no button', async () => {
  const page = await at('Acogida', 'compartir')
  await page.getByRole('heading', { name: 'Quién ve qué por su equipo' }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Dar un permiso' }).count(), 0)
  await closed(page)
})

for (const [size, viewport] of [['1366', { width: 1366, height: 900 }], ['390', { width: 390, height: 844 }]]) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [locale, give] of [['es-MX', 'Dar un permiso'], ['en-US', 'Give a permission']]) {
      test(`sharing: no axe violation, no sideways scroll: ${size} pixels, ${colorScheme}, ${locale}`, async () => {
        const page = await at(locale === 'es-MX' ? 'Coordinación' : 'Coordinator', 'compartir', { viewport, colorScheme, locale })
        await page.getByRole('button', { name: give }).click()
        await page.locator('#share-recipient').waitFor()
        await page.locator('#share-parts-wishes, #share-parts[value=wishes]').check({ force: true })
        await page.locator('.preview').waitFor()
        await clean(page, `sharing-${size}-${colorScheme}-${locale}`)
        await closed(page)
      })
    }
  }
}

test('the glass is broken with a reason, recorded before it opens, seen by others, and reviewed by somebody else', async () => {
  const nurse = await at('Salud', 'medical')
  await nurse.evaluate(async (file) => {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
    const headers = { 'Amparo-Page': '1', 'Content-Type': 'application/json', 'Idempotency-Key': key }
    const body = JSON.stringify({ type: 'allergy', fields: { substance: 'Penicilina inventada' } })
    const answer = await fetch(`/api/v1/cases/${file}/records`, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(await answer.text())
  }, file)
  await closed(nurse)
  const duty = await at('Guardia', 'compartir')
  const medical = () => duty.evaluate(async (which) => (await (await fetch(`/api/v1/cases/${which}`, { headers: { 'Amparo-Page': '1' } })).text()).includes('Penicilina'), file)
  assert.equal(await medical(), false)
  await duty.getByRole('button', { name: 'Abrir por una emergencia' }).click()
  await duty.getByRole('button', { name: 'Abrir ahora' }).click()
  await duty.getByText('Elija al menos una parte.').waitFor()
  await duty.getByRole('checkbox', { name: 'Salud' }).check()
  await duty.getByRole('button', { name: 'Abrir ahora' }).click()
  await duty.getByText('Escriba la razón.').waitFor()
  assert.equal(await medical(), false)
  await duty.locator('#emergency-reason').fill('No respira bien; hay que saber a qué es alérgica.')
  await clean(duty, 'emergency-open')
  await duty.getByRole('button', { name: 'Abrir ahora' }).click()
  await duty.getByText('Abierto por tres horas').waitFor()
  assert.equal(await medical(), true)
  assert.equal(await duty.getByRole('button', { name: 'Revisar este acceso' }).count(), 0, 'nobody reviews herself')
  await clean(duty, 'emergency-opened')
  await closed(duty)
  const coordinator = await at('Coordinación', 'compartir', { viewport: { width: 390, height: 844 } })
  await coordinator.getByText('gloria abrió: Salud').waitFor()
  await coordinator.getByText('Sin revisar').waitFor()
  await coordinator.getByRole('button', { name: 'Revisar este acceso' }).click()
  await coordinator.getByRole('radio', { name: 'Estuvo justificado', exact: true }).check()
  await coordinator.locator('#emergency-review').fill('Llamó a la doctora; correcto.')
  await clean(coordinator, 'emergency-review')
  await coordinator.getByRole('button', { name: 'Guardar la revisión' }).click()
  await coordinator.getByText('el acceso quedó revisado').waitFor()
  await closed(coordinator)
})

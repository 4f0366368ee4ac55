// The organisation's own directory on the program itself: written, found, signed for, referred to; the constitution with its evidence.
// Acceptance scenarios 5, 8 and 9 of the directory, and what must never leave the API.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

const SECRET = 'Calle Inventada 14'
const HOUSE_PHONE = '962 000 0001'
const MEDIATOR = '962 000 0002'
let demo
let world
let shelter_page
before(async () => {
  demo = make_demo(3)
  world = await open_browser(await demo.start())
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

const shots = process.env.AMPARO_SHOTS
async function shot(page, name) {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
}
async function signed_in(options = {}, role = 'Trabajo social') {
  const page = await world.page(options)
  // Everything that the API says is looked through for what must not leave it.
  page.said = []
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) page.said.push(await response.text().catch(() => ''))
  })
  await sign_in(page, role)
  return page
}
async function call(page, method, path, body) {
  return page.evaluate(async ([method, path, body]) => {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
    const headers = { 'Amparo-Page': '1', 'Accept-Language': 'es', ...(body ? { 'Content-Type': 'application/json', 'Idempotency-Key': key } : {}) }
    const answer = await fetch(`/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) })
    const text = await answer.text()
    return { status: answer.status, text, body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null }
  }, [method, path, body])
}

test('an organisation and a confidential shelter are added by hand, and are found', async () => {
  const page = await signed_in()
  await page.goto(`${world.address}/servicios`)
  await page.getByRole('link', { name: 'Agregar una organización' }).click()
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByText('Falta el nombre.').waitFor()
  await page.locator('#org-name').fill('Casa Luz')
  await page.locator('#org-state').selectOption('MX-CHP')
  await page.locator('#org-serves').fill('Niñas y adolescentes')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('heading', { name: 'Casa Luz' }).waitFor()
  await page.getByRole('button', { name: 'Agregar un servicio' }).click()
  await page.locator('#service-code').selectOption('lodging')
  await page.locator('#service-es').fill('Albergue para niñas')
  await page.locator('#service-en').fill('Shelter for girls')
  await page.locator('#service-state').selectOption('MX-CHP')
  await page.locator('#service-municipality').fill('07089')
  await page.getByRole('radio', { name: 'Reservada: sólo municipio' }).check()
  await page.locator('#service-address').fill(SECRET)
  await page.locator('#service-phone').fill(HOUSE_PHONE)
  await page.locator('#service-intermediary').fill(MEDIATOR)
  await page.getByLabel('Recibe a toda hora').check()
  await page.getByRole('button', { name: 'Agregar un idioma' }).click()
  await page.locator('#language-0').selectOption('mam')
  await page.locator('#mode-0').selectOption('phone')
  await page.locator('#service-min').fill('12')
  await page.locator('#service-max').fill('17')
  await page.locator('#service-unaccompanied').selectOption('yes')
  await page.locator('#service-pregnant').selectOption('yes')
  await page.getByRole('checkbox', { name: 'Mujer' }).check()
  await page.getByRole('button', { name: 'Guardar' }).click()
  const card = page.getByRole('article', { name: 'Albergue para niñas' })
  await card.getByText('Tapachula, Chiapas').waitFor()
  assert.match(await card.innerText(), /962 000 0002/)
  shelter_page = new URL(page.url()).pathname
  await page.reload()
  await card.getByText('Tapachula, Chiapas').waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'organisation')
  const said = page.said.join('\n')
  assert.ok(!said.includes(SECRET), 'the address left the API')
  assert.ok(!said.includes(HOUSE_PHONE), 'the phone of the house left the API')
  assert.ok(said.includes(MEDIATOR)) // the watch sees what is said
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('scenario 5: beds nobody said are unknown; three taps later they are a number, signed by her', async () => {
  const page = await signed_in()
  await page.goto(world.address + shelter_page)
  const card = page.getByRole('article', { name: 'Albergue para niñas' })
  await card.getByRole('button', { name: 'Agregar un ala o dormitorio' }).click()
  await card.getByLabel('Ala o dormitorio').fill('Niñas')
  await card.getByLabel('Camas').fill('6')
  await card.getByRole('button', { name: 'Guardar' }).click()
  await card.getByText('0 lugares libres').waitFor()
  await card.getByRole('button', { name: /Decir cuántos hay.*Niñas/ }).click() // one
  await card.getByRole('radio', { name: '2', exact: true }).check() // two
  await card.getByRole('button', { name: 'Firmar y guardar' }).click() // three
  await card.getByText('2 lugares libres').waitFor()
  await shot(page, 'beds')
  await page.goto(`${world.address}/servicios`)
  await page.locator('#need').selectOption('shelter')
  await page.locator('#where').selectOption('MX-CHP')
  await page.getByRole('button', { name: 'Buscar quién puede recibirla' }).click()
  const found = page.locator('li.line').filter({ hasText: 'Casa Luz' })
  await found.getByText('2 lugares libres').waitFor()
  // Others in the pack said nothing of their beds.
  await page.locator('li.line').filter({ hasText: 'Hermanos en el Camino' }).getByText('Lugares: no se sabe, llame').waitFor()
  const organisation = shelter_page.split('/').pop()
  const { body } = await call(page, 'GET', `/directory/organisations/${organisation}`)
  const service = body.services[0]
  assert.equal(service.checks.find((one) => one.field === 'beds').state, 'fresh')
  const wrong = await call(page, 'POST', `/directory/services/${service.id}/beds`, { wing: 'Niñas', free: -1 })
  assert.equal(wrong.body.details.why, 'below zero')
  assert.equal((await call(page, 'POST', `/directory/services/${service.id}/beds`, { wing: 'Niñas', free: 7 })).body.details.why, 'more free beds than beds')
  await page.context().close()
})

test('scenario 8: Mam, pregnant, 16, Tapachula: who can take her by 08:00, with the interpreter, and who mediates', async () => {
  const page = await signed_in()
  await page.goto(`${world.address}/servicios`)
  await page.locator('#need').selectOption('shelter')
  await page.locator('#where').selectOption('MX-CHP')
  await page.locator('#by').fill('08:00')
  await page.locator('#language').selectOption('mam')
  await page.locator('#age').fill('16')
  await page.locator('#pregnant').selectOption('yes')
  await page.getByRole('button', { name: 'Buscar quién puede recibirla' }).click()
  const first = page.locator('li.line').first()
  await first.getByText('Casa Luz').waitFor()
  const told = await first.innerText()
  assert.match(told, /Abierto ahora/)
  assert.match(told, /Intérprete por teléfono/)
  assert.match(told, /Reservado/)
  assert.match(told, /Tapachula, Chiapas · a unos \d+ km/)
  assert.match(told, /Por medio de 962 000 0002/)
  assert.ok(!told.includes(HOUSE_PHONE))
  await page.getByRole('img', { name: /Mapa de México/ }).waitFor()
  await page.locator('#age').fill('9')
  await page.getByRole('button', { name: 'Buscar quién puede recibirla' }).click()
  await page.getByText('Por su edad: 1').waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'finder')
  await page.context().close()
})

test('a check says who, how and until when; one that did not hold is to be called', async () => {
  const page = await signed_in()
  await page.goto(world.address + shelter_page)
  const card = page.getByRole('article', { name: 'Albergue para niñas' })
  await card.getByRole('button', { name: 'Verificar' }).click()
  await card.getByRole('radio', { name: 'Llamada' }).check()
  await card.getByRole('button', { name: 'Guardar' }).click()
  const row = card.getByRole('row', { name: /Teléfono/ })
  await row.getByText('Vigente').waitFor()
  assert.match(await row.innerText(), /Llamada[\s\S]*se cree hasta el/)
  await card.getByRole('button', { name: 'Verificar' }).click()
  await card.getByRole('radio', { name: 'No era cierto' }).check()
  await card.getByRole('button', { name: 'Guardar' }).click()
  await row.getByText('No era cierto: llame').waitFor()
  await page.context().close()
})

test('from a result to a referral in two actions; printed with the least; closed, it checks the directory', async () => {
  const page = await signed_in()
  await page.goto(`${world.address}/casos`)
  await page.locator('main ul a[href^="/casos/"]').first().click()
  await page.locator('main h1').waitFor()
  const name = await page.locator('main h1').innerText()
  await page.getByRole('navigation', { name: 'Partes del expediente' }).getByText('Canalizar').click()
  await page.locator('#need').selectOption('shelter')
  await page.getByRole('button', { name: 'Buscar quién puede recibirla' }).click()
  await page.getByText(/Del expediente se usó/).waitFor()
  const result = page.locator('li.line').filter({ hasText: 'Hermanos en el Camino' }).first()
  await result.getByRole('button', { name: /Canalizar aquí/ }).click() // one
  await page.locator('#referral-reason').fill('Necesita un lugar donde dormir')
  await page.getByRole('button', { name: 'Registrar e imprimir' }).click() // two
  await page.getByRole('heading', { name: 'Hoja de canalización' }).waitFor()
  const sheet = await page.locator('main').innerText()
  assert.match(sheet, /Hermanos en el Camino[\s\S]*Necesita un lugar donde dormir/)
  assert.ok(!sheet.includes(name), 'her name is on the sheet')
  assert.deepEqual(await axe(page), [])
  await shot(page, 'packet')
  await page.getByRole('link', { name: 'Volver al expediente' }).click()
  await page.getByRole('navigation', { name: 'Partes del expediente' }).getByText('Canalizar').click()
  await page.getByRole('button', { name: /Concluir.*Hermanos/ }).click()
  await page.getByRole('button', { name: 'Concluir', exact: true }).click()
  await page.getByText('Diga si era cierto.').waitFor()
  await page.getByRole('radio', { name: 'Servicio dado' }).check()
  await page.getByRole('group', { name: /Era cierto/ }).getByRole('radio', { name: 'No', exact: true }).check()
  await page.getByRole('checkbox', { name: 'Teléfono' }).check()
  await page.getByRole('button', { name: 'Concluir', exact: true }).click()
  await page.getByText('Concluida con resultado').waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'referrals')
  const all = (await call(page, 'GET', '/directory')).body.organisations.find((one) => one.name.includes('Hermanos en el Camino'))
  const hermanos = (await call(page, 'GET', `/directory/organisations/${all.id}`)).body
  const lodging = hermanos.services.find((one) => one.code === 'lodging')
  assert.equal(lodging.checks.find((one) => one.field === 'phone').state, 'disputed')
  assert.equal(lodging.past[0].how, 'referral')
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('a step without its evidence is refused in words; with it, it is done with its day', async () => {
  const page = await signed_in()
  await page.goto(`${world.address}/organizacion`)
  const step = page.getByRole('article', { name: 'Definir los puntos principales' })
  await step.getByRole('button', { name: /Paso hecho/ }).click()
  await step.getByText(/Faltan sus documentos: .*Lista de quienes fundan/).waitFor()
  await shot(page, 'step-refused')
  for (const title of ['Tres opciones de nombre', 'Objeto social', 'Lista de quienes fundan', 'Órganos de dirección', 'Proyecto de estatutos']) {
    await step.getByRole('button', { name: new RegExp(`Ya lo tenemos.*${title}`) }).click()
    await step.getByLabel('Folio o dónde está').fill('carpeta 1')
    await step.getByRole('button', { name: 'Guardar' }).click()
    await step.getByLabel('Folio o dónde está').waitFor({ state: 'detached' })
  }
  await step.getByRole('button', { name: /Paso hecho/ }).click()
  await step.getByText(/^Hecho ·/).waitFor()
  await page.reload()
  await step.getByText(/^Hecho ·/).waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'my-organisation')
  await page.context().close()
})

test('scenario 9: CLUNI deficient: the statute\'s working days, discarded when they ran out, and 31 January when granted', async () => {
  const page = await signed_in()
  const tracks = (await call(page, 'GET', '/directory')).body.tracks
  const mexico = tracks.find((one) => one.country === 'MX')
  const event = (step, what, more = {}) => call(page, 'POST', '/constitution/events', { track: mexico.id, step, what, on: '2026-01-15', ...more })
  for (const step of mexico.steps) {
    for (const document of step.documents) if (step.id !== 'definition') assert.equal((await event(step.id, 'document', { subject: document.id, reference: 'f. 1' })).status, 201)
    if (step.id !== 'cluni' && step.id !== 'definition') {
      const done = await event(step.id, 'done', { on: '2026-11-22' })
      assert.equal(done.status, 201, done.text)
    }
  }
  const cluni = async () => (await call(page, 'GET', '/constitution')).body.tracks.find((one) => one.track === mexico.id)
  const step = async () => (await cluni()).steps.find((one) => one.id === 'cluni')
  const early = await event('cluni', 'granted', { on: '2026-01-20' })
  assert.equal(early.body.details.why, 'nothing was sent')
  assert.equal((await event('cluni', 'sent', { on: '2026-01-20' })).status, 201)
  // Noticed on 1 September: thirty working days of the Mexican calendar end long before today.
  assert.equal((await event('cluni', 'deficient', { on: '2026-09-01' })).status, 201)
  const late = await step()
  assert.equal(late.state, 'discarded')
  assert.equal(late.clocks[0].term, 'cure')
  assert.equal(late.clocks[0].safe, '2026-10-14') // counted by hand: 16 September is no working day
  await page.goto(`${world.address}/organizacion`)
  await page.getByText('Desechada: venció el plazo').waitFor()
  await shot(page, 'discarded')
  assert.equal((await event('cluni', 'sent', { on: '2026-10-20' })).status, 201)
  assert.equal((await event('cluni', 'granted', { on: '2026-11-10' })).status, 201)
  const duty = (await cluni()).life.find((one) => one.id === 'annual_report')
  assert.equal(duty.on, '2027-01-31')
  assert.ok(duty.reminders.includes('2027-01-24'))
  const calendar = await call(page, 'GET', '/constitution/calendar')
  assert.match(calendar.text, /DTSTART;VALUE=DATE:20270131\r\n/)
  assert.match(calendar.text, /SUMMARY:Amparo [0-9a-f]{6}\r\n/)
  assert.ok(!/informe|annual|CLUNI/i.test(calendar.text), 'a title says what it is about')
  await page.context().close()
})

test('scenario 10: the study leaves as HSDS and comes back the same; templates and the directory print', async () => {
  const page = await signed_in()
  await page.goto(`${world.address}/organizacion/plantillas`)
  await page.getByText('no persigue fines de lucro').waitFor()
  await page.getByRole('radio', { name: /CLUNI/ }).check()
  await page.getByText('Acta constitutiva número').waitFor()
  assert.deepEqual(await axe(page), [])
  await shot(page, 'templates')
  await page.goto(`${world.address}/directorio`)
  await page.getByRole('heading', { name: 'Oaxaca' }).waitFor()
  await page.emulateMedia({ media: 'print' })
  const paper = await page.locator('main').innerText()
  assert.match(paper, /Chiapas[\s\S]*Casa Luz[\s\S]*Tapachula, Chiapas · 962 000 0002/)
  assert.ok(!paper.includes(SECRET) && !paper.includes(HOUSE_PHONE))
  await shot(page, 'printable')
  await page.emulateMedia({ media: 'screen' })
  assert.deepEqual(await axe(page), [])
  await page.context().close()
})

for (const [size, viewport] of [['desk', { width: 1366, height: 900 }], ['phone', { width: 390, height: 844 }]]) {
  for (const scheme of ['light', 'dark']) {
    test(`axe and width in English: ${size}, ${scheme}`, async () => {
      const page = await signed_in({ viewport, colorScheme: scheme })
      await page.evaluate(() => localStorage.setItem('amparo.language', 'en'))
      for (const [path, name] of [[shelter_page, 'organisation'], ['/organizacion', 'steps'], ['/organizacion/plantillas', 'templates'], ['/directorio', 'printable'], ['/servicios/nueva', 'new']]) {
        await page.goto(world.address + path)
        await page.locator('main h1').waitFor()
        await page.waitForTimeout(200)
        assert.deepEqual(await axe(page), [])
        assert.equal(await overflow(page), 0, path)
        await shot(page, `own-${name}-${size}-${scheme}`)
      }
      await page.context().close()
    })
  }
}

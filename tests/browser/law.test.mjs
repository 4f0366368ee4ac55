// Caminos legales on the program itself: why a pathway seems to apply, an answer that changes it, an encounter with INM that
// makes duties, a duty without recorded fulfilment that becomes a draft; and what people without the legal role get.
import assert from 'node:assert/strict'
import { webcrypto as crypto } from 'node:crypto' // no global in Debian's Node 18
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

let demo
let world
before(async () => {
  demo = make_demo(6)
  world = await open_browser(await demo.start())
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

const headers = (extra = {}) => ({ 'Amparo-Page': '1', 'Content-Type': 'application/json', ...extra })
const new_key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
const call = (page, method, path, body) => page.evaluate(async ([how, where, what, sent]) => {
  const answer = await fetch(`/api/v1${where}`, { method: how, headers: sent, body: what === null ? undefined : JSON.stringify(what) })
  return { status: answer.status, body: await answer.json().catch(() => null) }
}, [method, path, body ?? null, headers(method === 'GET' ? {} : { 'Idempotency-Key': new_key() })])

/** A girl from Honduras who arrives alone, and her case file's id. */
async function arrive(page) {
  const made = await call(page, 'POST', '/cases', { name: 'Dulce Xicará Batz', birth: { from: '2012-03-01', to: '2012-03-31', approx: false }, company: 'alone', language: 'spa', interpreter: false, needs: [], assent: '', same_group: '' })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const id = made.body.id
  const file = (await call(page, 'GET', `/cases/${id}`)).body
  const person = file.records.find((record) => record.type === 'person')
  const changed = await page.evaluate(async ([where, version, key]) => {
    const answer = await fetch(where, { method: 'PATCH', headers: { 'Amparo-Page': '1', 'Content-Type': 'application/json', 'Idempotency-Key': key, 'If-Match': `"${version}"` }, body: JSON.stringify({ fields: { nationalities: ['HN'] } }) })
    return answer.status
  }, [`/api/v1/cases/${id}/records/${person.id}`, person.version, new_key()])
  assert.equal(changed, 200)
  return id
}

const add_encounter = (page, id, began = Date.now() - 3 * 86_400_000) => call(page, 'POST', `/cases/${id}/records`, {
  type: 'custody_episode',
  fields: { authority: 'inm', kind: 'detention', country: 'MX', began, source: 'child' },
})

test('each reason names fact, source, time and article; the answer to what is missing says what changed', async () => {
  const page = await world.page()
  await sign_in(page, 'Abogacía')
  const id = await arrive(page)
  await page.goto(`${world.address}/casos/${id}#caminos`)
  await page.getByRole('heading', { name: 'Caminos legales' }).waitFor()
  const first = page.locator('form.question[data-atom]', { has: page.getByRole('radio', { name: 'Sí', exact: true }) }).first()
  await first.waitFor()
  const text = await page.locator('.law').innerText()
  assert.match(text, /Sin firma de abogada/)
  assert.doesNotMatch(text, /elegible|eligible/i)
  await page.locator('[data-group="missing"] > summary').click()
  // A pathway of which something is written already.
  const { answers } = (await call(page, 'GET', `/cases/${id}/law`)).body
  let known = ''
  for (const one of answers.filter((each) => each.kind === 'pathway' && each.group === 'missing')) {
    const { reasons } = (await call(page, 'GET', `/cases/${id}/law/rules/${one.rule}`)).body
    if (reasons.some((reason) => reason.facts.some((fact) => fact.atom === 'birth_date' || fact.said.some((said) => said.where.es.includes('Nacimiento'))))) known = one.rule
    if (known) break
  }
  const pathway = page.locator(`article[data-rule="${known}"]`)
  await pathway.getByText('Por qué').click()
  await pathway.locator('.source', { hasText: 'lo escribió' }).first().waitFor()
  const why = await page.locator('.law').evaluate((element) => element.textContent)
  assert.match(why, /Persona · Nacimiento/) // the fact's record
  assert.match(why, /lo escribió/) // who, and when
  assert.match(why, /LM \d+|LSR \d+|LGDNNA \d+/) // the article
  assert.match(why, /grado [PFSK]/)
  await first.getByRole('radio', { name: 'Sí', exact: true }).check()
  await first.locator('select').selectOption('child')
  await first.getByRole('button', { name: 'Guardar la respuesta' }).click()
  await page.getByRole('heading', { name: 'Qué cambió' }).waitFor()
  const changed = await page.locator('.changed').innerText()
  if (process.env.AMPARO_SHOTS) await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/law-1366-light-es.png` })
  assert.match(changed, /→|Ninguna respuesta cambió/)
  const stored = (await call(page, 'GET', `/cases/${id}`)).body.records.map((record) => record.type)
  assert.ok(stored.includes('legal_fact') && stored.includes('legal_screening'))
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('answering what is missing changes the status of a pathway, and the page says which and how', async () => {
  const page = await world.page()
  await sign_in(page, 'Abogacía')
  const id = await arrive(page)
  const law = (await call(page, 'GET', `/cases/${id}/law`)).body
  const pathways = new Set(law.answers.filter((one) => one.kind === 'pathway').map((one) => one.rule))
  const moved = (question) => question.effects.find((one) => one.answer === 'true' && one.changes.some((change) => change.before !== change.after && pathways.has(change.rule)))
  const question = law.questions.find((one) => one.type === 'bool' && moved(one))
  assert.ok(question, 'no first question moves a pathway')
  const change = moved(question).changes.find((one) => one.before !== one.after && pathways.has(one.rule))
  const words = { applies: 'Parece aplicar', missing: 'Faltan datos', not_today: 'Hoy no' }
  await page.goto(`${world.address}/casos/${id}#caminos`)
  const form = page.locator(`form.question[data-atom="${question.atom}"]`).first()
  await form.getByRole('radio', { name: 'Sí', exact: true }).check()
  await form.getByRole('button', { name: 'Guardar la respuesta' }).click()
  await page.getByRole('heading', { name: 'Qué cambió' }).waitFor()
  const line = page.locator('.changed li', { hasText: change.title.es })
  assert.match(await line.innerText(), new RegExp(`${words[change.before]}.*${words[change.after]}`))
  await page.locator(`[data-group="${change.after}"]`).evaluate((group) => { group.open = true })
  await page.locator(`[data-group="${change.after}"] article[data-rule="${change.rule}"]`).waitFor()
  await page.context().close()
})

test('an episode of before a reform is judged by the law that was in force then', async () => {
  const page = await world.page()
  await sign_in(page, 'Abogacía')
  const id = await arrive(page)
  assert.equal((await add_encounter(page, id, Date.UTC(2019, 4, 10, 18))).status, 201)
  const { answers } = (await call(page, 'GET', `/cases/${id}/law?on=2019-05-10`)).body
  const of = (rule) => answers.find((one) => one.rule === rule)
  assert.equal((await call(page, 'GET', `/cases/${id}/law?on=2999-01-01`)).body.code, 'bad_value')
  assert.equal(of('mx.canalizacion_texto_anterior').group, 'applies', JSON.stringify(of('mx.canalizacion_texto_anterior')))
  assert.equal(of('mx.canalizacion').group, 'not_today', JSON.stringify(of('mx.canalizacion')))
  await page.goto(`${world.address}/casos/${id}#caminos`)
  await page.locator('article[data-rule="mx.canalizacion"]').waitFor() // by the law of today
  await page.locator('#law-on').fill('2019-05-10')
  await page.getByRole('button', { name: 'Ver ese día' }).click()
  await page.getByText('la ley de entonces').waitFor()
  const duty = page.locator('article[data-rule="mx.canalizacion_texto_anterior"]')
  await duty.getByText('Por qué').click()
  await duty.getByText('vigente desde').first().waitFor()
  assert.equal(await page.locator('[data-group="duties"] article[data-rule="mx.canalizacion"]').count(), 0)
  await duty.getByRole('button', { name: 'Preparar un acto (borrador)' }).click()
  await page.getByText('Borrador guardado como «reportado»').waitFor()
  const act = (await call(page, 'GET', `/cases/${id}`)).body.records.find((record) => record.type === 'act')
  assert.equal(act.fields.duty, 'mx.canalizacion_texto_anterior')
  assert.match(act.fields.norm_version, /2011-05-26/)
  await page.context().close()
})

for (const [language, role, format] of [['es-MX', 'Abogacía', 'Letter'], ['en-US', 'Lawyer', 'A4']]) {
  test(`an explanation is printed on a sheet of its own, with reasons, articles, grade and mark (${language}, ${format})`, async () => {
    const page = await world.page({ locale: language })
    await sign_in(page, role)
    const id = await arrive(page)
    await add_encounter(page, id)
    const es = language === 'es-MX'
    await page.goto(`${world.address}/casos/${id}#caminos`)
    const duty = page.locator('article[data-rule="mx.canalizacion"]')
    await duty.getByText(es ? 'Por qué' : 'Why').first().click()
    await duty.getByRole('link', { name: es ? 'Hoja para imprimir' : 'Sheet to print' }).click()
    const sheet = page.locator('article.sheet')
    await sheet.waitFor()
    assert.deepEqual(await axe(page), [])
    assert.equal(await overflow(page), 0)
    await page.emulateMedia({ media: 'print' })
    const text = await page.locator('body').innerText()
    assert.match(text, es ? /Sin firma de abogada/ : /Not signed by a lawyer/)
    assert.match(text, es ? /grado [PFSK]/i : /grade [PFSK]/i)
    assert.match(text, /LM 11/)
    assert.match(text, es ? /lo escribió/ : /written by|wrote/)
    assert.match(text, es ? /vigente desde/ : /in force since/)
    assert.match(text, es ? /Confidencial/ : /Confidential/)
    assert.equal(await page.locator('button:visible, nav:visible, input:visible, select:visible').count(), 0, 'controls on paper')
    const pdf = await page.pdf({ format })
    assert.ok(pdf.length > 10_000)
    if (process.env.AMPARO_SHOTS) await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/law-sheet-${format}.png`, fullPage: true })
    await page.context().close()
  })
}

test('an encounter with INM makes duties with article and version; one without fulfilment becomes a draft, reported', async () => {
  const page = await world.page()
  await sign_in(page, 'Abogacía')
  const id = await arrive(page)
  const made = await add_encounter(page, id)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  await page.goto(`${world.address}/casos/${id}#caminos`)
  const duty = page.locator('article[data-rule="mx.canalizacion"]')
  await duty.waitFor()
  assert.match(await duty.innerText(), /Sin cumplimiento registrado/)
  assert.match(await duty.innerText(), /LM/)
  await duty.getByText('Por qué').click()
  await duty.getByText('vigente desde').first().waitFor()
  await page.locator('article[data-rule="mx.entrega_dif"]').waitFor()
  await duty.getByRole('button', { name: 'Preparar un acto (borrador)' }).click()
  await page.getByText('Borrador guardado como «reportado»').waitFor()
  const act = (await call(page, 'GET', `/cases/${id}`)).body.records.find((record) => record.type === 'act')
  assert.equal(act.fields.duty, 'mx.canalizacion')
  assert.equal(act.fields.type, 'protection_not_notified')
  assert.match(act.fields.evidence, /registro [0-9a-f]{32}/) // cites what the ledger holds
  assert.equal(act.fields.confirmed_by, undefined)
  assert.match(act.fields.ruleset, /^[0-9a-f]{64}$/)
  await duty.getByText('Registrar que se cumplió').first().click()
  await duty.getByRole('button', { name: 'Registrar que se cumplió' }).click()
  await page.getByRole('heading', { name: 'Qué cambió' }).waitFor()
  await duty.waitFor()
  assert.doesNotMatch(await duty.innerText(), /Sin cumplimiento registrado/)
  await page.context().close()
})

test('a changed answer stands alone: the stored evaluation names the facts that the records say now', async () => {
  const page = await world.page()
  await sign_in(page, 'Abogacía')
  const id = await arrive(page)
  const said = async (answer) => {
    const made = await call(page, 'POST', `/cases/${id}/law/answers`, { atom: 'fear_of_return', answer, said_by: 'child' })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const law = (await call(page, 'GET', `/cases/${id}/law`)).body
    const records = (await call(page, 'GET', `/cases/${id}`)).body.records
    assert.equal(records.filter((record) => record.type === 'legal_fact').length, 1)
    assert.deepEqual(law.answers.flatMap((one) => one.conflicts), [])
    const stored = records.filter((record) => record.type === 'legal_screening').map((record) => record.fields.facts)
    assert.ok(stored.includes(law.facts), `${law.facts} is not among ${stored}`)
    return law.facts
  }
  const yes = await said('true')
  assert.notEqual(await said('false'), yes)
  assert.equal(await said('true'), yes)
  await page.context().close()
})

test('the law is short: a line for every answer, the rest when it is asked for', async () => {
  const page = await world.page()
  await sign_in(page, 'Abogacía')
  const id = (await call(page, 'GET', '/cases')).body.rows[0].id
  const size = await page.evaluate(async (where) => (await (await fetch(where, { headers: { 'Amparo-Page': '1' } })).text()).length, `/api/v1/cases/${id}/law`)
  assert.ok(size < 100_000, `${size} bytes`)
  await page.context().close()
})

test('without the legal role: rights, duties, dates and whom to call; no pathways, no answers, by the API too', async () => {
  const page = await world.page()
  await sign_in(page, 'Trabajo social')
  const id = await arrive(page)
  await add_encounter(page, id)
  const law = (await call(page, 'GET', `/cases/${id}/law`)).body
  assert.equal(law.pathways, false)
  assert.deepEqual(law.questions, [])
  assert.deepEqual([...new Set(law.answers.map((one) => one.kind))].sort(), ['bar', 'duty', 'right'])
  assert.ok(law.call.length > 0)
  const refused = await call(page, 'POST', `/cases/${id}/law/answers`, { atom: 'fear_of_return', answer: 'true' })
  assert.ok([403, 404].includes(refused.status), String(refused.status))
  await page.goto(`${world.address}/casos/${id}#caminos`)
  await page.getByRole('heading', { name: 'A quién llamar' }).waitFor()
  assert.equal(await page.locator('[data-group="missing"]').count(), 0)
  assert.deepEqual(await axe(page), [])
  await page.context().close()
})

test('a phone shows it without sideways scroll, in English and in the dark', async () => {
  const page = await world.page({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'en-US' })
  await sign_in(page, 'Lawyer')
  const id = await arrive(page)
  await add_encounter(page, id)
  await page.goto(`${world.address}/casos/${id}#caminos`)
  await page.getByRole('heading', { name: 'Legal pathways' }).waitFor()
  await page.locator('[data-group="both"] > summary').click()
  assert.equal(await overflow(page), 0)
  assert.deepEqual(await axe(page), [])
  if (process.env.AMPARO_SHOTS) await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/law-390-dark-en.png`, fullPage: false })
  await page.context().close()
})

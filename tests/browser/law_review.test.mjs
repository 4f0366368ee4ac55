// Another set of law on the program itself: chosen, compared over the case files, put in force with a reason; the trail says who
// and why; what is no signed pack, and who has not the legal role, changes nothing.
import assert from 'node:assert/strict'
import { webcrypto as crypto } from 'node:crypto' // no global in Debian's Node 18
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

const LAW = fileURLToPath(new URL('../../catalogue/law', import.meta.url))
const RULE = 'mx.trabajo_edad_minima'
let demo
let world
let home
let pack
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'amparo-law-'))
  demo = make_demo(6)
  world = await open_browser(await demo.start())
  pack = sign_edited()
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
  rmSync(home, { recursive: true })
})

/** The law of the catalogue with another age in one rule, and its test of it: signed by the demonstration's lawyer. */
function sign_edited() {
  const folder = join(home, 'edited')
  cpSync(LAW, folder, { recursive: true })
  const rules = join(folder, 'mexico', 'rules-services.yaml')
  const text = readFileSync(rules, 'utf8')
  const was = '{lt: [{age_at: fact_date}, 15], cite: "CPEUM 123-A-III"}'
  assert.ok(text.includes(was))
  writeFileSync(rules, text.replace(was, was.replace('15', '12')))
  const out = join(home, 'edited.pack')
  demo.run('julia', 'law', 'pack', '--from', folder, '--out', out)
  return out
}

async function shot(page, name) {
  if (process.env.AMPARO_SHOTS) await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/${name}.png`, fullPage: true })
}

async function sound(page, name) {
  assert.deepEqual(await axe(page), [])
  assert.equal(await overflow(page), 0)
  await shot(page, name)
}

const new_key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
const call = (page, method, path, body) => page.evaluate(async ([how, where, what, key]) => {
  const headers = { 'Amparo-Page': '1', 'Content-Type': 'application/json', 'Idempotency-Key': key }
  const answer = await fetch(`/api/v1${where}`, { method: how, headers, body: what === null ? undefined : JSON.stringify(what) })
  return { status: answer.status, body: await answer.json().catch(() => null) }
}, [method, path, body ?? null, new_key()])

/** A boy of thirteen in Mexico who works. */
async function working_boy(page) {
  const year = new Date().getFullYear() - 13
  const birth = { from: `${year}-01-02`, to: `${year}-01-02`, approx: false }
  const made = await call(page, 'POST', '/cases', { name: 'Nicté Inventado', birth })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  for (const [atom, answer] of [['location.country', 'MX'], ['works', 'true']]) {
    const said = await call(page, 'POST', `/cases/${made.body.id}/law/answers`, { atom, answer })
    assert.equal(said.status, 201, JSON.stringify(said.body))
  }
  return made.body.id
}

test('a wrong file changes nothing; a signed law is compared, rule by rule, and put in force with its reason', async () => {
  const page = await world.page()
  await sign_in(page, 'Abogacía')
  const id = await working_boy(page)
  await page.goto(`${world.address}/ley`)
  await page.getByRole('heading', { name: 'Ley en vigor' }).waitFor()
  await sound(page, 'law-review-start-1366-light-es')
  const own = (await call(page, 'GET', '/law/review')).body.in_force
  const wrong = join(home, 'wrong.pack')
  writeFileSync(wrong, 'no es un paquete')
  await page.locator('#law-pack').setInputFiles(wrong)
  await page.getByRole('button', { name: 'Comparar' }).click()
  await page.getByText('El paquete', { exact: false }).filter({ hasText: 'no es válido' }).waitFor()

  await page.locator('#law-pack').setInputFiles(pack)
  await page.getByRole('button', { name: 'Comparar' }).click()
  await page.getByRole('heading', { name: 'A quién le cambia la respuesta' }).waitFor()
  const line = page.locator(`[data-case="${id}"]`)
  assert.match(await line.innerText(), /Nadie puede hacerte trabajar antes de los 15[\s\S]*→ Hoy no/)
  assert.equal((await call(page, 'GET', '/law/review')).body.in_force, own)
  await sound(page, 'law-review-found-1366-light-es')
  const adopt = page.getByRole('button', { name: 'Poner en vigor' })
  assert.ok(await adopt.isDisabled(), 'without a reason')
  await page.locator('#law-reason').fill('La abogada leyó la reforma inventada')
  await adopt.click()
  await page.getByText(/En vigor: ley [0-9a-f]{12}\./).first().waitFor()
  const now = (await call(page, 'GET', '/law/review')).body.in_force
  assert.notEqual(now, own)
  const law = (await call(page, 'GET', `/cases/${id}/law`)).body
  assert.equal(law.ruleset, now)
  assert.equal(law.answers.find((one) => one.rule === RULE).points_to, 'not_indicated')
  assert.deepEqual(page.faults, [])
  await page.context().close()

  const auditor = await world.page()
  await sign_in(auditor, 'Auditoría')
  await auditor.goto(`${world.address}/auditoria`)
  await auditor.getByRole('cell', { name: 'La abogada leyó la reforma inventada' }).waitFor()
  await auditor.context().close()
})

test('a phone in the dark and in English, by the same way', async () => {
  const page = await world.page({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'en-US' })
  await sign_in(page, 'Lawyer')
  await page.goto(`${world.address}/ley`)
  await page.getByRole('heading', { name: 'Law in force' }).waitFor()
  const first = join(home, 'first.pack')
  demo.run('julia', 'law', 'pack', '--from', LAW, '--out', first)
  await page.locator('#law-pack').setInputFiles(first)
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('heading', { name: 'Whose answer changes' }).waitFor()
  await sound(page, 'law-review-390-dark-en')
  await page.context().close()
})

test('who has not the legal role finds no such screen, and the API answers as if there were none', async () => {
  const page = await world.page()
  await sign_in(page, 'Trabajo social')
  assert.equal(await page.getByRole('link', { name: 'Ley en vigor' }).count(), 0)
  for (const [method, path] of [['GET', '/law/review'], ['POST', '/law/review/steps']]) {
    assert.equal((await call(page, method, path)).status, 404, path)
  }
  assert.equal((await call(page, 'POST', '/law/adoptions', { ruleset: 'x', reason: 'x' })).status, 404)
  await page.context().close()
})

// From an empty folder to the log-in: a new organisation, its cards, houses and beds, an arrival to practise with; and a restored backup.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow } from './harness.mjs'
import { PROGRAM } from './program.mjs'

const PASSPHRASE = 'una frase larga para entrar'
let home
let world
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'amparo-'))
  world = await open_browser('')
})
after(async () => {
  await world.close()
  rmSync(home, { recursive: true })
})

/** A node on a folder that is not there; what it says comes line by line. */
async function first_node(folder) {
  const process = spawn(PROGRAM, ['node', folder, '--port', '0', '--lang', 'en'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = []
  createInterface({ input: process.stdout }).on('line', (line) => lines.push(line))
  const said = async (pattern) => {
    for (;;) {
      const found = lines.map((line) => line.match(pattern)).findLast(Boolean)
      if (found) return found[0]
      await new Promise((done) => setTimeout(done, 50))
    }
  }
  world.address = await said(/http:\/\/localhost:\d+/)
  return {
    code: () => said(/[A-Z2-9]{4}-[A-Z2-9]{4}/),
    async end(how = 'SIGTERM') {
      const ended = once(process, 'exit')
      process.kill(how)
      await ended
    },
  }
}

async function sound(page, name) {
  assert.deepEqual(await axe(page), [])
  assert.equal(await overflow(page), 0)
  assert.deepEqual(page.faults, [])
  if (!process.env.AMPARO_SHOTS) return
  await page.screenshot({ path: `${process.env.AMPARO_SHOTS}/${name}-${page.viewportSize().width}.png`, fullPage: true })
}

async function enter(page, node) {
  await page.locator('#first-code').fill((await node.code()).toLowerCase())
  await page.getByRole('button', { name: /Continuar|Continue/ }).click()
}

async function found(page) {
  await page.locator('#first-organisation').fill('Casa Ejemplo')
  await page.locator('#first-user').fill('ines')
  await page.locator('#first-passphrase').fill(PASSPHRASE)
  await page.locator('#first-passphrase-again').fill(PASSPHRASE)
}

const words_on_sheets = (page) => page.locator('.sheet').evaluateAll((sheets) => sheets.map((sheet) => [...sheet.querySelectorAll('li')].map((word) => word.textContent)))
async function read_words(page, cards) {
  for (const input of await page.locator('input[id^="card-word-"]').all()) {
    const [, word, card] = (await page.locator(`label[for="${await input.getAttribute('id')}"]`).innerText()).match(/(\d+)\D+(\d+)/)
    await input.fill(cards[card - 1][word - 1])
  }
}

for (const [width, scheme] of [[1366, 'light'], [390, 'dark']]) {
  test(`an organisation from nothing to the log-in (${width} px)`, async () => {
    const folder = join(home, `org-${width}`)
    const node = await first_node(folder)
    const page = await world.page({ viewport: { width, height: 844 }, colorScheme: scheme })
    page.on('dialog', (dialog) => dialog.accept())
    await page.locator('#first-code').fill('AAAA-AAAA')
    await page.getByRole('button', { name: 'Continuar' }).click()
    await page.getByRole('alert').getByText('no es el que muestra').waitFor()
    await sound(page, 'first-code')
    await enter(page, node)
    await page.getByRole('button', { name: /Una organización nueva/ }).waitFor()
    await sound(page, 'first-which')
    await page.getByRole('button', { name: /Una organización nueva/ }).click()
    await page.locator('#first-user').fill('Inés')
    await page.locator('#first-passphrase').fill('corta')
    await page.getByRole('button', { name: 'Crear y ver' }).click()
    await page.getByRole('link', { name: 'Escriba el nombre de la organización.' }).waitFor()
    assert.equal(await page.locator('main .err').count(), 3)
    await sound(page, 'first-errors')
    await found(page)
    await page.getByRole('button', { name: 'English' }).click() // in the middle of the form: nothing typed is lost
    assert.equal(await page.locator('#first-organisation').inputValue(), 'Casa Ejemplo')
    await page.getByText('Enough: 27 letters, 5 words.').waitFor()
    await page.getByRole('button', { name: 'Español' }).click()
    await page.getByRole('button', { name: 'Crear y ver' }).dblclick()
    await page.getByRole('heading', { name: 'Tarjeta 1 de 3 · Casa Ejemplo' }).waitFor()
    assert.equal(existsSync(folder), false)
    const cards = await words_on_sheets(page)
    assert.equal(cards.length, 3)
    await page.reload() // a wrong turn shows the same cards
    await page.getByRole('heading', { name: 'Tarjeta 1 de 3 · Casa Ejemplo' }).waitFor()
    assert.deepEqual(await words_on_sheets(page), cards)
    await sound(page, 'first-cards')
    const pdf = await page.pdf({ format: 'Letter' })
    assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 3, 'a card a sheet')
    if (process.env.AMPARO_SHOTS) writeFileSync(`${process.env.AMPARO_SHOTS}/cards-${width}.pdf`, pdf)
    await page.getByRole('button', { name: 'Empezar de nuevo' }).click() // those cards are worth nothing now
    await page.getByRole('button', { name: /Una organización nueva/ }).click()
    await found(page)
    await page.getByRole('button', { name: 'Crear y ver' }).click()
    await page.getByRole('button', { name: 'Ya las imprimí' }).waitFor()
    const fresh = await words_on_sheets(page)
    await page.getByRole('button', { name: 'Ya las imprimí' }).click()
    await read_words(page, cards)
    await page.getByRole('button', { name: 'Crear la organización' }).click()
    await page.getByRole('alert').getByText('Una tarjeta no se leyó bien').waitFor()
    assert.equal(existsSync(folder), false)
    await sound(page, 'first-confirm')
    await read_words(page, fresh)
    await page.getByRole('button', { name: 'Crear la organización' }).click()

    await page.getByRole('heading', { name: 'Casas, cuartos y camas' }).waitFor()
    assert.equal(existsSync(folder), true)
    await page.locator('#house-name').fill('Casa Norte')
    await page.getByRole('button', { name: 'Agregar la casa' }).dblclick()
    await page.getByRole('heading', { name: 'Casa Norte', exact: true }).waitFor()
    assert.equal(await page.getByRole('heading', { name: 'Casa Norte', exact: true }).count(), 1)
    await page.getByLabel('Cuarto', { exact: true }).fill('Jacaranda')
    await page.getByLabel('Cuántas camas').fill('99')
    await page.getByRole('button', { name: 'Agregar las camas' }).click()
    await page.getByText('Escriba un número del 1 al 60.').waitFor()
    await page.getByLabel('Cuántas camas').fill('4')
    await page.getByRole('checkbox').first().check({ force: true })
    await page.getByRole('button', { name: 'Agregar las camas' }).dblclick()
    await page.getByText('4 camas').waitFor()
    await page.getByRole('button', { name: 'Agregar cuarto o camas' }).click()
    await page.getByLabel('Cuarto', { exact: true }).fill('Jacaranda')
    await page.getByLabel('Cuántas camas').fill('1')
    await page.getByRole('button', { name: 'Agregar las camas' }).click()
    await page.getByText('5 camas').waitFor()
    await page.getByRole('button', { name: 'Fuera de uso Jacaranda 05' }).click()
    await page.getByRole('button', { name: 'En uso otra vez Jacaranda 05' }).waitFor()
    await page.getByRole('button', { name: 'Retirar Jacaranda 04' }).click()
    await page.getByText('4 camas').waitFor()
    await sound(page, 'first-beds')

    await page.getByRole('button', { name: 'Siguiente: una llegada de práctica' }).click()
    await page.locator('#name').fill('Persona Inventada')
    await page.getByRole('radio', { name: 'No se sabe' }).check({ force: true })
    await page.getByRole('radio', { name: 'Está de acuerdo' }).check({ force: true })
    await page.locator('#bed').selectOption({ index: 1 })
    await sound(page, 'first-practice')
    await page.getByRole('button', { name: /Guardar/ }).click()
    await page.getByText('(práctica) Persona Inventada').waitFor()
    await page.getByRole('button', { name: 'Destruir la práctica' }).click()
    await page.getByText('La práctica se destruyó').waitFor()
    await sound(page, 'first-ready')
    await page.getByRole('button', { name: 'Terminar e ir a la entrada' }).click()
    await page.locator('#user').fill('ines')
    await page.locator('#passphrase').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Entrar' }).click()
    await page.getByRole('heading', { name: 'Hoy', exact: true }).waitFor()
    await page.goto(`${world.address}/casos`)
    await page.getByText('Registre una llegada').or(page.locator('.empty')).first().waitFor()
    assert.equal(await page.getByText('Persona Inventada').count(), 0)
    await page.goto(`${world.address}/camas`)
    await page.getByRole('heading', { name: 'Jacaranda' }).waitFor()
    await page.getByRole('link', { name: 'Casas y camas' }).click()
    await page.getByRole('button', { name: 'Cambiar nombre Casa Norte' }).click()
    await page.getByLabel('Nombre nuevo').fill('Casa del Norte')
    await page.getByRole('button', { name: 'Guardar', exact: true }).click()
    await page.getByRole('heading', { name: 'Casa del Norte', exact: true }).waitFor()
    await sound(page, 'houses')
    await page.context().close()
    await node.end()
  })
}

test('a backup is restored on a new computer, and a damaged path is said in words', async () => {
  const secret = join(home, 'secret')
  writeFileSync(secret, `${PASSPHRASE}\n`)
  const copy = join(home, 'copy')
  execFileSync(PROGRAM, ['backup', '--dir', join(home, 'org-1366'), '--as', 'ines', '--passphrase-file', secret, '--to', copy], { stdio: 'ignore' })
  const node = await first_node(join(home, 'restored'))
  const page = await world.page({ locale: 'en-US' })
  await enter(page, node)
  await page.getByRole('button', { name: /Restore a backup/ }).click()
  await page.locator('#first-from').fill(join(home, 'nowhere'))
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByRole('alert').waitFor()
  await sound(page, 'first-restore')
  await page.locator('#first-from').fill(copy)
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.locator('#user').fill('ines')
  await page.locator('#passphrase').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Log in' }).or(page.getByRole('button', { name: 'Sign in' })).click()
  await page.getByRole('heading', { name: 'Today', exact: true }).waitFor()
  await page.context().close()
  await node.end()
})

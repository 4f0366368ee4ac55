// The page in a real browser: the acceptance scenarios of the arrival, the case file, hiding and the language.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, open_world, overflow, sign_in } from './harness.mjs'

let world
before(async () => { world = await open_world() })
after(async () => { await world.close() })

async function closed(page) {
  assert.deepEqual(page.faults, [])
  await page.context().close()
}

test('each role of the demonstration enters with one click and is told that all people are invented', async () => {
  const page = await world.page()
  assert.match(await page.locator('body').innerText(), /Todas las personas son inventadas/)
  assert.equal(await page.locator('.roles button').count(), 6)
  await sign_in(page, 'Abogacía')
  assert.match(await page.locator('nav').first().innerText(), /Inés V\./)
  assert.equal(await page.getByRole('link', { name: 'Nueva llegada' }).count(), 0) // not for this role
  await page.getByRole('button', { name: 'Salir' }).first().click()
  await page.getByRole('heading', { name: 'Entrar' }).waitFor()
  await closed(page)
})

test('an arrival by keyboard alone: at most 25 navigation keys, focus always in sight, and the next one waits', async () => {
  const page = await world.page()
  await sign_in(page)
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').focus()
  await page.evaluate(() => document.fonts.ready.then(() => true)) // nothing shifts any more
  let keys = 0
  const press = async (key) => {
    keys += 1
    await page.keyboard.press(key)
    const covered = await page.evaluate(() => {
      const at = document.activeElement.getBoundingClientRect()
      const hit = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2)
      return hit?.closest('.bar') && !document.activeElement.closest('.bar')
    })
    assert.ok(!covered, `the focus is under the bar after ${key}`)
  }
  const tab_to = async (id) => {
    for (let i = 0; i < 8; ++i) {
      if (await page.evaluate((wanted) => document.activeElement.id === wanted, id)) return
      await press('Tab')
    }
    assert.fail(`${id} was not reached`)
  }
  await page.keyboard.type('Itzel Chávez')
  await tab_to('birth-month')
  await page.keyboard.type('mar')
  await tab_to('birth-year')
  await page.keyboard.type('2012')
  await tab_to('company')
  await press('ArrowDown')
  await tab_to('language')
  await page.keyboard.type('mam')
  await tab_to('needs')
  await press('Space')
  while (!(await page.evaluate(() => document.activeElement.name === 'assent'))) await press('Tab')
  await press('Space')
  await press('Control+Enter')
  await page.getByText('Guardado: Itzel Chávez').waitFor()
  assert.ok(keys <= 25, `${keys} navigation keys`)
  assert.equal(await page.evaluate(() => document.activeElement.id), 'name')
  assert.equal(await page.locator('#name').inputValue(), '')
  await page.goto(`${world.address}/casos`)
  await page.locator('#cases-search').fill('itzel cha')
  await page.getByRole('link', { name: /Itzel Chávez/ }).click()
  await page.getByRole('heading', { name: 'Itzel Chávez' }).waitFor()
  await page.locator('main').getByText(/mar 2012/).first().waitFor()
  await closed(page)
})

test('partial dates: the age they allow, and a specific error at the field for each that cannot be', async () => {
  const page = await world.page()
  await sign_in(page)
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').fill('Ana')
  await page.locator('#birth-year').fill(String(new Date().getFullYear() - 18))
  assert.match(await page.locator('form').innerText(), /Puede ser menor: se trata como menor/)
  for (const [day, month, year, text, field] of [
    ['31', 'feb', '2012', /febrero de 2012 no tiene día 31/, 'birth-day'],
    ['', '13', '2012', /del 1 al 12/, 'birth-month'],
    ['', '', String(new Date().getFullYear() + 1), /anterior a hoy/, 'birth-year'],
    ['5', '', '2012', /escriba también el mes/, 'birth-month'],
    ['', '', '12', /4 números/, 'birth-year'],
  ]) {
    await page.locator('#birth-day').fill(day)
    await page.locator('#birth-month').fill(month)
    await page.locator('#birth-year').fill(year)
    await page.keyboard.press('Control+Enter')
    const summary = page.getByRole('alert')
    await summary.getByText(text).waitFor()
    assert.ok(await summary.evaluate((box) => box === document.activeElement))
    assert.match(await page.title(), /^Error:/)
    await summary.getByText(text).click()
    assert.equal(await page.evaluate(() => document.activeElement.id), field)
    assert.equal(await page.locator('#name').inputValue(), 'Ana') // nothing typed is lost
  }
  await closed(page)
})

test('adding from the same group keeps journey and language', async () => {
  const page = await world.page()
  await sign_in(page)
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').fill('Lucía Tum')
  await page.getByRole('radio', { name: 'No se sabe' }).check()
  await page.getByRole('radio', { name: 'Hermanos o hermanas' }).check()
  await page.locator('#language').selectOption('quc')
  await page.getByRole('radio', { name: 'Está de acuerdo' }).check()
  await page.getByRole('button', { name: 'Añadir del mismo grupo' }).click()
  await page.getByText('Mismo grupo que Lucía Tum').waitFor()
  assert.equal(await page.locator('#language').inputValue(), 'quc')
  assert.ok(await page.locator('input[name=company][value=siblings]').isChecked())
  assert.ok(!(await page.locator('input[name=assent]:checked').count())) // each child answers
  await closed(page)
})

test('the language changes in mid-form: nothing typed is lost, nothing stays in Spanish, a quotation stays as it was said', async () => {
  const page = await world.page()
  await sign_in(page)
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').fill('Xuꞌun a̱ ɨ')
  await page.locator('#birth-year').fill('2012')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'New arrival' }).waitFor()
  assert.equal(await page.locator('#name').inputValue(), 'Xuꞌun a̱ ɨ')
  assert.equal(await page.locator('#birth-year').inputValue(), '2012')
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  const spanish = /[¿¡ñ]|\b(el|la|los|las|de|con|para|Guardar|Nombre|Edad)\b/
  const words = (await page.locator('main').innerText()).replaceAll('Xuꞌun a̱ Pérez ɨ', '')
  assert.doesNotMatch(words, spanish)
  await page.goto(`${world.address}/casos`)
  await page.getByRole('link', { name: /Ixchel/ }).click()
  const quote = page.locator('blockquote').first()
  await quote.waitFor()
  assert.equal(await quote.getAttribute('lang'), 'mam')
  assert.match(await quote.innerText(), /Waji tukʼil nmane/)
  await closed(page)
})

test('a record is changed, shown in the history, and taken back with undo', async () => {
  const page = await world.page()
  await sign_in(page, 'Trabajo social')
  await page.goto(`${world.address}/casos`)
  await page.getByRole('link', { name: /Kevin/ }).click()
  const tab = (name) => page.getByRole('navigation', { name: 'Partes' }).getByText(name, { exact: true }).click()
  await page.getByRole('heading', { name: 'Kevin' }).waitFor()
  await tab('Cuidado')
  await page.getByRole('button', { name: /Cambiar.*Riesgo/ }).click()
  await page.getByRole('radio', { name: 'Bajo' }).check()
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('article', { name: 'Riesgo' }).getByText('Bajo').waitFor()
  await tab('Historial')
  await page.locator('del', { hasText: 'Medio' }).waitFor()
  await page.getByRole('button', { name: 'Deshacer' }).click()
  await page.getByText('Se deshizo').waitFor()
  await tab('Cuidado')
  await page.getByRole('article', { name: 'Riesgo' }).getByText('Medio').waitFor()
  await closed(page)
})

test('a required answer that is missing is named at its field; what is sensitive stays covered until asked', async () => {
  const page = await world.page()
  await sign_in(page, 'Trabajo social')
  await page.goto(`${world.address}/casos`)
  await page.getByRole('link', { name: /Yenifer/ }).click()
  const tab = (name) => page.getByRole('navigation', { name: 'Partes' }).getByText(name, { exact: true }).click()
  await page.getByRole('heading', { name: 'Yenifer' }).waitFor()
  await tab('Camino')
  assert.doesNotMatch(await page.locator('main').innerText(), /La detuvieron/)
  await page.getByRole('button', { name: /Mostrar/ }).click()
  await page.getByText('La detuvieron').waitFor()
  await tab('Cuidado')
  await page.getByRole('button', { name: /Añadir.*Nota/ }).click()
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('alert').getByText('Falta: Nota').click()
  await page.keyboard.type('Durmió bien.')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('article', { name: 'Nota' }).getByText('Durmió bien.').waitFor()
  await closed(page)
})

test('hiding empties the page within 100 ms, Back does not bring it back, and the same person finds the draft', async () => {
  const page = await world.page()
  await sign_in(page)
  // Hears the key before the page does: nothing the page has emptied by then counts.
  await page.addInitScript(() => window.addEventListener('keydown', (event) => { if (event.key === 'Shift') window.pressed = performance.now() }, true))
  await page.goto(`${world.address}/casos`)
  await page.getByRole('link', { name: /Ixchel/ }).click()
  await page.getByRole('heading', { name: 'Ixchel' }).waitFor()
  await page.getByRole('link', { name: 'Nueva llegada' }).first().click()
  await page.locator('#name').fill('Secreto Pérez')
  await page.evaluate(() => {
    new MutationObserver(() => {
      if (!window.emptied && !document.querySelector('#name')) window.emptied = performance.now()
    }).observe(document.body, { childList: true, subtree: true })
  })
  for (let i = 0; i < 3; ++i) await page.keyboard.press('Shift')
  await page.getByRole('heading', { name: 'Pantalla oculta' }).waitFor()
  const took = await page.evaluate(() => window.emptied - window.pressed)
  console.log(`# hidden within ${took.toFixed(1)} ms`)
  assert.ok(took >= 0 && took <= 100, `${took} ms`)
  const nothing = async () => {
    const all = await page.evaluate(() => document.title + document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((one) => one.value).join())
    assert.doesNotMatch(all, /Secreto|Ixchel|AM-2026/)
  }
  await nothing()
  await page.goBack()
  await nothing()
  assert.equal(await page.evaluate(async () => (await fetch('/api/v1/session')).status), 401) // the session's keys are gone
  await page.goForward()
  await page.getByRole('button', { name: 'Recepción' }).click()
  await page.locator('#name').waitFor()
  assert.equal(await page.locator('#name').inputValue(), 'Secreto Pérez')
  for (let i = 0; i < 3; ++i) await page.keyboard.press('Shift')
  await page.getByRole('button', { name: 'Trabajo social' }).click() // another person finds nothing
  await page.locator('#name').waitFor()
  assert.equal(await page.locator('#name').inputValue(), '')
  await closed(page)
})

test('a session that ended in mid-form loses nothing', async () => {
  const page = await world.page()
  await sign_in(page)
  await page.goto(`${world.address}/llegada`)
  await page.locator('#name').fill('Rosa Ic')
  await page.getByRole('radio', { name: 'No se sabe' }).check()
  await page.getByRole('radio', { name: 'Está de acuerdo' }).check()
  await page.context().clearCookies()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'Su sesión terminó' }).waitFor()
  await page.getByRole('button', { name: 'Recepción' }).click()
  await page.locator('#name').waitFor()
  assert.equal(await page.locator('#name').inputValue(), 'Rosa Ic')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Guardado: Rosa Ic').waitFor()
  await closed(page)
})

test('Ctrl+K finds a person and a screen from anywhere', async () => {
  const page = await world.page()
  await sign_in(page)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('yeni')
  await page.getByRole('option', { name: /Yenifer/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Yenifer' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('llegada')
  await page.getByRole('option', { name: /Nueva llegada/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Nueva llegada' }).waitFor()
  await closed(page)
})

test('what is typed right after Ctrl+K is in its field, however slowly the page\'s parts come', async () => {
  const page = await world.page()
  await sign_in(page)
  await page.route('**/*.js', async (route) => {
    await new Promise((done) => setTimeout(done, 700))
    await route.continue()
  })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('yeni')
  await page.getByRole('combobox').waitFor()
  assert.equal(await page.getByRole('combobox').inputValue(), 'yeni')
  await closed(page)
})

test('script in a text field is text', async () => {
  const page = await world.page()
  await sign_in(page)
  await page.goto(`${world.address}/llegada`)
  const name = '<img src=x onerror=alert(1)>{{7*7}}'
  await page.locator('#name').fill(name)
  await page.getByRole('radio', { name: 'No se sabe' }).check()
  await page.getByRole('radio', { name: 'Está de acuerdo' }).check()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('complementary').getByRole('link', { name }).click()
  await page.getByRole('heading', { name }).waitFor()
  assert.equal(await page.locator('main img').count(), 0)
  await closed(page)
})

for (const [size, viewport] of [['1366', { width: 1366, height: 900 }], ['390', { width: 390, height: 844 }], ['320', { width: 320, height: 640 }]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no axe violation, no sideways scroll: ${size} pixels, ${colorScheme}`, async () => {
      const page = await world.page({ viewport, colorScheme })
      const clean = async (where) => {
        assert.deepEqual(await axe(page), [], where)
        assert.ok((await overflow(page)) <= 0, `${where} scrolls sideways`)
      }
      await page.getByRole('button', { name: 'Recepción' }).waitFor()
      await clean('log-in')
      await sign_in(page, 'Trabajo social')
      await page.getByRole('heading', { name: 'Para hoy' }).waitFor()
      await clean('today')
      await page.goto(`${world.address}/llegada`)
      await page.locator('#birth-day').fill('5')
      await page.keyboard.press('Control+Enter')
      await page.getByRole('alert').waitFor()
      await clean('arrival in error')
      await page.goto(`${world.address}/casos`)
      await page.getByRole('link', { name: /Candelaria/ }).waitFor()
      await clean('cases')
      await page.getByRole('link', { name: /Candelaria/ }).click()
      await page.getByRole('heading', { name: 'Línea de tiempo' }).waitFor()
      await clean('case file')
      const tab = (name) => page.getByRole('navigation', { name: 'Partes' }).getByText(name, { exact: true }).click()
      await tab('Persona')
      await page.getByRole('button', { name: /Cambiar.*Nombre/ }).click()
      await clean('record form')
      await tab('Historial')
      await page.locator('ins').first().waitFor()
      await clean('history')
      await page.keyboard.press('Control+k')
      await page.getByRole('option').first().waitFor()
      await clean('palette')
      await page.keyboard.press('Escape')
      for (let i = 0; i < 3; ++i) await page.keyboard.press('Shift')
      await page.getByRole('heading', { name: 'Pantalla oculta' }).waitFor()
      await clean('hidden')
      await closed(page)
    })
  }
}

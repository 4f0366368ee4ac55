// Servicios and Mi organización on the program itself: the study's table, figures and steps, and the finder, in both languages.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mkdirSync } from 'node:fs'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

let demo
let world
before(async () => {
  demo = make_demo(2)
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

test('the seed: Table 1, the diaspora with what is not stated, each with its source', async () => {
  const page = await world.page()
  await sign_in(page, 'Trabajo social')
  await page.goto(`${world.address}/servicios`)
  await page.getByText('5 organizaciones y 24 servicios').waitFor()
  const row = (name) => page.getByRole('row', { name })
  assert.match(await row(/por 100,000 personas de origen mexicano en Texas/).innerText(), /1\.62/)
  assert.match(await row(/De esas organizaciones, en Arizona/).innerText(), /no se dice/)
  assert.match(await row(/Organizaciones de la diáspora en California/).innerText(), /284/)
  assert.match(await row(/de origen mexicano en Estados Unidos/).innerText(), /748[\s\S]*OIM \(2021\)/)
  assert.deepEqual(page.faults, [])
  await page.context().close()
})

test('a need gives services that say what nobody knows, and none invents a bed', async () => {
  const page = await world.page()
  await sign_in(page, 'Trabajo social')
  await page.goto(`${world.address}/servicios`)
  await page.locator('#need').selectOption('shelter')
  await page.locator('#where').selectOption('MX-OAX')
  await page.locator('#language').selectOption('mam')
  await page.locator('#age').fill('16')
  await page.getByRole('button', { name: 'Buscar quién puede recibirla' }).click()
  await page.getByText('3 servicios').waitFor()
  const first = page.locator('li.line').first()
  assert.match(await first.innerText(), /Hermanos en el Camino[\s\S]*llame[\s\S]*Ciudad Ixtepec, Oaxaca/)
  await page.locator('#age').fill('dieciséis')
  await page.getByRole('button', { name: 'Buscar quién puede recibirla' }).click()
  await page.getByRole('alert').first().waitFor()
  await page.context().close()
})

test('Figure 1: five steps with documents, the statute\'s 30 working days, and the life after', async () => {
  const page = await world.page()
  await sign_in(page, 'Trabajo social')
  await page.goto(`${world.address}/organizacion`)
  await page.getByRole('heading', { name: '5. Obtener la CLUNI' }).waitFor()
  const told = await page.locator('main').innerText()
  assert.match(told, /30 días hábiles \(MX-LFPA\)[\s\S]*LFFAOSC 20/)
  assert.match(told, /45 días hábiles[\s\S]*LFFAOSC 7-VI/)
  await page.getByRole('radio', { name: 'Constituir una organización en Estados Unidos' }).check()
  await page.getByText('Confirme con abogada').first().waitFor()
  await page.context().close()
})

for (const [size, viewport] of [['desk', { width: 1366, height: 900 }], ['phone', { width: 390, height: 844 }]]) {
  for (const scheme of ['light', 'dark']) {
    test(`axe and width: ${size}, ${scheme}`, async () => {
      const page = await world.page({ viewport, colorScheme: scheme })
      await sign_in(page, 'Trabajo social')
      for (const [path, name, heading] of [['/servicios', 'services', 'Cuadro 1'], ['/organizacion', 'organisation', 'La vida después']]) {
        await page.goto(world.address + path)
        await page.getByRole('heading', { name: new RegExp(heading) }).waitFor()
        if (name === 'services') {
          await page.locator('#need').selectOption('legal')
          await page.getByRole('button', { name: 'Buscar quién puede recibirla' }).click()
          await page.locator('li.line').first().waitFor()
        }
        assert.deepEqual(await axe(page), [])
        assert.equal(await overflow(page), 0)
        await shot(page, `${name}-${size}-${scheme}`)
      }
      await page.context().close()
    })
  }
}

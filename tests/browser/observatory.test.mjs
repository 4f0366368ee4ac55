// Observatorio on the program itself: the catalogue's figures of both countries, without anything imported.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

const SHOTS = process.env.AMPARO_SHOTS
let demo
let world
before(async () => {
  demo = make_demo(4)
  world = await open_browser(await demo.start())
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

async function observatory(options = {}) {
  const page = await world.page(options)
  await sign_in(page, 'Trabajo social')
  await page.goto(`${world.address}/observatorio`)
  await page.getByRole('heading', { level: 2 }).first().waitFor()
  return page
}

test('findings of both countries stand with table, definition, source and files', async () => {
  const page = await observatory()
  const children = page.getByRole('figure').first()
  assert.match(await children.getByRole('heading').innerText(), /México.*Estados Unidos/)
  await children.getByText('Ver como tabla').click()
  const row = children.getByRole('row', { name: /^2024/ }).first()
  assert.match(await row.innerText(), /138,882[\s\S]*upmrip-eventos-irregular[\s\S]*2025-05/)
  await children.getByRole('button', { name: 'Citar' }).click()
  assert.match(await children.innerText(), /UPMRIP \(2025-05\): https:/)
  // The three official values of 2022 are all told.
  for (const value of ['70,019', '71,206', '110,864']) assert.ok((await children.innerText()).includes(value), value)

  const [csv] = await Promise.all([page.waitForEvent('download'), children.getByRole('button', { name: 'CSV' }).click()])
  assert.match(readFileSync(await csv.path(), 'utf8'), /México,2024,138882,/)
  const [svg] = await Promise.all([page.waitForEvent('download'), children.getByRole('button', { name: 'SVG' }).click()])
  assert.match(readFileSync(await svg.path(), 'utf8'), /^<svg[\s\S]*<path/)
  const [png] = await Promise.all([page.waitForEvent('download'), children.getByRole('button', { name: 'PNG' }).click()])
  assert.deepEqual([...readFileSync(await png.path()).subarray(1, 4)], [...Buffer.from('PNG')])
  // The picture is drawn from a blob of the page's own, which asks nobody.
  assert.deepEqual(page.faults.filter((fault) => !fault.startsWith(`elsewhere blob:${world.address}/`)), [])
})

test('a chart is read by keyboard, a state is chosen by name', async () => {
  const page = await observatory()
  const slider = page.getByRole('slider').first()
  await slider.focus()
  const before_key = await slider.getAttribute('aria-valuetext')
  await page.keyboard.press('ArrowLeft')
  assert.notEqual(await slider.getAttribute('aria-valuetext'), before_key)
  const state = page.getByLabel('Estado', { exact: true })
  assert.equal(await state.locator('option').count(), 83)
  await state.selectOption({ label: 'Chiapas' })
  await page.getByText('Chiapas').and(page.locator('b')).waitFor()
})

test('nothing stands in the way of who uses it: both languages, two widths, two colour schemes', async () => {
  for (const width of [1366, 390]) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await observatory({ viewport: { width, height: 900 }, colorScheme })
      for (const language of ['es', 'en']) {
        if (language === 'en') {
          await page.getByRole('button', { name: 'English' }).click()
          await page.getByRole('heading', { name: /observatory/ }).waitFor()
        }
        assert.deepEqual(await axe(page), [], `${width} ${colorScheme} ${language}`)
        assert.equal(await overflow(page), 0)
        if (SHOTS) {
          mkdirSync(SHOTS, { recursive: true })
          await page.screenshot({ path: `${SHOTS}/observatory-${width}-${colorScheme}-${language}.png`, fullPage: true })
        }
      }
      assert.deepEqual(page.faults, [])
      await page.context().close()
    }
  }
})

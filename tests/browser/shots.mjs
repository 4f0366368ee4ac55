// node shots.mjs FOLDER: pictures of every screen in two widths and two colour schemes, to be looked at.
import { mkdirSync } from 'node:fs'
import { open_world, sign_in } from './harness.mjs'

const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
const world = await open_world()
try {
  for (const [size, viewport] of [['desk', { width: 1366, height: 900 }], ['phone', { width: 390, height: 844 }], ['small', { width: 320, height: 640 }]]) {
    for (const scheme of ['light', 'dark']) {
      const page = await world.page({ viewport, colorScheme: scheme })
      const shot = async (name) => {
        await page.waitForTimeout(150)
        await page.screenshot({ path: `${folder}/${name}-${size}-${scheme}.png`, fullPage: true })
      }
      await page.getByRole('button', { name: 'Recepción' }).waitFor()
      await shot('login')
      await sign_in(page, 'Trabajo social')
      await page.getByRole('heading', { name: 'Para hoy' }).waitFor()
      await shot('today')
      await page.goto(`${world.address}/llegada`)
      await page.locator('#name').fill('Ixchel')
      await page.locator('#birth-month').fill('mar')
      await page.locator('#birth-year').fill('2012')
      await page.waitForTimeout(300)
      await shot('arrival')
      await page.locator('#birth-day').fill('32')
      await page.getByRole('button', { name: /Guardar/ }).click()
      await shot('arrival-errors')
      await page.goto(`${world.address}/casos`)
      await page.getByRole('link', { name: /Ixchel/ }).waitFor()
      await shot('cases')
      await page.getByRole('link', { name: /Ixchel/ }).first().click()
      await page.getByRole('heading', { name: 'Línea de tiempo' }).waitFor()
      await shot('case')
      await page.getByRole('navigation', { name: 'Partes' }).getByText('Cuidado').click()
      await page.getByRole('button', { name: /Cambiar.*Riesgo/ }).click()
      await shot('case-form')
      await page.getByRole('navigation', { name: 'Partes' }).getByText('Historial').click()
      await shot('history')
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('yen')
      await page.waitForTimeout(300)
      await shot('palette')
      await page.keyboard.press('Escape')
      for (let i = 0; i < 3; ++i) await page.keyboard.press('Shift')
      await shot('hidden')
      if (page.faults.length) console.log(size, scheme, page.faults)
      await page.context().close()
    }
  }
} finally {
  await world.close()
}

// Files on the program itself: chosen, dropped, sent, shown as a picture, taken back byte for byte, stopped and tried again.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { axe, open_browser, overflow, sign_in } from './harness.mjs'
import { make_demo } from './program.mjs'

let demo
let world
let file
before(async () => {
  demo = make_demo(3)
  world = await open_browser(await demo.start())
  const page = await world.page()
  await sign_in(page, 'Coordinación')
  file = await page.evaluate(async () => (await (await fetch('/api/v1/cases')).json()).rows[0].id)
  await page.context().close()
})
after(async () => {
  await world.close()
  await demo.stop()
  demo.remove()
})

// Debian's Node 18 has none.
function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let i = 0; i < 8; ++i) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, tail])
}
function png(width, height) {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (1 + width * 3), 120)
  for (let y = 0; y < height; ++y) rows[y * (1 + width * 3)] = 0
  const note = chunk('tEXt', Buffer.from('Comment\0<script>alert(1)</script>'))
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), note, chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

async function at(role, options = {}) {
  const page = await world.page(options)
  await sign_in(page, role)
  await page.goto(`${world.address}/casos/${file}#archivos`)
  await page.locator('main h2').first().waitFor()
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
const kept = (page, name) => page.locator('li', { has: page.getByRole('heading', { name }) })

test('a photograph is chosen, kept, shown as its picture alone, and comes back byte for byte', async () => {
  const photo = png(300, 200)
  const page = await at('Coordinación')
  await page.getByRole('button', { name: 'Añadir archivos' }).click()
  await page.getByRole('button', { name: 'Guardar', exact: true }).click()
  await page.getByText('Elija al menos un archivo.').first().waitFor()
  await page.locator('input[type=file][multiple]').setInputFiles({ name: 'retrato «1».png', mimeType: 'image/png', buffer: photo })
  assert.equal(await page.locator('#files-kind').inputValue(), 'photo')  // proposed, to be changed
  await page.locator('#files-place').selectOption('identity')
  await page.locator('#files-description').fill('Retrato inventado')
  await page.getByRole('button', { name: 'Guardar', exact: true }).click()
  const line = kept(page, 'retrato «1».png')
  await line.getByText('Retrato inventado').waitFor()
  await page.getByText('Se guardó 1 archivo.').waitFor()

  await line.getByRole('button', { name: 'Ver la imagen' }).click()
  const image = line.getByRole('img', { name: 'Imagen: Retrato inventado' })
  await image.waitFor()
  assert.deepEqual(await image.evaluate(async (img) => { await img.decode(); return [img.naturalWidth, img.naturalHeight] }), [300, 200])
  const copy = await image.evaluate(async (img) => (await (await fetch(`${location.origin}/api/v1/cases/${location.pathname.split('/').pop()}/files/${img.closest('li').querySelector('a').href.split('/').pop()}/copy`)).text()))
  assert.ok(!copy.includes('<script>'))
  await clean(page, 'files-picture')
  await line.getByRole('button', { name: 'Cerrar la imagen' }).click()

  const [download] = await Promise.all([page.waitForEvent('download'), line.getByRole('link', { name: 'Descargar el original' }).click()])
  assert.equal(download.suggestedFilename(), 'retrato «1».png')
  assert.ok(readFileSync(await download.path()).equals(photo))
  await closed(page)
})

test('dropped files that are not what they say are kept, and said to be so', async () => {
  const page = await at('Coordinación')
  await page.getByRole('button', { name: 'Añadir archivos' }).click()
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['<html><script>window.ran = true</script></html>'], 'pagina.png', { type: 'image/png' }))
    data.items.add(new File(['<svg onload="window.ran = true"/>'], 'dibujo.svg', { type: 'image/svg+xml' }))
    return data
  })
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: transfer })
  await page.locator('.chosen').getByText('pagina.png').first().waitFor()
  await page.locator('#files-place').selectOption('general')
  await page.locator('#files-kind').selectOption('other')
  await page.getByRole('button', { name: 'Guardar', exact: true }).click()
  await page.getByText('Se guardaron 2 archivos.').waitFor()
  for (const name of ['pagina.png', 'dibujo.svg']) {
    await kept(page, name).getByText('no es lo que dice su nombre').waitFor()
    assert.equal(await kept(page, name).getByRole('button', { name: 'Ver la imagen' }).count(), 0)
  }
  assert.equal(await page.evaluate(() => window.ran), undefined)
  await closed(page)
})

test('one too large is refused before it is sent; one on its way is stopped, and sent again once', async () => {
  const page = await at('Coordinación')
  await page.getByRole('button', { name: 'Añadir archivos' }).click()
  await page.evaluate(() => {
    // A file of a gigabyte that takes no memory: its size is all that the page asks.
    const big = new File(['x'], 'enorme.mp4')
    Object.defineProperty(big, 'size', { value: 2 ** 31 })
    const data = new DataTransfer()
    const drop = new Event('drop', { bubbles: true, cancelable: true })
    Object.defineProperty(drop, 'dataTransfer', { value: { files: [big], items: data.items } })
    document.querySelector('.drop').dispatchEvent(drop)
  })
  await page.getByText('«enorme.mp4» es demasiado grande').first().waitFor()
  await page.getByRole('button', { name: 'Quitar' }).click()
  await page.locator('input[type=file][multiple]').setInputFiles({ name: 'video.bin', mimeType: '', buffer: Buffer.alloc(3_000_000, 7) })
  await page.locator('#files-place').selectOption('general')
  await page.locator('#files-kind').selectOption('recording')
  // The node answers late, so that there is time to stop.
  await page.route('**/files', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await route.continue().catch(() => undefined)
  })
  await page.getByRole('button', { name: 'Guardar', exact: true }).click()
  await page.getByRole('button', { name: 'Detener video.bin' }).click()
  await page.getByText('Lo detuvo usted.').waitFor()
  await clean(page, 'files-stopped')
  await page.unroute('**/files')
  await page.getByRole('button', { name: 'Intentar otra vez video.bin' }).click()
  await kept(page, 'video.bin').waitFor()
  assert.equal(await kept(page, 'video.bin').count(), 1)
  await page.context().close()
})

test('who may not open the part sees no file, no count and no way to put one there', async () => {
  const health = await at('Salud')
  await health.getByRole('button', { name: 'Añadir archivos' }).click()
  await health.locator('input[type=file][multiple]').setInputFiles({ name: 'estudio.pdf', mimeType: '', buffer: Buffer.from('%PDF-1.7 inventado') })
  await health.locator('#files-place').selectOption('medical')
  await health.locator('#files-kind').selectOption('medical')
  await health.getByRole('button', { name: 'Guardar', exact: true }).click()
  await kept(health, 'estudio.pdf').waitFor()
  await closed(health)
  const page = await at('Acogida')
  await page.getByRole('button', { name: 'Añadir archivos' }).click()
  assert.ok(!(await page.locator('main').innerText()).includes('estudio.pdf'))
  assert.equal(await page.locator('#files-place option[value=medical]').count(), 0)
  await closed(page)
})

for (const [size, viewport] of [['1366', { width: 1366, height: 900 }], ['390', { width: 390, height: 844 }]]) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [locale, add] of [['es-MX', 'Añadir archivos'], ['en-US', 'Add files']]) {
      test(`files: no axe violation, no sideways scroll: ${size} pixels, ${colorScheme}, ${locale}`, async () => {
        const page = await at(locale === 'es-MX' ? 'Coordinación' : 'Coordinator', { viewport, colorScheme, locale })
        await page.getByRole('button', { name: add }).click()
        await page.locator('input[type=file][multiple]').setInputFiles({ name: 'un-nombre-largo-de-archivo-que-no-cabe-en-un-telefono.png', mimeType: 'image/png', buffer: png(40, 30) })
        await page.locator('#files-place').waitFor()
        await clean(page, `files-${size}-${colorScheme}-${locale}`)
        await closed(page)
      })
    }
  }
}

test('a sheet to print says for whom it is, carries the parts chosen, and is put on record', async () => {
  const page = await at('Coordinación')
  await page.evaluate(() => { window.print = () => { window.printed = (window.printed ?? 0) + 1 } })
  await page.getByRole('link', { name: 'Imprimir' }).click()
  await page.getByRole('heading', { name: 'Hoja para imprimir' }).waitFor()
  await page.getByRole('button', { name: 'Imprimir o guardar como PDF' }).click()
  await page.getByText('Escriba para quién es.').first().waitFor()
  assert.equal(await page.evaluate(() => window.printed), undefined)
  await page.locator('#print-recipient').fill('Procuraduría inventada')
  const said = page.waitForResponse((response) => response.url().endsWith('/prints'))
  await page.getByRole('button', { name: 'Imprimir o guardar como PDF' }).click()
  assert.equal((await said).status(), 204)
  await page.waitForFunction(() => window.printed === 1)
  await page.emulateMedia({ media: 'print' })
  const mark = page.locator('.sheet .mark')
  assert.equal(await mark.isVisible(), true)
  assert.ok((await mark.boundingBox()).y >= 0)  // on the paper, not in its margin
  assert.equal(await mark.evaluate((one) => one.closest('thead') !== null), true)  // and so on every sheet
  assert.equal(await page.getByText('Solo para: Procuraduría inventada').isVisible(), true)
  assert.equal(await page.locator('#print-recipient').isVisible(), false)
  if (process.env.AMPARO_SHOTS) await page.pdf({ path: `${process.env.AMPARO_SHOTS}/paper.pdf`, format: 'Letter' })
  await page.emulateMedia({ media: 'screen' })
  await clean(page, 'paper')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Descargar como JSON' }).click()])
  assert.ok(JSON.parse(readFileSync(await download.path(), 'utf8')).records.length > 0)
  await closed(page)
})

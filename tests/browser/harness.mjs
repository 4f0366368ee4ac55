// A real browser on a real server: the page as the program serves it, with invented people behind it.
//
// AMPARO_PAGE_SERVER: the program to start (default: amparo-page-dev of the debug build). Each test
// file has its own server, each test its own browser context.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PROGRAM = process.env.AMPARO_PAGE_SERVER ?? fileURLToPath(new URL('../../build/debug/bin/amparo-page-dev', import.meta.url))
const CHROMIUM = process.env.AMPARO_CHROMIUM ?? '/usr/bin/chromium'
const WAIT_MS = 20_000
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none']

/** Server and browser of a test file: `const world = await open_world(); … await world.close()`. */
export async function open_world() {
  const server = spawn(PROGRAM, ['0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [address] = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', (line) => resolve([line.trim()]))
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  const world = await open_browser(address)
  const { close } = world
  world.close = async () => {
    await close()
    server.kill('SIGTERM')
  }
  return world
}

/** A browser for what is served at an address; `world.address` may change when the server does. */
export async function open_browser(address) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  const world = {
    address,
    /** A fresh page; `faults` gathers CSP reports, console errors and requests to elsewhere. */
    async page(options = {}) {
      const context = await browser.newContext({ locale: 'es-MX', viewport: { width: 1366, height: 900 }, ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(WAIT_MS)
      const faults = []
      await page.exposeFunction('amparo_fault', (text) => faults.push(text))
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => window.amparo_fault(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))
      })
      page.on('pageerror', (error) => faults.push(`error ${error.message}`))
      page.on('request', (request) => { if (!request.url().replace(/^blob:/, '').startsWith(world.address)) faults.push(`elsewhere ${request.url()}`) })
      page.faults = faults
      await page.goto(world.address)
      return page
    },
    async close() {
      await browser.close()
    },
  }
  return world
}

/** Signs in as a role of the demonstration, by its click. */
export async function sign_in(page, label = 'Recepción') {
  await page.getByRole('button', { name: label }).click()
  await page.getByRole('navigation').first().waitFor({ state: 'attached' })
  await page.locator('main h1').waitFor()
}

/** Violations of WCAG 2.0–2.2 A and AA and of best practice, in words. */
export async function axe(page) {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const found = await window.axe.run(document, { runOnly: tags })
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} – ${node.failureSummary}`))
  })
}

/** How far the page can be scrolled sideways, in pixels. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

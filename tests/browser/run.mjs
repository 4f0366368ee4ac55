// node run.mjs [NAME…]: the test files, or those named, one after the other. Debian's Node 18 has no --test-timeout, its run() has.
import { readdirSync } from 'node:fs'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'

const TIMEOUT_MS = 600_000 // of a file
const here = fileURLToPath(new URL('.', import.meta.url))
const wanted = process.argv.slice(2)
const files = readdirSync(here).filter((name) => name.endsWith('.test.mjs'))
  .filter((name) => wanted.length === 0 || wanted.includes(name.replace('.test.mjs', '')))
if (files.length === 0 || (wanted.length && files.length !== wanted.length)) {
  console.error(`no such test file among ${wanted.join(' ') || here}`)
  process.exit(2)
}
run({ files: files.map((name) => here + name), concurrency: 1, timeout: TIMEOUT_MS })
  .on('test:fail', () => { process.exitCode = 1 })
  .compose(new spec())
  .pipe(process.stdout)

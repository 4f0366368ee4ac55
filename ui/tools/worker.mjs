// Vite plugin: writes sw.js into the built page, from src/worker/sw.js, with every file of the page and a version that follows
// from their bytes.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

function* files_under(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* files_under(path)
    else yield path
  }
}

/** The text of sw.js for a built page, and the files it keeps. */
export function worker_source(out, template) {
  const hash = createHash('sha256')
  const files = []
  for (const path of files_under(out)) {
    const name = '/' + relative(out, path)
    if (name === '/sw.js') continue
    files.push(name === '/index.html' ? '/' : name)
    hash.update(name).update(readFileSync(path))
  }
  return template.replace("'__VERSION__'", `'amparo-${hash.digest('hex').slice(0, 16)}'`).replace('__FILES__', JSON.stringify(files))
}

export function worker() {
  let out, template
  return {
    name: 'amparo-worker',
    apply: 'build',
    configResolved(config) {
      out = resolve(config.root, config.build.outDir)
      template = join(config.root, 'src/worker/sw.js')
    },
    closeBundle() { writeFileSync(join(out, 'sw.js'), worker_source(out, readFileSync(template, 'utf8'))) },
  }
}

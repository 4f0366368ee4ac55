// Spanish and English say the same things: same keys, same placeholders, every key used, every use known.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { module_source, placeholders } from '../tools/icu.mjs'
import { all_messages, areas_of, read_area } from '../tools/message_files.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const [es, en] = [all_messages('es'), all_messages('en')]

function sources(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sources(path)
    return /\.(svelte|ts)$/.test(name) ? [readFileSync(path, 'utf8')] : []
  })
}

async function compiled(messages, language) {
  const source = module_source(messages, language)
  return (await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`)).default
}

test('both languages have the same keys', () => {
  assert.deepEqual(areas_of('en'), areas_of('es'))
  for (const area of areas_of('es')) assert.deepEqual(Object.keys(read_area('en', area)), Object.keys(read_area('es', area)), area)
})

test('both languages insert the same values', () => {
  for (const key of Object.keys(es)) assert.deepEqual(placeholders(en[key]), placeholders(es[key]), key)
})

test('every key is used, and every key used exists', () => {
  const text = sources(here('../src')).join('\n')
  const quoted = new Set([...text.matchAll(/'([a-z0-9_.]+)'/g)].map((match) => match[1]))
  const unused = Object.keys(es).filter((key) => !quoted.has(key))
  assert.deepEqual(unused, [])
  const called = [...text.matchAll(/\bt\('([a-z0-9_.]+)'/g)].map((match) => match[1])
  assert.deepEqual(called.filter((key) => !(key in es)), [])
})

test('compiled messages: plural, number, plain', async () => {
  const messages = { few: 'x {n, plural, =0 {nada} one {# niña} other {# niñas}} y', big: '{n, number}', plain: 'á "b"' }
  const out = await compiled(messages, 'es-MX')
  assert.equal(out.few({ n: 0 }), 'x nada y')
  assert.equal(out.few({ n: 1 }), 'x 1 niña y')
  assert.equal(out.few({ n: 12345 }), 'x 12,345 niñas y')
  assert.equal(out.big({ n: 12345 }), '12,345')
  assert.equal(out.plain, 'á "b"')
})

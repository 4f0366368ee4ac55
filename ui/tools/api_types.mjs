// Writes src/api/types.ts from docs/api/openapi.yaml, one TypeScript type for each schema, and src/api/keys.ts, the key of each
// message.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { all_messages } from './message_files.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

function type_of(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop()
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  switch (schema.type) {
    case 'string': return 'string'
    case 'integer':
    case 'number': return 'number'
    case 'boolean': return 'boolean'
    case 'array': return `${type_of(schema.items)}[]`
    case 'object': return object_of(schema)
    default: return 'unknown'
  }
}

function object_of(schema) {
  if (!schema.properties) return `Record<string, ${type_of(schema.additionalProperties ?? {})}>`
  const required = new Set(schema.required ?? [])
  const members = Object.entries(schema.properties).map(
    ([name, member]) => `${name}${required.has(name) ? '' : '?'}: ${type_of(member)}`,
  )
  return `{ ${members.join('; ')} }`
}

// A schema named like a TypeScript built-in would hide it.
const renamed = (source) => source.replace(/\bRecord\b(?!<)/g, 'CaseRecord')

const api = parse(readFileSync(here('../../docs/api/openapi.yaml'), 'utf8'))
const lines = Object.entries(api.components.schemas).map(([name, schema]) => renamed(`export type ${name} = ${type_of(schema)}`))
mkdirSync(here('../src/api'), { recursive: true })
writeFileSync(here('../src/api/types.ts'), `// Generated from docs/api/openapi.yaml by tools/api_types.mjs.\n${lines.join('\n')}\n`)

// Three a line: no file of the house has more than 600.
const names = Object.keys(all_messages('es')).map((key) => `| ${JSON.stringify(key)}`)
const keys = Array.from({ length: Math.ceil(names.length / 3) }, (_, n) => `  ${names.slice(3 * n, 3 * n + 3).join(' ')}`)
writeFileSync(here('../src/api/keys.ts'), `// Generated from ui/messages/es by tools/api_types.mjs.\nexport type Key =\n${keys.join('\n')}\n`)

// Vite plugin: `messages:es` and `messages:en` are ui/messages/*.json, compiled.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { module_source } from './icu.mjs'

const LOCALES = { es: 'es-MX', en: 'en-US' }

export function messages() {
  const file = (language) => fileURLToPath(new URL(`../messages/${language}.json`, import.meta.url))
  return {
    name: 'amparo-messages',
    resolveId: (id) => (id.startsWith('messages:') ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith('\0messages:')) return undefined
      const language = id.slice('\0messages:'.length)
      this.addWatchFile(file(language))
      return module_source(JSON.parse(readFileSync(file(language), 'utf8')), LOCALES[language])
    },
  }
}

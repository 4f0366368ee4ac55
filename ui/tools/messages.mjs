// Vite plugin: `messages:es` and `messages:en` are the frame's messages, `messages:es/AREA` an area's, compiled;
// `messages:areas` says how to fetch each.
import { module_source } from './icu.mjs'
import { areas_of, frame_messages, message_path, read_area } from './message_files.mjs'

const LOCALES = { es: 'es-MX', en: 'en-US' }

function areas_source() {
  const lines = areas_of('es')
    .filter((area) => area !== 'page')
    .map((area) => `${JSON.stringify(area)}:{es:()=>import("messages:es/${area}"),en:()=>import("messages:en/${area}")}`)
  return `export default {${lines.join(',\n')}}`
}

export function messages() {
  return {
    name: 'amparo-messages',
    resolveId: (id) => (id.startsWith('messages:') ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith('\0messages:')) return undefined
      const name = id.slice('\0messages:'.length)
      if (name === 'areas') return areas_source()
      const [language, area] = name.split('/')
      for (const one of area ? [area] : areas_of(language)) this.addWatchFile(message_path(language, one))
      return module_source(area ? read_area(language, area) : frame_messages(language), LOCALES[language])
    },
  }
}

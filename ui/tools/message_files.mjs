// The message files: ui/messages/LANGUAGE/AREA.json. Area `page` is the frame and comes with the page; every other area is
// fetched with the screen that speaks it, except its nav.* keys, which the frame shows.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = (language) => fileURLToPath(new URL(`../messages/${language}/`, import.meta.url))

export const message_path = (language, area) => `${folder(language)}${area}.json`
export const areas_of = (language) => readdirSync(folder(language)).map((name) => name.replace(/\.json$/, '')).sort()
export const read_area = (language, area) => JSON.parse(readFileSync(message_path(language, area), 'utf8'))

/** What comes with the page: the frame's own messages and the navigation's of every area. */
export function frame_messages(language) {
  const all = read_area(language, 'page')
  for (const area of areas_of(language)) {
    if (area === 'page') continue
    for (const [key, message] of Object.entries(read_area(language, area))) if (key.startsWith('nav.')) all[key] = message
  }
  return all
}

/** Every message of every area. Two areas with one key are an error: `t` could not tell them apart. */
export function all_messages(language) {
  const all = {}
  for (const area of areas_of(language)) {
    for (const [key, message] of Object.entries(read_area(language, area))) {
      if (key in all) throw new Error(`two areas say ${key}`)
      all[key] = message
    }
  }
  return all
}

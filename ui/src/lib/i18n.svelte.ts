// The page's language. Spanish is the source and comes with the page; English is fetched when asked, and so are the messages
// of an area (ui/messages/LANGUAGE/AREA.json) with the screen that speaks them.
import { untrack } from 'svelte'
import areas from 'messages:areas'
import spanish from 'messages:es'
import type { Key } from '../api/keys'
import type { Text } from '../api/types'
import { keep, kept } from './keep'

export type Language = 'es' | 'en'
export type { Key } from '../api/keys'
type Values = Record<string, string | number>

const LOCALE = { es: 'es-MX', en: 'en-US' } as const
let messages = $state.raw(spanish)
const fetched = new Set<string>()
let current = $state<Language>('es')

export const language = {
  get current() { return current },
  get locale() { return LOCALE[current] },
}

const area_messages = async (area: string, wanted: Language) => (await areas[area][wanted]()).default

export async function speak(wanted: Language): Promise<void> {
  const frame = wanted === 'en' ? (await import('messages:en')).default : spanish
  const parts = await Promise.all([...fetched].map((area) => area_messages(area, wanted)))
  messages = Object.assign({}, frame, ...parts)
  current = wanted
  document.documentElement.lang = wanted
  keep('language', wanted)
}

/** Fetches an area's messages and then what speaks them: `load: () => speaking('law', () => import('./Law.svelte'))`. */
export async function speaking<T>(area: string, load: () => Promise<T>): Promise<T> {
  // Untracked: another language must not fetch, and so make anew, a screen in which somebody is typing.
  const now = untrack(() => current)
  const [said, loaded] = await Promise.all([fetched.has(area) ? undefined : area_messages(area, now), load()])
  if (said) {
    fetched.add(area)
    messages = { ...messages, ...said }
  }
  return loaded
}

/** The language chosen before on this device, or the browser's. */
export function preferred_language(): Language {
  const before = kept('language')
  if (before === 'es' || before === 'en') return before
  return navigator.language.startsWith('en') ? 'en' : 'es'
}

/** A message of ui/messages in the page's language. */
export function t(key: Key, values: Values = {}): string {
  const message = messages[key]
  return typeof message === 'function' ? message(values) : message
}

/** A text of the catalogue in the page's language. */
export function said(text: Text | undefined): string {
  return text?.[current] ?? ''
}

// The page's language. Spanish is the source and comes with the page; English is fetched when asked.
import spanish from 'messages:es'
import type { Text } from '../api/types'
import type es from '../../messages/es.json'
import { keep, kept } from './keep'

export type Language = 'es' | 'en'
export type Key = keyof typeof es
type Values = Record<string, string | number>

const LOCALE = { es: 'es-MX', en: 'en-US' } as const
let messages = $state.raw(spanish)
let current = $state<Language>('es')

export const language = {
  get current() { return current },
  get locale() { return LOCALE[current] },
}

export async function speak(wanted: Language): Promise<void> {
  messages = wanted === 'en' ? (await import('messages:en')).default : spanish
  current = wanted
  document.documentElement.lang = wanted
  keep('language', wanted)
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

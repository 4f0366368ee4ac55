// The screens of the page. Each folder of src/screens declares itself in screen.ts: a new capability
// adds a folder and touches nothing here.
import type { Component } from 'svelte'
import type { Key } from '../lib/i18n.svelte'
import { fit } from '../lib/router.svelte'
import { session } from '../lib/session.svelte'

export type Props = Record<string, string>
export type Screen = {
  path: string // "/casos/{id}"
  // Gets the {…} of its path as properties.
  load: () => Promise<{ default: Component<any> }>
  action?: string // of Who.actions; without it the screen is not offered
  task?: boolean // one thing at a time: no tabs at the foot of a phone
  nav?: { group: Key; label: Key; short: Key; order: number; icon: Component<{ size?: number; strokeWidth?: number; 'aria-hidden'?: 'true' }> }
}

const found = import.meta.glob<{ default: Screen }>('../screens/*/screen.ts', { eager: true })
const screens = Object.values(found).map((module) => module.default)

export function screen_at(path: string): { screen: Screen; props: Props } | null {
  for (const screen of screens) {
    const props = fit(screen.path, path)
    if (props && offered(screen)) return { screen, props }
  }
  return null
}

const offered = (screen: Screen) => !screen.action || session.may(screen.action)

/** What the navigation shows to who is signed in, in order. */
export function nav_items() {
  return screens
    .flatMap((screen) => (screen.nav && offered(screen) ? [{ path: screen.path, ...screen.nav }] : []))
    .sort((a, b) => a.order - b.order)
}

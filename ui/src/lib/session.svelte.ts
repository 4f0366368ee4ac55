// Who is signed in, and whether the page may show anything at all.
//
// Hiding empties the page and drops the session: its keys are gone from the node. What was typed
// stays in the memory of this page (drafts) for the same person's return, and for nobody else's.
import type { Catalogue, DemoRole, Who } from '../api/types'
import { api, on_signed_out } from './api'
import { drop_drafts } from './drafts.svelte'
import { start_events, stop_events } from './events'
import { speak, preferred_language } from './i18n.svelte'

type Stage = 'starting' | 'unreachable' | 'out' | 'in'
type Veil = 'none' | 'hidden' | 'expired'

let stage = $state<Stage>('starting')
let veil = $state<Veil>('none')
let who = $state.raw<Who | undefined>()
let roles = $state.raw<DemoRole[]>([])
let demo = $state(false)
let catalogue = $state.raw<Catalogue | undefined>()

export const session = {
  get stage() { return stage },
  get veil() { return veil },
  get who() { return who },
  get roles() { return roles },
  get demo() { return demo },
  get catalogue() { return catalogue },
  may(action: string) { return who?.actions.includes(action) ?? false },
}

async function enter(person: Who): Promise<void> {
  if (who && who.user_id !== person.user_id) drop_drafts()
  who = person
  catalogue = await api.catalogue()
  stage = 'in'
  veil = 'none'
  start_events()
}

export async function start_session(): Promise<void> {
  await speak(preferred_language())
  try {
    const start = await api.start()
    demo = start.demo
    roles = start.roles
    if (start.who) await enter(start.who)
    else stage = 'out'
  } catch {
    stage = 'unreachable'
  }
}

export async function log_in(user: string, passphrase: string, code: string): Promise<void> {
  await enter(await api.log_in(user, passphrase, code))
}

export async function log_in_demo(role: string): Promise<void> {
  await enter(await api.log_in_demo(role))
}

export async function log_out(): Promise<void> {
  stop_events()
  await api.log_out().catch(() => undefined)
  drop_drafts()
  who = undefined
  catalogue = undefined
  stage = 'out'
  veil = 'none'
}

/** Empties the page now; the session ends behind it. */
export function hide(): void {
  if (stage !== 'in' || veil !== 'none') return
  veil = 'hidden'
  stop_events()
  void api.log_out().catch(() => undefined)
}

on_signed_out(() => {
  stop_events()
  if (stage === 'in' && veil === 'none') veil = 'expired'
})

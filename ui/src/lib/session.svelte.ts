// Who is signed in, and whether the page may show anything at all.
//
// Hiding empties the page and drops the session: its keys are gone from the node. What was typed
// stays in the memory of this page and sealed at the node (drafts) for the same person's return, and for nobody else's.
import type { Catalogue, DemoRole, Who } from '../api/types'
import { api, on_signed_out } from './api'
import { fetch_drafts, flush_drafts, forget_drafts } from './drafts.svelte'
import { start_events, stop_events } from './events'
import { speak, preferred_language } from './i18n.svelte'
import { look_at_outbox, outbox_signed_out, prepare_outbox } from './outbox.svelte'
import { start_worker } from './worker'

type Stage = 'starting' | 'unreachable' | 'first_run' | 'out' | 'in'
type Veil = 'none' | 'hidden' | 'expired'

const FLUSH_WITHIN_MS = 500
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
  if (who && who.user_id !== person.user_id) forget_drafts()
  who = person
  const [all] = await Promise.all([api.catalogue(), fetch_drafts()])
  catalogue = all
  stage = 'in'
  veil = 'none'
  start_events()
  // On a device where arrivals are registered, also without the node.
  if (person.actions.includes('case_create')) start_worker()
  void prepare_outbox(person, all)
}

/** Asks for the catalogue again: a grant may show more of it than there was when this person signed in. */
export async function renew_catalogue(): Promise<void> { catalogue = await api.catalogue() }

export async function start_session(): Promise<void> {
  await Promise.all([speak(preferred_language()), look_at_outbox()])
  try {
    const start = await api.start()
    demo = start.demo
    roles = start.roles
    if (start.first_run) stage = 'first_run'
    else if (start.who) await enter(start.who)
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
  outbox_signed_out()
  await flush_drafts()
  await api.log_out().catch(() => undefined)
  forget_drafts()
  who = undefined
  catalogue = undefined
  stage = 'out'
  veil = 'none'
}

/** Nobody is signed in and the node does not answer: arrivals can be typed all the same. */
export function go_offline(): void { if (stage === 'out') stage = 'unreachable' }

/** Empties the page now; the session ends behind it. */
export function hide(): void {
  if (stage !== 'in' || veil !== 'none') return
  veil = 'hidden'
  stop_events()
  outbox_signed_out()
  const waited = new Promise((done) => setTimeout(done, FLUSH_WITHIN_MS))
  void Promise.race([flush_drafts(), waited]).then(() => api.log_out()).catch(() => undefined)
}

on_signed_out(() => {
  stop_events()
  outbox_signed_out()
  if (stage === 'in' && veil === 'none') veil = 'expired'
})

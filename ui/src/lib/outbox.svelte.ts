// Arrivals that could not be sent: sealed in this browser to a key of the node that only the person who typed them can make it
// use, kept in the browser's database, and sent again until the node has each one. Write-only: this page cannot read them back,
// and neither can who finds the phone. docs/decisions/0009.
import type { Arrival, CaseRow, Catalogue, CodeEntry, OutboxKey, Who } from '../api/types'
import { api, ApiError } from './api'
import { connection } from './connection.svelte'
import { seal } from './device_box'
import { db_all, db_delete, db_get, db_put } from './kept_db'

/** What this browser keeps so that an arrival can be typed without the node: a key that only seals, and words of the form. */
type Kit = OutboxKey & { user_id: string; lists: Record<string, CodeEntry[]> }
type Item = { key: string; device: string; user_id: string; box: string; stuck?: string }

const LISTS = ['arrival_company', 'languages', 'arrival_needs', 'arrival_assent']
const AGAIN_MS = 15_000
const LOCK = 'amparo-outbox'

let kit = $state.raw<Kit | undefined>()
let items = $state.raw<Item[]>([])
let sent = $state.raw<CaseRow[]>([])
let who: string | undefined

export const outbox = {
  /** An arrival can be kept here while the node does not answer. */
  get ready() { return kit !== undefined },
  get lists() { return kit?.lists },
  get count() { return items.length },
  get others() { return who === undefined ? 0 : items.filter((item) => item.user_id !== who).length },
  get stuck() { return items.filter((item) => item.stuck !== undefined && item.user_id === who) },
  /** Registered since this page was opened, after having waited here. */
  get sent() { return sent },
}

async function count(): Promise<void> { items = await db_all<Item>('outbox') }

/** Before anyone signs in: what lies here already. A browser without a database keeps nothing. */
export async function look_at_outbox(): Promise<void> {
  try {
    kit = await db_get<Kit>('kit', 'kit')
    await count()
  } catch { /* private browsing, or a browser that keeps nothing */ }
}

/** After signing in: this browser's key for this person, and the words of the form. Then what waits is sent. */
export async function prepare_outbox(person: Who, catalogue: Catalogue): Promise<void> {
  who = person.user_id
  if (!person.actions.includes('case_create') || !globalThis.crypto?.subtle) return
  try {
    const known = await db_get<Kit>('kit', 'kit')
    const key = await api.outbox_key(known?.user_id === person.user_id ? known.device : '')
    const lists = Object.fromEntries(LISTS.map((name) => [name, catalogue.code_lists.find((list) => list.name === name)?.codes ?? []]))
    const fresh: Kit = { ...key, user_id: person.user_id, lists }
    await db_put('kit', 'kit', fresh)
    kit = fresh
    await count()
    void navigator.storage?.persist?.()
  } catch { /* without it the page works as long as the node answers */ }
  await flush_outbox()
}

export function outbox_signed_out(): void { who = undefined }

/** On this device's disk, sealed, when it returns. */
export async function keep_arrival(arrival: Arrival, key: string): Promise<void> {
  if (!kit) throw new ApiError('offline', '', 0)
  const box = await seal(kit.public_key, kit.device + key, JSON.stringify(arrival))
  await db_put('outbox', key, { key, device: kit.device, user_id: kit.user_id, box } satisfies Item)
  await count()
}

async function send(item: Item): Promise<void> {
  try {
    const row = await api.send_sealed({ device: item.device, box: item.box }, item.key)
    await db_delete('outbox', item.key)
    sent = [row, ...sent]
  } catch (error) {
    const { status, message } = error as ApiError
    // Refused for what it holds: kept, and said. Anything else is tried again later.
    if (status === 422) await db_put('outbox', item.key, { ...item, stuck: message })
    else throw error
  }
}

/** One tab at a time sends; each arrival's key makes a second sending harmless. */
export async function flush_outbox(): Promise<void> {
  if (who === undefined) return
  const work = async () => {
    for (const item of await db_all<Item>('outbox')) {
      if (item.user_id === who && item.stuck === undefined) await send(item)
    }
  }
  try {
    if (items.length) await ('locks' in navigator ? navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : undefined)) : work())
  } catch { /* no answer, or nobody signed in any more: they wait */ }
  await count().catch(() => undefined)
}

/** For who typed it: what was typed, to be corrected and saved under the same key. */
export async function take_back(key: string): Promise<Arrival | undefined> {
  const item = items.find((one) => one.key === key)
  return item && api.open_sealed({ device: item.device, box: item.box }, item.key)
}
export async function drop_arrival(key: string): Promise<void> {
  await db_delete('outbox', key)
  await count()
}

/** Asks for the node by itself while something waits. */
export function start_outbox(): void {
  const again = () => { if (items.length && who !== undefined) void flush_outbox() }
  addEventListener('online', again)
  addEventListener('focus', again)
  setInterval(() => { if (!connection.reached || items.length) again() }, AGAIN_MS)
}

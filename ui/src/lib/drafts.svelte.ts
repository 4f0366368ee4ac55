// What is being typed, by the place it is typed in: in this page's memory, outside the screens, so that hiding, a language switch or
// a wrong turn loses nothing; and within a second at the node, sealed under the person's own key, so that a crash loses nothing
// either. Never in the browser's storage. Saving or dropping a form wipes both.
import { api } from './api'

const AFTER_MS = 600
type Kept = { value: object; last: string; settling: boolean; unsent: boolean; timer?: ReturnType<typeof setTimeout>; stop: () => void }

const drafts = new Map<string, Kept>()
let at_node = new Map<string, string>()
// One after the other, so that a wipe never overtakes what it wipes.
let sending: Promise<unknown> = Promise.resolve()
const send = (what: () => Promise<void>) => (sending = sending.then(what).catch(() => undefined))

function put(place: string, kept: Kept): void {
  clearTimeout(kept.timer)
  kept.timer = undefined
  kept.unsent = true
  void send(async () => {
    await api.keep_draft(place, kept.last)
    kept.unsent = false
  })
}

function restored(place: string, fresh: object): void {
  const before = at_node.get(place)
  at_node.delete(place)
  try {
    if (before) Object.assign(fresh, JSON.parse(before))
  } catch { /* of a page that wrote otherwise */ }
}

/** `stays`: also at the node; false for what is not worth it, such as a search. */
export function draft<T extends object>(place: string, initial: () => T, stays = true): T {
  const before = drafts.get(place)
  if (before) return before.value as T
  const fresh = $state(initial())
  if (stays) restored(place, fresh)
  const kept: Kept = { value: fresh, last: JSON.stringify(fresh), settling: false, unsent: false, stop: () => undefined }
  if (stays) {
    kept.stop = $effect.root(() => {
      $effect(() => {
        const text = JSON.stringify(fresh)
        if (text === kept.last) return
        kept.last = text
        clearTimeout(kept.timer)
        kept.timer = kept.settling ? undefined : setTimeout(() => put(place, kept), AFTER_MS)
        kept.settling = false
      })
    })
  }
  drafts.set(place, kept)
  return fresh
}

/** The form was saved and is about to be made empty: what stood in it is wiped at the node. */
export function settle_draft(place: string): void {
  const kept = drafts.get(place)
  if (!kept) return
  clearTimeout(kept.timer)
  kept.settling = true
  kept.unsent = false
  void send(() => api.wipe_draft(place))
}

export function drop_draft(place: string): void {
  const kept = drafts.get(place)
  kept?.stop()
  clearTimeout(kept?.timer)
  drafts.delete(place)
  at_node.delete(place)
  if (kept) void send(() => api.wipe_draft(place))
}

/** Another person's page: nothing of this one stays in memory. The node keeps it for who wrote it. */
export function forget_drafts(): void {
  for (const kept of drafts.values()) {
    kept.stop()
    clearTimeout(kept.timer)
  }
  drafts.clear()
  at_node.clear()
}

/** What was typed in the last moment goes to the node now. */
export async function flush_drafts(): Promise<void> {
  for (const [place, kept] of drafts) {
    if (kept.timer || kept.unsent) put(place, kept)
  }
  await sending
}

/** After signing in: what the node kept, and what it could not be told while nobody was signed in. */
export async function fetch_drafts(): Promise<void> {
  const list = await api.drafts().catch(() => ({ drafts: [] }))
  at_node = new Map(list.drafts.filter((one) => !drafts.has(one.place)).map((one) => [one.place, one.text]))
  for (const [place, kept] of drafts) if (kept.unsent) put(place, kept)
}

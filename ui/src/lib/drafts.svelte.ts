// What is being typed, by the place it is typed in. Lives in this page's memory only, outside the
// screens, so that hiding, a language switch or a wrong turn loses nothing.
const drafts = new Map<string, unknown>()

export function draft<T extends object>(place: string, initial: () => T): T {
  const before = drafts.get(place) as T | undefined
  if (before) return before
  const fresh = $state(initial())
  drafts.set(place, fresh)
  return fresh
}

export function drop_draft(place: string): void {
  drafts.delete(place)
}

export function drop_drafts(): void {
  drafts.clear()
}

// One short message at a time, with an optional way back.
export type Toast = { text: string; undo?: () => Promise<void> }
const SHOWN_MS = 10_000

let shown = $state.raw<Toast | undefined>()
let timer = 0

export const toast = {
  get current() { return shown },
  show(text: string, undo?: () => Promise<void>) {
    clearTimeout(timer)
    shown = { text, undo }
    timer = setTimeout(() => { shown = undefined }, SHOWN_MS) as unknown as number
  },
  clear() {
    clearTimeout(timer)
    shown = undefined
  },
}

import { keep, kept } from './keep'

export type Theme = 'auto' | 'light' | 'dark'
const THEMES: Theme[] = ['auto', 'light', 'dark']
let chosen = $state<Theme>('auto')

export const theme = {
  get current() { return chosen },
  /** Automatic, light, dark, and round again. */
  next() { set_theme(THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length]) },
}

function set_theme(wanted: Theme): void {
  chosen = wanted
  document.documentElement.dataset.theme = wanted
  keep('theme', wanted)
}

export function start_theme(): void {
  const before = kept('theme') as Theme | null
  set_theme(before && THEMES.includes(before) ? before : 'auto')
}

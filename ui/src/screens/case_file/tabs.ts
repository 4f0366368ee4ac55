// Tabs of a case file besides the areas of the catalogue. Each file of tabs/ declares one; a new
// capability adds a file. Order below zero stands before the areas, above zero after them.
import type { Component } from 'svelte'
import type { Key } from '../../lib/i18n.svelte'
import type { CaseView } from './view.svelte'

export type TabProps = { view: CaseView; open_tab: (id: string) => void }
export type Tab = { id: string; label: Key; order: number; load: () => Promise<{ default: Component<TabProps> }> }

const found = import.meta.glob<{ default: Tab }>('./tabs/*.ts', { eager: true })
export const extra_tabs = Object.values(found).map((module) => module.default).sort((a, b) => a.order - b.order)

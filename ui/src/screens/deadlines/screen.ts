import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/plazos',
  load: () => speaking('deadlines', () => import('./Deadlines.svelte')),
  action: 'case_list',
  nav: { group: 'nav.group.cases', label: 'nav.deadlines', short: 'nav.deadlines.short', order: 60, icon: CalendarClock },
} satisfies Screen

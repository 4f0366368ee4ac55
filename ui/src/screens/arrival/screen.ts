import UserPlus from '@lucide/svelte/icons/user-plus'
import type { Screen } from '../../app/screens'

export default {
  path: '/llegada',
  load: () => import('./Arrival.svelte'),
  action: 'case_create',
  task: true,
  nav: { group: 'nav.group.today', label: 'nav.arrival', short: 'nav.arrival.short', order: 20, icon: UserPlus },
} satisfies Screen

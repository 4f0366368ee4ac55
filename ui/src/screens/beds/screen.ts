import BedDouble from '@lucide/svelte/icons/bed-double'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/camas',
  load: () => speaking('beds', () => import('./Beds.svelte')),
  action: 'case_list',
  nav: { group: 'nav.group.today', label: 'nav.beds', short: 'nav.beds.short', order: 30, icon: BedDouble },
} satisfies Screen

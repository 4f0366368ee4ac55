import ShieldCheck from '@lucide/svelte/icons/shield-check'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/copias',
  load: () => speaking('care', () => import('./Care.svelte')),
  action: 'backup',
  nav: { group: 'nav.group.administration', label: 'nav.care', short: 'nav.care', order: 92, icon: ShieldCheck },
} satisfies Screen

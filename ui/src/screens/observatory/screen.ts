import Chart from '@lucide/svelte/icons/chart-line'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/observatorio',
  load: () => speaking('observatory', () => import('./Observatory.svelte')),
  nav: { group: 'nav.group.figures', label: 'nav.observatory', short: 'nav.group.figures', order: 80, icon: Chart },
} satisfies Screen

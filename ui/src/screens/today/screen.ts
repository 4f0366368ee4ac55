import Sun from '@lucide/svelte/icons/sun-medium'
import type { Screen } from '../../app/screens'

export default {
  path: '/',
  load: () => import('./Today.svelte'),
  nav: { group: 'nav.group.today', label: 'nav.today', short: 'nav.today.short', order: 10, icon: Sun },
} satisfies Screen

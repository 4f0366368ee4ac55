import Building from '@lucide/svelte/icons/building-2'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/organizacion',
  load: () => speaking('directory', () => import('./MyOrganisation.svelte')),
  nav: { group: 'nav.group.directory', label: 'nav.organisation', short: 'nav.organisation.short', order: 65, icon: Building },
} satisfies Screen

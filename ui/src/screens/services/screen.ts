import MapPin from '@lucide/svelte/icons/map-pin'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/servicios',
  load: () => speaking('directory', () => import('./Services.svelte')),
  nav: { group: 'nav.group.directory', label: 'nav.services', short: 'nav.services.short', order: 60, icon: MapPin },
} satisfies Screen

import Users from '@lucide/svelte/icons/users'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/administracion',
  load: () => speaking('administration', () => import('./People.svelte')),
  action: 'people',
  nav: { group: 'nav.group.administration', label: 'nav.people', short: 'nav.people', order: 90, icon: Users },
} satisfies Screen

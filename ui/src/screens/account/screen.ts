import KeyRound from '@lucide/svelte/icons/key-round'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/mi-entrada',
  load: () => speaking('administration', () => import('./Account.svelte')),
  nav: { group: 'nav.group.administration', label: 'nav.account', short: 'nav.account', order: 95, icon: KeyRound },
} satisfies Screen

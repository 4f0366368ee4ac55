import ScrollText from '@lucide/svelte/icons/scroll-text'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/auditoria',
  load: () => speaking('administration', () => import('./Audit.svelte')),
  action: 'audit_read',
  nav: { group: 'nav.group.administration', label: 'nav.audit', short: 'nav.audit', order: 92, icon: ScrollText },
} satisfies Screen

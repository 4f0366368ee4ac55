import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/casos/{id}/canalizacion/{referral}',
  load: () => speaking('directory', () => import('./Packet.svelte')),
  action: 'case_read',
} satisfies Screen

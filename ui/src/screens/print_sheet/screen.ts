import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/casos/{id}/hoja',
  load: () => speaking('paper', () => import('./PrintSheet.svelte')),
  action: 'case_read',
} satisfies Screen

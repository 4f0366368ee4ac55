import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/casos/{id}/caminos/{rule}/{on}',
  load: () => speaking('law', () => import('./LawSheet.svelte')),
  action: 'case_read',
} satisfies Screen

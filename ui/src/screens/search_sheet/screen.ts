import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/camas/busqueda/{id}',
  load: () => speaking('beds', () => import('./SearchSheet.svelte')),
  action: 'case_read',
} satisfies Screen

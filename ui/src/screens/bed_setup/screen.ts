import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/camas/casas',
  load: () => speaking('beds', () => import('./BedSetup.svelte')),
  action: 'case_shred',
} satisfies Screen

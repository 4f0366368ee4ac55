import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/primeros-pasos',
  load: () => speaking('beds', () => speaking('first', () => import('./FirstSteps.svelte'))),
  action: 'case_shred',
  task: true,
} satisfies Screen

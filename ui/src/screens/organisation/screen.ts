import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/servicios/{id}',
  load: () => speaking('directory', () => import('./Organisation.svelte')),
} satisfies Screen

import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/organizacion/plantillas',
  load: () => speaking('directory', () => import('./Templates.svelte')),
} satisfies Screen

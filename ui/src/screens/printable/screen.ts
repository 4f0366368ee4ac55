import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/directorio',
  load: () => speaking('directory', () => import('./Printable.svelte')),
} satisfies Screen

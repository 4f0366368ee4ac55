import type { Screen } from '../../app/screens'

export default {
  path: '/casos/{id}',
  load: () => import('./CaseFile.svelte'),
  action: 'case_read',
} satisfies Screen

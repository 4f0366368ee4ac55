import Folder from '@lucide/svelte/icons/folder-open'
import type { Screen } from '../../app/screens'

export default {
  path: '/casos',
  load: () => import('./Cases.svelte'),
  action: 'case_read',
  nav: { group: 'nav.group.cases', label: 'nav.cases', short: 'nav.cases', order: 30, icon: Folder },
} satisfies Screen

import Scale from '@lucide/svelte/icons/scale'
import type { Screen } from '../../app/screens'
import { speaking } from '../../lib/i18n.svelte'

export default {
  path: '/ley',
  load: () => speaking('law_review', () => import('./LawReview.svelte')),
  action: 'law',
  nav: { group: 'nav.group.administration', label: 'nav.law', short: 'nav.law.short', order: 93, icon: Scale },
} satisfies Screen

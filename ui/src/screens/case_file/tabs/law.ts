import { speaking } from '../../../lib/i18n.svelte'
import type { Tab } from '../tabs'
export default { id: 'caminos', label: 'case.law', order: -5, load: () => speaking('law', () => import('../../law/Law.svelte')) } satisfies Tab

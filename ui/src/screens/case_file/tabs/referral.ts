import { speaking } from '../../../lib/i18n.svelte'
import type { Tab } from '../tabs'
export default { id: 'canalizar', label: 'nav.referral', order: 70, load: () => speaking('directory', () => import('../../referral/Referral.svelte')) } satisfies Tab

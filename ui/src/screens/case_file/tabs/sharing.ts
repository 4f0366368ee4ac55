import { speaking } from '../../../lib/i18n.svelte'
import type { Tab } from '../tabs'
export default { id: 'compartir', label: 'nav.sharing', order: 80, load: () => speaking('sharing', () => import('../../sharing/Sharing.svelte')) } satisfies Tab

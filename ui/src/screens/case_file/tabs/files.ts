import { speaking } from '../../../lib/i18n.svelte'
import type { Tab } from '../tabs'
export default { id: 'archivos', label: 'case.files', order: 70, load: () => speaking('files', () => import('../../files/Files.svelte')) } satisfies Tab

import type { Tab } from '../tabs'
export default { id: 'historial', label: 'case.history', order: 90, load: () => import('../History.svelte') } satisfies Tab

import type { Tab } from '../tabs'
export default { id: 'resumen', label: 'case.summary', order: -10, load: () => import('../Summary.svelte') } satisfies Tab

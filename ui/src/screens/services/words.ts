// The words of codes that the finder answers with.
import type { FoundService, LeftOutServices } from '../../api/types'
import type { Key } from '../../lib/i18n.svelte'

export const left_out_key: Record<LeftOutServices['why'], Key> = {
  age: 'services.out.age',
  sex: 'services.out.sex',
  nationality: 'services.out.nationality',
  unaccompanied: 'services.out.unaccompanied',
  pregnancy: 'services.out.pregnancy',
  papers: 'services.out.papers',
  full: 'services.out.full',
  closed: 'services.out.closed',
  too_far: 'services.out.too_far',
}
export const open_key: Record<FoundService['open'], Key> = {
  open: 'services.open', closed: 'services.closed', unknown: 'services.hours_unknown',
}

// What is wrong with a typed date, in words.
import { month_name } from './format'
import { t } from './i18n.svelte'
import type { DateFault } from './partial_date'

export function date_fault_text(fault: DateFault): string {
  switch (fault.fault) {
    case 'year_missing': return t('date.year_missing')
    case 'year_wrong': return t('date.year_wrong')
    case 'future': return t('date.future')
    case 'month_missing': return t('date.month_missing')
    case 'month_wrong': return t('date.month_wrong')
    case 'day_wrong': return t('date.day_wrong', { month: month_name(fault.month), year: String(fault.year), day: fault.day })
  }
}

// How large a file is, as people say it.
import { language } from '../../lib/i18n.svelte'

const STEPS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

export function size_text(bytes: number): string {
  const step = Math.min(STEPS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)))
  const options = { style: 'unit', unit: STEPS[step], unitDisplay: 'short', maximumFractionDigits: step > 1 ? 1 : 0 } as const
  return new Intl.NumberFormat(language.locale, options).format(bytes / 1024 ** step)
}

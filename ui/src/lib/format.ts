// Dates, ages and values of fields in the page's language.
import type { CaseRow, Catalogue, DateRange, FieldType, RecordType, CaseRecord } from '../api/types'
import { language, said, t } from './i18n.svelte'
import { ages, days_in, today } from './partial_date'

function as_date(day: string): Date {
  const [y, m, d] = day.split('-').map(Number)
  return new Date(y, m - 1, d)
}

const formatted = (day: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language.locale, options).format(as_date(day))

export const day_text = (day: string) => formatted(day, { day: 'numeric', month: 'short', year: 'numeric' })
export const month_name = (month: number) => formatted(`2026-${String(month).padStart(2, '0')}-01`, { month: 'long' })

/** "12 nov 2026", "mar 2012", "2012" or both ends; ≈ when it is a guess. */
export function range_text(range: DateRange): string {
  const [year, month] = range.from.split('-').map(Number)
  const same_month = range.from.slice(0, 7) === range.to.slice(0, 7)
  const whole_month = same_month && range.from.endsWith('-01') && Number(range.to.slice(8)) === days_in(year, month)
  const whole_year = range.from === `${year}-01-01` && range.to === `${year}-12-31`
  let text = `${day_text(range.from)} – ${day_text(range.to)}`
  if (range.from === range.to) text = day_text(range.from)
  else if (whole_month) text = formatted(range.from, { month: 'short', year: 'numeric' })
  else if (whole_year) text = String(year)
  return range.approx ? `≈ ${text}` : text
}

export function age_text(birth: DateRange | undefined): string {
  if (!birth) return t('age.unknown')
  const [youngest, oldest] = ages(birth, today())
  return youngest === oldest ? t('age.one', { n: youngest }) : t('age.range', { from: youngest, to: oldest })
}

export function moment_text(ms: number): string {
  return new Intl.DateTimeFormat(language.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(ms)
}

export const day_of_moment = (ms: number) => new Intl.DateTimeFormat(language.locale, { dateStyle: 'medium' }).format(ms)

export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return ((words[0]?.[0] ?? '') + (words[1]?.[0] ?? '')).toLocaleUpperCase(language.locale)
}

export function facts_text(row: CaseRow): string {
  return [age_text(row.birth), ...row.facts.map(said)].join(' · ')
}

export function type_of(catalogue: Catalogue, name: string): RecordType | undefined {
  return catalogue.record_types.find((type) => type.name === name)
}

export function codes_of(catalogue: Catalogue, list: string) {
  return catalogue.code_lists.find((codes) => codes.name === list)?.codes ?? []
}

export function code_text(catalogue: Catalogue, list: string, code: string): string {
  return said(codes_of(catalogue, list).find((entry) => entry.code === code)?.label) || code
}

/** A field's value as a person reads it; empty when there is none. */
export function value_text(catalogue: Catalogue, field: FieldType, value: unknown): string {
  if (value === undefined || value === null || value === '') return ''
  switch (field.kind) {
    case 'code': return code_text(catalogue, field.list, String(value))
    case 'codes': return (value as string[]).map((code) => code_text(catalogue, field.list, code)).join(', ')
    case 'flag': return value ? t('yes') : t('no')
    case 'date': return range_text(value as DateRange)
    case 'number': return new Intl.NumberFormat(language.locale).format(Number(value))
    default: return String(value)
  }
}

/** What tells one record from the next, in a line. */
export function summary_text(catalogue: Catalogue, type: RecordType, record: CaseRecord): string {
  const parts = type.summary.map((name) => {
    const field = type.fields.find((one) => one.name === name)
    return field && !field.sensitive ? value_text(catalogue, field, record.fields[name]) : ''
  })
  return parts.filter(Boolean).join(' · ')
}

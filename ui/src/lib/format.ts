// Dates, ages and values of fields in the page's language.
import type { CaseRecord, CaseRow, Catalogue, DateRange, Fields, FieldType, RecordType, Text } from '../api/types'
import { language, said, t, type Key } from './i18n.svelte'
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

const part = (name: string, label: Text, kind = 'text', list = ''): FieldType => ({
  name, label, kind, list, hint: { es: '', en: '' }, target: '', many: false, required: false, may_write: true, sensitive: false, own_words: false, columns: [],
})

/** The parts of a value that has parts: of a row its columns, of a name, place, language or identifier what they consist of. */
export function columns_of(field: FieldType): FieldType[] {
  switch (field.kind) {
    case 'row': return field.columns
    case 'person_name': return [
      part('said', both('name.said')), part('given', both('name.given')), part('paternal', both('name.paternal')),
      part('maternal', both('name.maternal')), part('nickname', both('name.nickname')),
    ]
    case 'place': return [
      part('country', both('place.country'), 'code', 'countries'), part('state', both('place.state')), part('municipality', both('place.municipality')),
      part('locality', both('place.locality')), part('text', both('place.text')),
    ]
    case 'language': return [part('code', field.label, 'code', field.list), part('variant', both('tongue.variant')), part('interpreter', both('tongue.interpreter'), 'boolean')]
    case 'identifier': return [part('system', both('identifier.system'), 'code', field.list), part('value', both('identifier.value'))]
    default: return []
  }
}

// Messages of the page in the shape of the catalogue's texts; both members in the page's language.
function both(key: Key): Text {
  return { es: t(key), en: t(key) }
}

function one_text(catalogue: Catalogue, field: FieldType, value: unknown): string {
  const columns = columns_of(field)
  if (columns.length) {
    const parts = value as Fields
    if (field.kind === 'person_name' && !parts.said) return ['given', 'paternal', 'maternal'].map((name) => parts[name]).filter(Boolean).join(' ')
    if (field.kind === 'person_name') return String(parts.said)
    if (field.kind === 'language') return [one_text(catalogue, columns[0], parts.code), parts.variant, parts.interpreter && t('tongue.with_interpreter')].filter(Boolean).join(', ')
    return columns.map((column) => value_text(catalogue, column, parts[column.name])).filter(Boolean).join(', ')
  }
  switch (field.kind) {
    case 'code': case 'status': return code_text(catalogue, field.list, String(value))
    case 'codes': return (value as string[]).map((code) => code_text(catalogue, field.list, code)).join(', ')
    case 'boolean': return value ? t('yes') : t('no')
    case 'partial_date': return range_text(value as DateRange)
    case 'instant': return moment_text(Number(value))
    case 'integer': return new Intl.NumberFormat(language.locale).format(Number(value))
    case 'record': case 'case_file': case 'file': case 'bytes': return t('record.linked')
    default: return String(value)
  }
}

/** A field's value as a person reads it; empty when there is none. */
export function value_text(catalogue: Catalogue, field: FieldType, value: unknown): string {
  if (value === undefined || value === null || value === '') return ''
  if (!field.many) return one_text(catalogue, field, value)
  const lines = (value as unknown[]).map((one) => one_text(catalogue, field, one))
  return lines.join(['longtext', 'row'].includes(field.kind) ? '\n' : ', ')
}

/** What tells one record from the next, in a line. */
export function summary_text(catalogue: Catalogue, type: RecordType, record: CaseRecord): string {
  const parts = type.summary.map((name) => {
    const field = type.fields.find((one) => one.name === name)
    return field && !field.sensitive ? value_text(catalogue, field, record.fields[name]) : ''
  })
  return parts.filter(Boolean).join(' · ')
}

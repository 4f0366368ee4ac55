// A record's form, made from its type: what is typed, what is wrong with it, what is sent.
import type { CaseRecord, Catalogue, DateRange, Fields, FieldType, RecordType } from '../../api/types'
import { new_key } from '../../lib/api'
import { date_fault_text } from '../../lib/faults'
import { codes_of, columns_of } from '../../lib/format'
import { said, t } from '../../lib/i18n.svelte'
import { blank, read, today, typed_of, type Typed } from '../../lib/partial_date'
import type { FormError } from '../../parts/ErrorSummary.svelte'

/** One value as it is typed; which member counts follows from the field's kind. */
export type One = { text: string; list: string[]; date: Typed; parts: Record<string, One> }
/** The values of each field, always at least one to type in. */
export type Form = { values: Record<string, One[]>; key: string }

const SHOWN_ONLY = ['money', 'file', 'bytes', 'user', 'case_file']
const MOST_BOXES = 12 // more codes than this are picked one by one

export const is_asked = (field: FieldType) => field.may_write && !SHOWN_ONLY.includes(field.kind)
/** Several codes of a short list are check boxes, together one value. */
export function is_boxes(field: FieldType, catalogue: Catalogue): boolean {
  return field.kind === 'codes' || (field.kind === 'code' && field.many && codes_of(catalogue, field.list).length <= MOST_BOXES)
}

const two = (n: number) => String(n).padStart(2, '0')
function local_time(ms: number): string {
  const at = new Date(ms)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

export function one_of(field: FieldType, value?: unknown): One {
  const one: One = { text: '', list: [], date: blank(), parts: {} }
  const columns = columns_of(field)
  if (columns.length) for (const column of columns) one.parts[column.name] = one_of(column, (value as Fields | undefined)?.[column.name])
  else if (value === undefined || value === null) return one
  else if (field.kind === 'codes') one.list = [...(value as string[])]
  else if (field.kind === 'partial_date') one.date = typed_of(value as DateRange)
  else if (field.kind === 'instant') one.text = local_time(Number(value))
  else if (field.kind === 'boolean') one.text = value ? 'yes' : 'no'
  else one.text = String(value)
  return one
}

export function form_of(catalogue: Catalogue, type: RecordType, record?: CaseRecord): Form {
  const form: Form = { values: {}, key: new_key() }
  for (const field of type.fields) {
    const value = record?.fields[field.name] ?? undefined
    if (field.many && is_boxes(field, catalogue)) form.values[field.name] = [{ ...one_of(field), list: [...((value as string[] | undefined) ?? [])] }]
    else if (field.many) form.values[field.name] = ((value as unknown[] | undefined) ?? []).map((each) => one_of(field, each))
    else form.values[field.name] = [one_of(field, value)]
    if (!form.values[field.name].length) form.values[field.name] = [one_of(field)]
  }
  return form
}

export const field_id = (type: RecordType, field: FieldType) => `field-${type.name}-${field.name}`
/** Identity of the n-th value's control. */
export const value_id = (id: string, n: number) => (n ? `${id}-${n}` : id)

const date_of = (one: One) => read(one.date, today(), true)

/** What one value sends; null: nothing was typed. */
function value_of(field: FieldType, one: One): unknown {
  const columns = columns_of(field)
  if (columns.length) {
    const parts = columns.map((column) => [column.name, value_of(column, one.parts[column.name])] as const).filter((part) => part[1] !== null)
    return parts.length ? Object.fromEntries(parts) : null
  }
  if (one.list.length) return [...one.list]
  if (field.kind === 'partial_date') {
    const reading = date_of(one)
    return reading && 'range' in reading ? reading.range : null
  }
  const text = one.text.trim()
  if (!text) return null
  if (field.kind === 'boolean') return text === 'yes'
  if (field.kind === 'integer') return Number(text)
  if (field.kind === 'instant') return new Date(text).getTime()
  return text
}

function field_value(field: FieldType, catalogue: Catalogue, ones: One[]): unknown {
  if (!field.many) return value_of(field, ones[0])
  if (is_boxes(field, catalogue)) return ones[0].list.length ? [...ones[0].list] : null
  const values = ones.map((one) => value_of(field, one)).filter((value) => value !== null)
  return values.length ? values : null
}

function one_errors(field: FieldType, one: One, id: string): FormError[] {
  if (field.kind === 'partial_date') {
    const reading = date_of(one)
    return reading && 'fault' in reading ? [{ id: `${id}-${reading.fault.part}`, text: date_fault_text(reading.fault) }] : []
  }
  if (field.kind === 'integer' && one.text.trim() && !/^-?\d{1,15}$/.test(one.text.trim())) return [{ id, text: t('record.not_number', { field: said(field.label) }) }]
  return columns_of(field).flatMap((column) => one_errors(column, one.parts[column.name], `${id}-${column.name}`))
}

/** Where the focus goes for a field that lacks its value. */
function first_control(field: FieldType, id: string): string {
  if (field.kind === 'partial_date') return `${id}-year`
  const [column] = columns_of(field)
  return column ? first_control(column, `${id}-${column.name}`) : id
}

export function errors_of(catalogue: Catalogue, type: RecordType, form: Form): FormError[] {
  return type.fields.filter(is_asked).flatMap((field) => {
    const id = field_id(type, field)
    const wrong = form.values[field.name].flatMap((one, n) => one_errors(field, one, value_id(id, n)))
    if (wrong.length || !field.required || field_value(field, catalogue, form.values[field.name]) !== null) return wrong
    return [{ id: first_control(field, id), text: t('record.missing', { field: said(field.label) }) }]
  })
}

/** What differs from the record as it was opened. */
export function changes_of(catalogue: Catalogue, type: RecordType, form: Form, record?: CaseRecord): Fields {
  const before = form_of(catalogue, type, record)
  const fields: Fields = {}
  for (const field of type.fields.filter(is_asked)) {
    const value = field_value(field, catalogue, form.values[field.name])
    if (JSON.stringify(value) !== JSON.stringify(field_value(field, catalogue, before.values[field.name]))) fields[field.name] = value
  }
  return fields
}

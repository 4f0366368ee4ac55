// A record's form, made from its type: what is typed, what is wrong with it, what is sent.
import type { CaseRecord, DateRange, Fields, FieldType, RecordType } from '../../api/types'
import { new_key } from '../../lib/api'
import { date_fault_text } from '../../lib/faults'
import { said, t } from '../../lib/i18n.svelte'
import { blank, read, today, typed_of, type Typed } from '../../lib/partial_date'
import type { FormError } from '../../parts/ErrorSummary.svelte'

export type Form = {
  texts: Record<string, string> // text, code, number; a flag as 'yes', 'no' or ''
  lists: Record<string, string[]>
  dates: Record<string, Typed>
  key: string
}

export function form_of(type: RecordType, record?: CaseRecord): Form {
  const form: Form = { texts: {}, lists: {}, dates: {}, key: new_key() }
  for (const field of type.fields) {
    const value = record?.fields[field.name]
    if (field.kind === 'codes') form.lists[field.name] = [...((value as string[] | undefined) ?? [])]
    else if (field.kind === 'date') form.dates[field.name] = value ? typed_of(value as DateRange) : blank()
    else if (field.kind === 'flag') form.texts[field.name] = value === true ? 'yes' : value === false ? 'no' : ''
    else form.texts[field.name] = value === undefined || value === null ? '' : String(value)
  }
  return form
}

export const field_id = (type: RecordType, field: FieldType) => `field-${type.name}-${field.name}`

function is_empty(field: FieldType, form: Form): boolean {
  if (field.kind === 'codes') return !form.lists[field.name].length
  if (field.kind === 'date') return read(form.dates[field.name], today(), true) === null
  return !form.texts[field.name].trim()
}

export function errors_of(type: RecordType, form: Form): FormError[] {
  return type.fields.flatMap((field) => {
    const id = field_id(type, field)
    if (field.required && is_empty(field, form)) return [{ id: field.kind === 'date' ? `${id}-year` : id, text: t('record.missing', { field: said(field.label) }) }]
    if (field.kind === 'date') {
      const reading = read(form.dates[field.name], today(), true)
      if (reading && 'fault' in reading) return [{ id: `${id}-${reading.fault.part}`, text: date_fault_text(reading.fault) }]
    }
    if (field.kind === 'number' && form.texts[field.name].trim() && !/^-?\d{1,15}$/.test(form.texts[field.name].trim())) return [{ id, text: t('record.not_number', { field: said(field.label) }) }]
    return []
  })
}

function value_of(field: FieldType, form: Form): unknown {
  if (is_empty(field, form)) return null
  if (field.kind === 'codes') return [...form.lists[field.name]]
  if (field.kind === 'flag') return form.texts[field.name] === 'yes'
  if (field.kind === 'number') return Number(form.texts[field.name])
  if (field.kind !== 'date') return form.texts[field.name].trim()
  const reading = read(form.dates[field.name], today(), true)
  return reading && 'range' in reading ? reading.range : null
}

/** What differs from the record as it was opened. */
export function changes_of(type: RecordType, form: Form, record?: CaseRecord): Fields {
  const before = form_of(type, record)
  const fields: Fields = {}
  for (const field of type.fields) {
    const value = value_of(field, form)
    if (JSON.stringify(value) !== JSON.stringify(value_of(field, before))) fields[field.name] = value
  }
  return fields
}

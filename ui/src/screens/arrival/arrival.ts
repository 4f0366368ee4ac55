// The form of someone who arrives: what is typed, what is wrong with it, what is sent.
import type { Arrival, DateRange } from '../../api/types'
import { date_fault_text } from '../../lib/faults'
import { new_key } from '../../lib/api'
import { t } from '../../lib/i18n.svelte'
import { birth_of_age, blank, read, today, typed_of, type Typed } from '../../lib/partial_date'
import type { FormError } from '../../parts/ErrorSummary.svelte'

export type Form = {
  name: string
  know: 'date' | 'age' | 'none'
  date: Typed
  age: string
  company: string
  language: string
  interpreter: boolean
  needs: string[]
  assent: string
  same_group: string
  bed: string
  same_group_name: string
  key: string // of this save: the same when it is sent again
}

const OLDEST = 25

export function new_form(): Form {
  return {
    name: '', know: 'date', date: blank(), age: '', company: '', language: '', interpreter: false, needs: [], assent: '',
    same_group: '', same_group_name: '', bed: '', key: new_key(),
  }
}

export function age_number(form: Form): number | null {
  if (!/^\d{1,2}$/.test(form.age.trim())) return null
  const age = Number(form.age)
  return age <= OLDEST ? age : null
}

/** The range of birth dates that the form tells; null: unknown or not readable. */
export function birth_of(form: Form): DateRange | null {
  if (form.know === 'date') {
    const reading = read(form.date, today())
    return reading && 'range' in reading ? reading.range : null
  }
  const age = form.know === 'age' ? age_number(form) : null
  return age === null ? null : birth_of_age(age, today())
}

/** `asks_assent`: the catalogue has answers to choose from. */
export function errors_of(form: Form, asks_assent: boolean): FormError[] {
  const errors: FormError[] = []
  if (!form.name.trim()) errors.push({ id: 'name', text: t('arrival.name_missing') })
  if (form.know === 'date') {
    const reading = read(form.date, today())
    if (!reading) errors.push({ id: 'birth-year', text: t('arrival.birth_missing') })
    else if ('fault' in reading) errors.push({ id: `birth-${reading.fault.part}`, text: date_fault_text(reading.fault) })
  }
  if (form.know === 'age' && age_number(form) === null) errors.push({ id: 'age', text: t('arrival.age_wrong', { most: OLDEST }) })
  if (asks_assent && !form.assent) errors.push({ id: 'assent', text: t('arrival.assent_missing') })
  return errors
}

/** What was typed, from what was sent of it: an age that was a guess comes back as its years of birth. */
export function form_of(arrival: Arrival): Partial<Form> {
  return {
    name: arrival.name, company: arrival.company ?? '', language: arrival.language ?? '', interpreter: arrival.interpreter ?? false,
    needs: arrival.needs ?? [], assent: arrival.assent ?? '', bed: arrival.bed ?? '', same_group: '', same_group_name: '',
    know: arrival.birth ? 'date' : 'none', date: typed_of(arrival.birth), age: '',
  }
}

export function arrival_of(form: Form): Arrival {
  return {
    // Who says no is cared for all the same, without a name on paper.
    name: form.assent === 'no' ? t('arrival.unnamed') : form.name.trim(),
    birth: birth_of(form) ?? undefined,
    company: form.company,
    language: form.language,
    interpreter: form.interpreter,
    needs: [...form.needs],
    assent: form.assent,
    same_group: form.same_group,
    bed: form.bed,
  }
}

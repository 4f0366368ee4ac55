// The words of codes that the directory answers with.
import type { FieldCheck, FoundService, LeftOutServices, StepStanding } from '../../api/types'
import { ApiError } from '../../lib/api'
import { t, type Key } from '../../lib/i18n.svelte'

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
export const mode_key: Record<string, Key> = {
  staff: 'services.mode.staff', on_call: 'services.mode.on_call', phone: 'services.mode.phone', material: 'services.mode.material',
}
export const fact_key: Record<string, Key> = {
  age: 'services.fact.age', sex: 'services.fact.sex', nationality: 'services.fact.nationality', unaccompanied: 'services.fact.unaccompanied',
  pregnancy: 'services.fact.pregnancy', papers: 'services.fact.papers', language: 'services.fact.language',
}
export const check_key: Record<FieldCheck['state'], Key> = {
  fresh: 'services.check.fresh', stale: 'services.check.stale', never: 'services.check.never', disputed: 'services.check.disputed',
}
export const step_key: Record<StepStanding['state'], Key> = {
  waiting: 'organisation.state.waiting', open: 'organisation.state.open', sent: 'organisation.state.sent', deficient: 'organisation.state.deficient',
  done: 'organisation.state.done', refused: 'organisation.state.refused', discarded: 'organisation.state.discarded',
}

const WHY: Record<string, Key> = {
  'below zero': 'directory.why.below_zero',
  'more free beds than beds': 'directory.why.more_free',
  'in the sea': 'directory.why.sea',
  'from above to': 'directory.why.ages',
  'it never opens': 'directory.why.never_opens',
  'an opening of no length': 'directory.why.never_opens',
  'minutes outside the day': 'directory.why.minutes',
  'no day of the week': 'directory.why.minutes',
  'an organisation has no name': 'directory.why.no_name',
  'no name': 'directory.why.no_name',
  'a service has no kind': 'directory.why.no_kind',
  'in the future': 'directory.why.future',
  'not hers': 'directory.why.signature',
  'no evidence': 'directory.why.no_evidence',
  'before the last event': 'directory.why.before_last',
  'already done': 'directory.why.already_done',
  'already sent': 'directory.why.already_sent',
  'nothing was sent': 'directory.why.nothing_sent',
  'not open': 'directory.why.not_open',
  'no such organisation': 'directory.why.no_organisation',
  'no such service': 'directory.why.no_service',
  'written twice': 'directory.why.twice',
}

/** A reason of the node in words; `name_of` gives the titles of steps and documents that it names. */
export function why_text(why: string, name_of: (id: string) => string = (id) => id): string {
  if (why.startsWith('missing: ')) return t('directory.why.missing', { what: why.slice(9).split(', ').map(name_of).join('; ') })
  if (why.startsWith('first: ')) return t('directory.why.first', { what: name_of(why.slice(7)) })
  if (why.startsWith('two ')) return t('directory.why.two', { what: why.slice(4) })
  return WHY[why] ? t(WHY[why]) : why
}

/** What went wrong, in words: the node's sentence, and the reason where it gives one. */
export function fault_text(error: unknown, name_of?: (id: string) => string): string {
  const refused = error as ApiError
  return refused.why ? `${t('directory.refused')} ${why_text(refused.why, name_of)}` : refused.message
}

const DAYS: Key[] = ['day.mon', 'day.tue', 'day.wed', 'day.thu', 'day.fri', 'day.sat', 'day.sun']
export const day_name = (weekday: number) => t(DAYS[weekday - 1])
export const clock_text = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
export function minutes_of(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

// Words of the law tab that several of its parts say.
import type { LawAnswer, LawQuestion, LawRightOf } from '../../api/types'
import { day_text, moment_text } from '../../lib/format'
import { t, type Key } from '../../lib/i18n.svelte'

export const GROUPS = ['applies', 'missing', 'not_today'] as const
export type Group = (typeof GROUPS)[number]
const GROUP_KEYS: Record<Group, Key> = { applies: 'law.group.applies', missing: 'law.group.missing', not_today: 'law.group.not_today' }
export const group_text = (group: Group) => t(GROUP_KEYS[group])
export const group_tone = (group: Group) => ({ applies: 'ok', missing: 'warn', not_today: '' })[group]

export const country_text = (country: string) => t(({ MX: 'law.mexico', US: 'law.united_states' }[country] ?? 'law.international') as Key)

/** "2026-03-02" or "2026-03-02T14:30". */
export const due_text = (due: string) => {
  if (!due) return t('law.unknown_date')
  return due.length > 10 ? moment_text(Date.parse(due)) : day_text(due)
}

/** Answers that can be given here; empty: typed as a date or written in records. */
export function choices(question: LawQuestion): { value: string; text: string }[] {
  if (question.type === 'bool') return [{ value: 'true', text: t('yes') }, { value: 'false', text: t('no') }, { value: 'unknown', text: t('law.answer.unknown') }]
  if (question.type === 'enum') return question.values.map((value) => ({ value, text: value }))
  return []
}
export const answer_text = (answer: string) => (answer === 'true' ? t('yes') : answer === 'false' ? t('no') : answer)

export const is_capped = (answer: LawAnswer) => answer.outcome === 'needs_lawyer'

const OWED_KEYS: Record<LawRightOf['owed'], Key> = { yes: 'law.owed.yes', no: 'law.owed.no', unknown: 'law.owed.unknown' }
export const owed_text = (owed: LawRightOf['owed']) => t(OWED_KEYS[owed])

const ASSESSOR_KEYS: Record<string, Key> = {
  child: 'law.assessor.child', family: 'law.assessor.family', caseworker: 'law.assessor.caseworker', lawyer: 'law.assessor.lawyer',
  doctor: 'law.assessor.doctor', psychologist: 'law.assessor.psychologist', authority: 'law.assessor.authority', document: 'law.assessor.document',
}
export const assessor_text = (assessor: string) => (ASSESSOR_KEYS[assessor] ? t(ASSESSOR_KEYS[assessor]) : assessor)

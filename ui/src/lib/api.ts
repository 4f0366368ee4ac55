// The node's API. Every failure is an ApiError whose message may be shown to a person.
import type { Arrival, AuditPage, Backups, CaseFile, CasePage, CaseRecord, CaseRow, Catalogue, CodeOffer, CodeState, Constitution, Directory, DraftList, EmergencyReview, Fields, FileList, FirstRun, FoundServices, HistoryPage, LawAnswerGiven, LawChanges, LawReview, LawRights, LawRule, LawView, NewBedCount, NewBeds, NewCheck, NewEmergency, NewFoundation, NewGrant, NewOrganisation, NewPerson, NewReferral, NewService, NewStepEvent, Night, Observatory, OpenSessions, OrganisationPage, OutboxKey, Packet, People, PracticeWiped, Problem, RecoveryCodes, ReferralClosing, ReferralMade, SealedArrival, SessionsClosed, Sharing, Start, TaskList, TeamsDone, Templates, Who, Withdrawal } from '../api/types'
import { connection } from './connection.svelte'
import { language, t } from './i18n.svelte'

export class ApiError extends Error {
  constructor(readonly code: string, message: string, readonly status: number, readonly field?: string, readonly why?: string) {
    super(message)
  }
}

type Asked = { body?: unknown; bytes?: Blob; key?: string; version?: string; signal?: AbortSignal; background?: boolean }
let when_signed_out = () => {}
/** What to do when the node says that nobody is signed in any more. */
export function on_signed_out(then: () => void): void { when_signed_out = then }

export function headers_of(asked: Asked): Record<string, string> {
  const headers: Record<string, string> = { 'Amparo-Page': '1', 'Accept-Language': language.current }
  if (asked.body !== undefined) headers['Content-Type'] = 'application/json'
  if (asked.bytes) headers['Content-Type'] = 'application/octet-stream'
  if (asked.key) headers['Idempotency-Key'] = asked.key
  if (asked.version) headers['If-Match'] = `"${asked.version}"`
  if (asked.background) headers['Amparo-Background'] = '1'
  return headers
}

/** What an answer that is no success says; who is signed out by it is told so. */
export async function failure(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => null)) as Problem | null
  if (!problem) return new ApiError('internal', t('error.unknown'), response.status)
  if (problem.code === 'signed_out') when_signed_out()
  return new ApiError(problem.code, problem.title, problem.status, problem.details.field, problem.details.why)
}

async function answer_to(method: string, path: string, asked: Asked = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: headers_of(asked),
      body: asked.bytes ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body)),
      signal: asked.signal,
      cache: 'no-store',
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    connection.lost()
    throw new ApiError('offline', t('error.offline'), 0)
  }
  connection.found()
  if (!response.ok) throw await failure(response)
  return response
}

async function ask<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
  const response = await answer_to(method, path, asked)
  return (response.status === 204 ? undefined : await response.json()) as T
}

const id = encodeURIComponent

export const api = {
  start: () => ask<Start>('GET', '/start', { background: true }),
  first_run: () => ask<FirstRun>('GET', '/first-run'),
  enter_first_run: (code: string) => ask<FirstRun>('POST', '/first-run', { body: { code } }),
  found: (what: NewFoundation, key: string) => ask<FirstRun>('POST', '/first-run/organisation', { body: what, key }),
  drop_first_run: () => ask<void>('DELETE', '/first-run/organisation'),
  settle_first: (words: string[]) => ask<FirstRun>('POST', '/first-run/settle', { body: { words } }),
  restore_first: (from: string) => ask<FirstRun>('POST', '/first-run/restore', { body: { from } }),
  outbox_key: (device: string) => ask<OutboxKey>('GET', `/outbox/key?${new URLSearchParams({ device })}`, { background: true }),
  send_sealed: (sealed: SealedArrival, key: string) => ask<CaseRow>('POST', '/outbox', { body: sealed, key, background: true }),
  open_sealed: (sealed: SealedArrival, key: string) => ask<Arrival>('POST', '/outbox/open', { body: sealed, key }),
  practise: (arrival: Arrival, key: string) => ask<CaseRow>('POST', '/practice', { body: arrival, key }),
  wipe_practice: () => ask<PracticeWiped>('DELETE', '/practice'),
  log_in: (user: string, passphrase: string, code: string) => ask<Who>('POST', '/session', { body: { user, passphrase, code } }),
  log_in_demo: (role: string) => ask<Who>('POST', '/session/demo', { body: { role } }),
  log_out: () => ask<void>('DELETE', '/session'),
  catalogue: () => ask<Catalogue>('GET', '/catalogue'),
  observatory: () => ask<Observatory>('GET', '/observatory'),
  // `background`: the page asks by itself, because it heard of a change.
  tasks: (background = false) => ask<TaskList>('GET', '/tasks', { background }),
  beds: (background = false) => ask<Night>('GET', '/beds', { background }),
  add_beds: (beds: NewBeds, key: string) => ask<Night>('POST', '/beds', { body: beds, key }),
  drafts: () => ask<DraftList>('GET', '/drafts'),
  keep_draft: (place: string, text: string) => ask<void>('PUT', `/drafts/${id(place)}`, { body: { text } }),
  wipe_draft: (place: string) => ask<void>('DELETE', `/drafts/${id(place)}`),
  cases: (q: string, cursor = '', limit = 50, signal?: AbortSignal, background = false) =>
    ask<CasePage>('GET', `/cases?${new URLSearchParams({ q, cursor, limit: String(limit) })}`, { signal, background }),
  case_file: (file: string, background = false) => ask<CaseFile>('GET', `/cases/${id(file)}`, { background }),
  directory: () => ask<Directory>('GET', '/directory'),
  services: (asked: { need: string; state: string; language: string; age: string; case: string; within: string; pregnant: string }) =>
    ask<FoundServices>('GET', `/directory/services?${new URLSearchParams(asked)}`),
  organisation: (organisation: string) => ask<OrganisationPage>('GET', `/directory/organisations/${id(organisation)}`),
  add_organisation: (body: NewOrganisation, key: string) => ask<OrganisationPage>('POST', '/directory/organisations', { body, key }),
  change_organisation: (organisation: string, body: NewOrganisation, key: string) => ask<OrganisationPage>('POST', `/directory/organisations/${id(organisation)}`, { body, key }),
  add_service: (organisation: string, body: NewService, key: string) => ask<OrganisationPage>('POST', `/directory/organisations/${id(organisation)}/services`, { body, key }),
  change_service: (organisation: string, service: string, body: NewService, key: string) =>
    ask<OrganisationPage>('POST', `/directory/organisations/${id(organisation)}/services/${id(service)}`, { body, key }),
  say_beds: (service: string, body: NewBedCount, key: string) => ask<OrganisationPage>('POST', `/directory/services/${id(service)}/beds`, { body, key }),
  check_service: (service: string, body: NewCheck, key: string) => ask<OrganisationPage>('POST', `/directory/services/${id(service)}/checks`, { body, key }),
  constitution: () => ask<Constitution>('GET', '/constitution'),
  add_step_event: (body: NewStepEvent, key: string) => ask<Constitution>('POST', '/constitution/events', { body, key }),
  templates: () => ask<Templates>('GET', '/constitution/templates'),
  refer: (file: string, body: NewReferral, key: string) => ask<ReferralMade>('POST', `/cases/${id(file)}/referrals`, { body, key }),
  packet: (file: string, referral: string) => ask<Packet>('GET', `/cases/${id(file)}/referrals/${id(referral)}/packet`),
  close_referral: (file: string, referral: string, body: ReferralClosing, key: string) =>
    ask<ReferralMade>('POST', `/cases/${id(file)}/referrals/${id(referral)}/close`, { body, key }),
  history: (file: string, cursor = '') => ask<HistoryPage>('GET', `/cases/${id(file)}/history?${new URLSearchParams({ cursor })}`),
  law: (file: string, on = '') => ask<LawView>('GET', `/cases/${id(file)}/law?${new URLSearchParams({ on })}`),
  law_rule: (file: string, rule: string, on = '') => ask<LawRule>('GET', `/cases/${id(file)}/law/rules/${encodeURIComponent(rule)}?${new URLSearchParams({ on })}`),
  law_rights: (file: string) => ask<LawRights>('GET', `/cases/${id(file)}/law/rights`),
  law_answer: (file: string, given: LawAnswerGiven, key: string) => ask<LawChanges>('POST', `/cases/${id(file)}/law/answers`, { body: given, key }),
  law_review: () => ask<LawReview>('GET', '/law/review'),
  begin_law_review: (pack: Blob) => ask<LawReview>('POST', '/law/review', { bytes: pack }),
  step_law_review: () => ask<LawReview>('POST', '/law/review/steps'),
  adopt_law: (ruleset: string, reason: string) => ask<LawReview>('POST', '/law/adoptions', { body: { ruleset, reason } }),
  law_done: (file: string, duty: string, on: string, reference: string, key: string) =>
    ask<LawChanges>('POST', `/cases/${id(file)}/law/fulfilments`, { body: { duty, on, reference }, key }),
  law_draft: (file: string, duty: string, on: string, key: string) => ask<LawChanges>('POST', `/cases/${id(file)}/law/acts`, { body: { duty, on }, key }),
  files: (file: string) => ask<FileList>('GET', `/cases/${id(file)}/files`),
  file_copy: async (file: string, kept: string) => (await answer_to('GET', `/cases/${id(file)}/files/${id(kept)}/copy`)).blob(),
  file_address: (file: string, kept: string) => `/api/v1/cases/${id(file)}/files/${id(kept)}`,
  document_address: (file: string) => `/api/v1/cases/${id(file)}/export`,
  note_print: (file: string) => ask<void>('POST', `/cases/${id(file)}/prints`),
  sharing: (file: string) => ask<Sharing>('GET', `/cases/${id(file)}/sharing`),
  break_glass: (file: string, what: NewEmergency, key: string) => ask<Sharing>('POST', `/cases/${id(file)}/emergencies`, { body: what, key }),
  review_emergency: (file: string, emergency: string, what: EmergencyReview, key: string) =>
    ask<Sharing>('POST', `/cases/${id(file)}/emergencies/${id(emergency)}/review`, { body: what, key }),
  give_grant: (file: string, what: NewGrant, key: string) => ask<Sharing>('POST', `/cases/${id(file)}/grants`, { body: what, key }),
  withdraw_grant: (file: string, grant: string, what: Withdrawal, key: string) =>
    ask<Sharing>('POST', `/cases/${id(file)}/grants/${id(grant)}/withdraw`, { body: what, key }),
  arrive: (arrival: Arrival, key: string) => ask<CaseRow>('POST', '/cases', { body: arrival, key }),
  add_record: (file: string, type: string, fields: Fields, key: string) =>
    ask<CaseRecord>('POST', `/cases/${id(file)}/records`, { body: { type, fields }, key }),
  people: () => ask<People>('GET', '/people'),
  add_person: (person: NewPerson) => ask<TeamsDone>('POST', '/people', { body: person }),
  disable_person: (name: string) => ask<TeamsDone>('POST', `/people/${id(name)}/disable`),
  drop_code: (name: string) => ask<void>('DELETE', `/people/${id(name)}/code`),
  recover: (name: string, cards: string[], passphrase: string) => ask<void>('POST', `/people/${id(name)}/recover`, { body: { cards, passphrase } }),
  backups: () => ask<Backups>('GET', '/backups'),
  make_backup: () => ask<Backups>('POST', '/backups'),
  backup_folder: (folder: string) => ask<Backups>('PUT', '/backups/folder', { body: { folder } }),
  try_backup: (name: string) => ask<Backups>('POST', `/backups/${id(name)}/verify`),
  sessions: () => ask<OpenSessions>('GET', '/sessions'),
  close_session: (handle: string) => ask<void>('DELETE', `/sessions/${id(handle)}`),
  close_other_sessions: () => ask<SessionsClosed>('DELETE', '/sessions'),
  audit: (action: string, user: string, cursor = '') => ask<AuditPage>('GET', `/audit?${new URLSearchParams({ action, user, cursor })}`),
  code_state: () => ask<CodeState>('GET', '/account/code'),
  offer_code: () => ask<CodeOffer>('POST', '/account/code'),
  confirm_code: (code: string) => ask<RecoveryCodes>('POST', '/account/code/confirm', { body: { code } }),
  change_record: (file: string, record: Pick<CaseRecord, 'id' | 'version'>, fields: Fields, key: string) =>
    ask<CaseRecord>('PATCH', `/cases/${id(file)}/records/${id(record.id)}`, { body: { fields }, key, version: record.version }),
}

/** A key under which the node does a thing once, however often it is sent. */
export function new_key(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

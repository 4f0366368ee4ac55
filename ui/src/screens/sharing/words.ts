// Why a grant does not hold, in words; the reasons are those of docs/catalogue.md.
import { t, type Key } from '../../lib/i18n.svelte'

const WHY: Record<string, Key> = {
  withdrawn: 'sharing.why.withdrawn',
  disputed: 'sharing.why.disputed',
  no_reason: 'sharing.why.no_reason',
  no_norm: 'sharing.why.no_norm',
  recipient_beyond_basis: 'sharing.why.recipient_beyond_basis',
  part_beyond_basis: 'sharing.why.part_beyond_basis',
  no_parts: 'sharing.why.no_parts',
  counsel_is_privileged: 'sharing.why.counsel_is_privileged',
  expired: 'sharing.why.expired',
  too_long: 'sharing.why.too_long',
  no_review: 'sharing.why.no_review',
  review_overdue: 'sharing.why.review_overdue',
  no_consent: 'sharing.why.no_consent',
  consent_not_given: 'sharing.why.consent_not_given',
  purpose_not_consented: 'sharing.why.purpose_not_consented',
  part_not_consented: 'sharing.why.part_not_consented',
  recipient_not_consented: 'sharing.why.recipient_not_consented',
  consent_expired: 'sharing.why.consent_expired',
  unsigned: 'sharing.why.unsigned',
  signature_invalid: 'sharing.why.unsigned',
  signer_not_allowed: 'sharing.why.signer_not_allowed',
}

export const why_text = (why: string) => t(WHY[why] ?? 'sharing.why.other')

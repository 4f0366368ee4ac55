// A house tonight: who is on which bed, what a housing rule says about it, who belongs together.
import type { Bed, Night, Site, Stay } from '../../api/types'
import { ages, today } from '../../lib/partial_date'

/** A rule that a bed has and a child does not fit: the message that says so. */
export const MISFITS = {
  girls: 'beds.not.girls', boys: 'beds.not.boys', families: 'beds.not.families', under_12: 'beds.not.under_12',
  adolescents: 'beds.not.adolescents', unusable: 'beds.not.usable', adult: 'beds.not.adult', apart: 'beds.not.apart',
} as const
export type Misfit = keyof typeof MISFITS

const CHILD_UNTIL = 12
const ADULT_FROM = 18

export const lapsed = (stay: Stay, now_ms: number) => stay.state === 'held' && stay.until_ms < now_ms

export class House {
  readonly site: Site
  readonly night: Night
  constructor(night: Night, site: Site) {
    this.night = night
    this.site = site
  }

  get rooms(): { name: string; beds: Bed[] }[] {
    const rooms = new Map<string, Bed[]>()
    for (const bed of this.site.beds) rooms.set(bed.room, [...(rooms.get(bed.room) ?? []), bed])
    return [...rooms].map(([name, beds]) => ({ name, beds }))
  }
  /** Everyone whose stay stands on the bed: two when two devices took it. A hold that ran out frees it. */
  on(bed: Bed): Stay[] { return this.night.stays.filter((stay) => stay.bed_id === bed.id && !lapsed(stay, this.night.now_ms)) }
  get stays(): Stay[] { return this.night.stays.filter((stay) => stay.site_id === this.site.id && !lapsed(stay, this.night.now_ms)) }
  get free(): Bed[] { return this.site.beds.filter((bed) => bed.usable && this.on(bed).length === 0) }
  get usable(): Bed[] { return this.site.beds.filter((bed) => bed.usable) }
  /** Here, or on their way, without a bed of this house. */
  get unplaced(): Stay[] { return this.stays.filter((stay) => !this.site.beds.some((bed) => bed.id === stay.bed_id)) }
  kin_of(stay: Stay): Stay[] {
    if (!stay.group) return []
    return this.night.stays.filter((other) => other.group === stay.group && other.record_id !== stay.record_id && !lapsed(other, this.night.now_ms))
  }
  room_of(stay: Stay): string | undefined { return this.site.beds.find((bed) => bed.id === stay.bed_id)?.room }

  misfits(bed: Bed, stay: Pick<Stay, 'sex' | 'birth' | 'group' | 'record_id'>): Misfit[] {
    const found: Misfit[] = []
    const is_for = (whom: string) => bed.for_whom.includes(whom)
    const [youngest, oldest] = stay.birth ? ages(stay.birth, today()) : [null, null]
    if (!bed.usable) found.push('unusable')
    if (is_for('girls') && stay.sex === 'm') found.push('girls')
    if (is_for('boys') && stay.sex === 'f') found.push('boys')
    if (is_for('families') && !stay.group) found.push('families')
    if (is_for('under_12') && youngest !== null && youngest >= CHILD_UNTIL) found.push('under_12')
    if (is_for('adolescents') && oldest !== null && oldest < CHILD_UNTIL) found.push('adolescents')
    if (youngest !== null && youngest >= ADULT_FROM && this.has_child_beside(bed, stay.record_id)) found.push('adult')
    const kin = this.kin_of(stay as Stay)
    if (kin.length && kin.every((other) => this.room_of(other) !== bed.room)) found.push('apart')
    return found
  }
  private has_child_beside(bed: Bed, except: string): boolean {
    return this.stays.some((other) => other.record_id !== except && this.room_of(other) === bed.room && !!other.birth && ages(other.birth, today())[0] < CHILD_UNTIL)
  }
}

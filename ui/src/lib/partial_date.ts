// Dates as people know them: a year, a month of a year, a day, or an age that is a guess.
import type { DateRange } from '../api/types'

export type Typed = { day: string; month: string; year: string; approx: boolean }
export type Part = 'day' | 'month' | 'year'
export type DateFault =
  | { part: 'year'; fault: 'year_missing' | 'year_wrong' | 'future' }
  | { part: 'month'; fault: 'month_missing' | 'month_wrong' }
  | { part: 'day'; fault: 'day_wrong'; month: number; year: number; day: string }
export type Reading = { range: DateRange } | { fault: DateFault } | null

const MONTHS = [
  ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'],
  ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'],
]

export const blank = (): Typed => ({ day: '', month: '', year: '', approx: false })

/** 1 to 12 from a number or the start of a name in Spanish or English. */
export function month_number(text: string): number | null {
  const plain = text.trim().toLowerCase().normalize('NFD').replace(/[\u0300-\u036f.]/g, '')
  if (/^\d{1,2}$/.test(plain)) {
    const number = Number(plain)
    return number >= 1 && number <= 12 ? number : null
  }
  if (plain.length < 3) return null
  if (plain.startsWith('set')) return 9
  for (const names of MONTHS) {
    const found = names.findIndex((name) => name.startsWith(plain))
    if (found >= 0) return found + 1
  }
  return null
}

export function iso(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export function days_in(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Today where the page is shown, as YYYY-MM-DD. */
export function today(now = new Date()): string {
  return iso(now.getFullYear(), now.getMonth() + 1, now.getDate())
}

/** What was typed as a range of days; null when nothing was. A date to come is a fault unless allowed. */
export function read(typed: Typed, now: string, future_allowed = false): Reading {
  const [day, month, year] = [typed.day.trim(), typed.month.trim(), typed.year.trim()]
  if (!day && !month && !year) return null
  if (!year) return { fault: { part: 'year', fault: 'year_missing' } }
  if (!/^\d{4}$/.test(year) || Number(year) < 1900) return { fault: { part: 'year', fault: 'year_wrong' } }
  if (day && !month) return { fault: { part: 'month', fault: 'month_missing' } }
  const y = Number(year)
  let from = iso(y, 1, 1)
  let to = iso(y, 12, 31)
  if (month) {
    const m = month_number(month)
    if (!m) return { fault: { part: 'month', fault: 'month_wrong' } }
    from = iso(y, m, 1)
    to = iso(y, m, days_in(y, m))
    if (day) {
      const d = Number(day)
      if (!/^\d{1,2}$/.test(day) || d < 1 || d > days_in(y, m)) return { fault: { part: 'day', fault: 'day_wrong', month: m, year: y, day } }
      from = to = iso(y, m, d)
    }
  }
  if (from > now && !future_allowed) return { fault: { part: 'year', fault: 'future' } }
  return { range: { from, to, approx: typed.approx } }
}

/** The typed form of a range, for a form that is opened again. */
export function typed_of(range: DateRange | null | undefined): Typed {
  if (!range) return blank()
  const [year, month, day] = range.from.split('-')
  if (range.from === range.to) return { day: String(Number(day)), month: String(Number(month)), year, approx: range.approx }
  if (range.from.slice(0, 7) === range.to.slice(0, 7)) return { day: '', month: String(Number(month)), year, approx: range.approx }
  return { day: '', month: '', year, approx: range.approx }
}

function age_on(born: string, now: string): number {
  const years = Number(now.slice(0, 4)) - Number(born.slice(0, 4))
  return now.slice(5) < born.slice(5) ? years - 1 : years
}

/** The youngest and the oldest age that the range allows. */
export function ages(birth: DateRange, now: string): [number, number] {
  return [age_on(birth.to, now), age_on(birth.from, now)]
}

/** Birth dates of someone of about that age, a year more or less. */
export function birth_of_age(age: number, now: string): DateRange {
  const [year, month, day] = now.split('-').map(Number)
  const born = (years: number, after: number) => {
    const date = new Date(Date.UTC(year - years, month - 1, day + after))
    return iso(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
  }
  return { from: born(age + 2, 1), to: born(Math.max(age - 1, 0), 0), approx: true }
}

// What the charts of the observatory share: periods as numbers, scales, words and files to keep.
import type { Figure, FigureDot } from '../../api/types'
import { language, said, t, type Key } from '../../lib/i18n.svelte'

/** A period ("2024", "FY2024", "2024-03", "2024-03-05") as a year with a part, at its middle; NaN for what is none. */
export function year_of(at: string): number {
  const found = /^(FY)?(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(at)
  if (!found) return NaN
  const year = Number(found[2])
  if (found[1]) return year + 0.25
  if (found[4]) return year + (Number(found[3]) - 1) / 12 + Number(found[4]) / 366
  return year + (found[3] ? (Number(found[3]) - 0.5) / 12 : 0.5)
}

/** A round number not below the greatest value. */
export function nice(most: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 1)))
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((by) => by * step).find((top) => top >= most) ?? most
}

export const count = (value: number) => new Intl.NumberFormat(language.locale, { maximumFractionDigits: 1 }).format(value)
export const shown = (dot: FigureDot) => (dot.hidden ? t('observatory.hidden') : count(dot.value))

const WORDS: Record<string, Key> = {
  channelled: 'observatory.channelled', attended: 'observatory.attended', places: 'observatory.places',
  '0-11': 'observatory.age_0_11', '12-17': 'observatory.age_12_17',
}
/** A group's name: a word where there is one, else as it stands. */
export const group = (at: string) => (at in WORDS ? t(WORDS[at]) : at)

/** Every value of a figure, those of other vintages after the line's own. */
export function rows_of(figure: Figure) {
  return figure.lines.flatMap((line) => [
    ...line.dots.map((dot) => ({ line, dot, other: false })),
    ...line.others.map((dot) => ({ line, dot, other: true })),
  ])
}

const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export function csv_of(figure: Figure): string {
  const rows = [['series', 'at', 'value', 'status', 'unit', 'definition', 'vintage', 'publisher', 'source']]
  for (const { line, dot, other } of rows_of(figure)) {
    const status = dot.hidden ? 'suppressed' : other ? 'other vintage or definition' : ''
    rows.push([said(line.label), dot.at, dot.hidden ? '' : String(dot.value), status, figure.unit, dot.definition, dot.vintage, dot.publisher, dot.source])
  }
  return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

export function keep_file(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** The drawing alone, with the colours it has here, readable without the page's style sheets. */
export function svg_text(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const here = [svg, ...svg.querySelectorAll('*')]
  const there = [copy, ...copy.querySelectorAll('*')]
  const kept = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-size', 'font-weight', 'font-family', 'opacity']
  here.forEach((element, i) => {
    const style = getComputedStyle(element)
    for (const name of kept) there[i].setAttribute(name, style.getPropertyValue(name))
    there[i].removeAttribute('class')
  })
  const { width, height } = svg.viewBox.baseVal
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return new XMLSerializer().serializeToString(copy)
}

export async function keep_png(name: string, svg: SVGSVGElement): Promise<void> {
  const { width, height } = svg.viewBox.baseVal
  const image = new Image()
  image.src = URL.createObjectURL(new Blob([svg_text(svg)], { type: 'image/svg+xml' }))
  await image.decode()
  URL.revokeObjectURL(image.src)
  const canvas = document.createElement('canvas')
  canvas.width = width * 2
  canvas.height = height * 2
  const draw = canvas.getContext('2d')!
  draw.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface') || '#fff'
  draw.fillRect(0, 0, canvas.width, canvas.height)
  draw.drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob((blob) => { if (blob) keep_file(name, blob) }, 'image/png')
}

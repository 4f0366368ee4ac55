// Compiles ICU messages to JavaScript source, so that the page carries no parser.
import { parse, TYPE } from '@formatjs/icu-messageformat-parser'

/** The names a message inserts, sorted. */
export function placeholders(message) {
  const names = new Set()
  const walk = (parts) => {
    for (const part of parts) {
      if (part.type !== TYPE.literal && part.type !== TYPE.pound) names.add(part.value)
      if (part.options) for (const option of Object.values(part.options)) walk(option.value)
    }
  }
  walk(parse(message))
  return [...names].sort()
}

function option_source(options, pound) {
  const entries = Object.entries(options).map(([name, option]) => `${JSON.stringify(name)}:()=>${parts_source(option.value, pound)}`)
  return `{${entries.join(',')}}`
}

function part_source(part, pound) {
  const value = `v[${JSON.stringify(part.value)}]`
  switch (part.type) {
    case TYPE.literal: return JSON.stringify(part.value)
    case TYPE.argument: return value
    case TYPE.number: return `N(${value})`
    case TYPE.pound: return `N(${pound})`
    case TYPE.select: return `S(${value},${option_source(part.options, pound)})`
    case TYPE.plural: return `P(${value},${option_source(part.options, value)})`
    default: throw new Error(`message part of type ${part.type} is not supported`)
  }
}

function parts_source(parts, pound) {
  if (parts.length === 0) return '""'
  return parts.map((part) => part_source(part, pound)).join('+')
}

/** The source of a module whose default export maps keys to strings or functions of values. */
export function module_source(messages, language) {
  const lines = Object.entries(messages).map(([key, message]) => {
    const parts = parse(message)
    const plain = parts.every((part) => part.type === TYPE.literal)
    const source = plain ? parts_source(parts) : `v=>""+${parts_source(parts)}`
    return `${JSON.stringify(key)}:${source}`
  })
  return `const R=new Intl.PluralRules(${JSON.stringify(language)});
const F=new Intl.NumberFormat(${JSON.stringify(language)});
const N=(n)=>F.format(n);
const P=(n,o)=>(o["="+n]??o[R.select(n)]??o.other)();
const S=(k,o)=>(o[k]??o.other)();
export default {${lines.join(',\n')}};
`
}

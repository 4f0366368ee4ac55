// States to choose from, asked once.
import { api } from '../../lib/api'
import { said } from '../../lib/i18n.svelte'

let asked: Promise<{ id: string; label: { es: string; en: string } }[]> | undefined

export async function state_options(): Promise<{ code: string; text: string }[]> {
  asked ??= api.directory().then((all) => all.states).catch((error) => { asked = undefined; throw error })
  return (await asked).map((one) => ({ code: one.id, text: said(one.label) }))
}

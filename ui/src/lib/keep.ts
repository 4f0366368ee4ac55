// Small choices of this device (language, colours). Never data of a person.
export function kept(name: string): string | null {
  try { return localStorage.getItem(`amparo.${name}`) } catch { return null }
}
export function keep(name: string, value: string): void {
  try { localStorage.setItem(`amparo.${name}`, value) } catch { /* a browser that keeps nothing */ }
}

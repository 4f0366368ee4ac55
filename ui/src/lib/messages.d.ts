type Messages = Record<string, string | ((values: Record<string, string | number>) => string)>
declare module 'messages:areas' {
  const areas: Record<string, Record<'es' | 'en', () => Promise<{ default: Messages }>>>
  export default areas
}
declare module 'messages:*' {
  const messages: Messages
  export default messages
}

// The browser's database, for what must outlive the page: the outbox's sealed arrivals and what the form of an arrival needs.
// Nothing in it can be read as a person's data: see docs/decisions/0009.
const NAME = 'amparo'
const STORES = ['kit', 'outbox'] as const
type Store = (typeof STORES)[number]

let opened: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => { for (const store of STORES) request.result.createObjectStore(store) }
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error ?? new Error('indexedDB'))
  })
  return opened
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((give, failed) => {
    request.onsuccess = () => give(request.result)
    request.onerror = () => failed(request.error ?? new Error('indexedDB'))
  })
}

export async function db_get<T>(store: Store, key: string): Promise<T | undefined> {
  return done((await open()).transaction(store).objectStore(store).get(key) as IDBRequest<T | undefined>)
}
export async function db_all<T>(store: Store): Promise<T[]> {
  return done((await open()).transaction(store).objectStore(store).getAll() as IDBRequest<T[]>)
}
/** On disk when it returns. */
export async function db_put(store: Store, key: string, value: unknown): Promise<void> {
  const transaction = (await open()).transaction(store, 'readwrite', { durability: 'strict' })
  transaction.objectStore(store).put(value, key)
  await new Promise<void>((give, failed) => {
    transaction.oncomplete = () => give()
    transaction.onabort = () => failed(transaction.error ?? new Error('indexedDB'))
  })
}
export async function db_delete(store: Store, key: string): Promise<void> {
  await done((await open()).transaction(store, 'readwrite').objectStore(store).delete(key))
}

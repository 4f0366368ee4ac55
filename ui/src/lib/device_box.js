// Seals to a key of the node what this browser cannot open again: the counterpart of src/crypto/device_box.h, whose format it
// writes. Plain JavaScript, so that a test runs the very code that the page runs.
const VERSION = 1
const NONCE = 12
const STEP = 512 // sealed texts are as long as others of their size class
const INFO = new TextEncoder().encode('amparo/outbox/1')

export const to_hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
export const from_hex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16))

function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Spaces to the next step: JSON does not mind them. */
function padded(text) {
  const bytes = new TextEncoder().encode(text)
  const out = new Uint8Array(Math.ceil((bytes.length + 1) / STEP) * STEP).fill(0x20)
  out.set(bytes)
  return out
}

/** `public_key`, `bound` and what comes back are hexadecimal; `text` is JSON. */
export async function seal(public_key, bound, text) {
  const { subtle } = globalThis.crypto
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const theirs = from_hex(public_key)
  const recipient = await subtle.importKey('raw', theirs, curve, false, [])
  const mine = await subtle.generateKey(curve, false, ['deriveBits'])
  const ephemeral = new Uint8Array(await subtle.exportKey('raw', mine.publicKey))
  const agreed = await subtle.deriveBits({ name: 'ECDH', public: recipient }, mine.privateKey, 256)
  const material = await subtle.importKey('raw', agreed, 'HKDF', false, ['deriveKey'])
  const key = await subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: joined(ephemeral, theirs), info: INFO }, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const nonce = globalThis.crypto.getRandomValues(new Uint8Array(NONCE))
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: from_hex(bound) }, key, padded(text))
  return to_hex(joined(Uint8Array.of(VERSION), ephemeral, nonce, new Uint8Array(sealed)))
}

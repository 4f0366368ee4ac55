// The sealing of arrivals typed offline, opened again by an implementation of its own (Node's, not WebCrypto's).
import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, hkdfSync, webcrypto } from 'node:crypto'
import { test } from 'node:test'

globalThis.crypto ??= webcrypto // a global of its own from Node 19 on
const { from_hex, seal, to_hex } = await import('../src/lib/device_box.js')

const ours = createECDH('prime256v1')
const PUBLIC = ours.generateKeys('hex')
const BOUND = '00112233445566778899aabbccddeeff'.repeat(2)
const TEXT = JSON.stringify({ name: 'Xuꞌun Inventada' })

function open(box, bound = BOUND) {
  const bytes = Buffer.from(box, 'hex')
  assert.equal(bytes[0], 1)
  const [theirs, nonce, sealed] = [bytes.subarray(1, 66), bytes.subarray(66, 78), bytes.subarray(78)]
  const key = hkdfSync('sha256', ours.computeSecret(theirs), Buffer.concat([theirs, Buffer.from(PUBLIC, 'hex')]), 'amparo/outbox/1', 32)
  const cipher = createDecipheriv('aes-256-gcm', Buffer.from(key), nonce)
  cipher.setAAD(Buffer.from(bound, 'hex'))
  cipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString()
}

test('what is sealed opens for the holder of the key, for the same save only', async () => {
  const box = await seal(PUBLIC, BOUND, TEXT)
  assert.equal(open(box).trimEnd(), TEXT)
  assert.throws(() => open(box, BOUND.replace('0', '1')))
  assert.ok(!Buffer.from(box, 'hex').includes('Inventada'))
})

test('the same text never looks the same, and a longer name not longer', async () => {
  const [one, two] = [await seal(PUBLIC, BOUND, TEXT), await seal(PUBLIC, BOUND, TEXT)]
  assert.notEqual(one, two)
  assert.notEqual(one.slice(2, 132), two.slice(2, 132))
  const longer = await seal(PUBLIC, BOUND, JSON.stringify({ name: 'x'.repeat(200) }))
  assert.equal(longer.length, one.length)
})

test('a key that is no point of the curve is refused', async () => {
  await assert.rejects(seal('04' + '11'.repeat(64), BOUND, TEXT))
  await assert.rejects(seal('', BOUND, TEXT))
})

test('hexadecimal there and back', () => {
  assert.equal(to_hex(from_hex('00ff10')), '00ff10')
})

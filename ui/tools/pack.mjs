// node tools/pack.mjs DIST BLOB: packs the built page into the blob that src/web/assets.h describes.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

function* files_under(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* files_under(path)
    else yield path
  }
}

const [dist, blob] = process.argv.slice(2)
const parts = [Buffer.from('AMPAGE1\n')]
for (const file of files_under(dist)) {
  const inside = '/' + relative(dist, file)
  const type = TYPES[extname(file)]
  if (!type) throw new Error(`no media type for ${inside}`)
  const raw = readFileSync(file)
  const packed = gzipSync(raw, { level: 9 })
  const gzip = packed.length < raw.length * 0.95 ? packed : Buffer.alloc(0)
  const path = Buffer.from(inside === '/index.html' ? '/' : inside)
  const sizes = Buffer.alloc(16)
  const lengths = [path.length, Buffer.byteLength(type), raw.length, gzip.length]
  lengths.forEach((length, i) => sizes.writeUInt32LE(length, i * 4))
  const etag = createHash('sha256').update(raw).digest('hex').slice(0, 32)
  parts.push(sizes, Buffer.from(etag), path, Buffer.from(type), raw, gzip)
}
writeFileSync(blob, Buffer.concat(parts))

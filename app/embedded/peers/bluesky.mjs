// One process, both parts of a small Bluesky on 127.0.0.1: a directory of identities (PLC) and a personal data server.
// The directory keeps what it knows in a file, because the package keeps it in memory only.
// Arguments: the folder for data, the port of the data server.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import { join } from 'node:path'

const [folder, port] = process.argv.slice(2)
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (wanted, ...more) {
  const then = more.filter((part) => typeof part === 'function')
  return listen.call(this, { host: '127.0.0.1', port: wanted ?? 0 }, ...then)
}

function kept(name, make) {
  const path = join(folder, name)
  if (!existsSync(path)) writeFileSync(path, JSON.stringify(make()), { mode: 0o600 })
  return JSON.parse(readFileSync(path, 'utf8'))
}

mkdirSync(join(folder, 'blobs'), { recursive: true, mode: 0o700 })
const { Database, PlcServer } = createRequire(import.meta.url)('@did-plc/server')
const directory = Database.mock()
directory.contents = kept('directory.json', () => ({}))
const add = directory.validateAndAddOp.bind(directory)
directory.validateAndAddOp = async (did, operation) => {
  await add(did, operation)
  writeFileSync(join(folder, 'directory.json'), JSON.stringify(directory.contents), { mode: 0o600 })
}
const identities = await PlcServer.create({ db: directory, port: 0 }).start()

const random = () => randomBytes(32).toString('hex')
const secrets = kept('secrets.json', () => ({
  PDS_ADMIN_PASSWORD: random(),
  PDS_DPOP_SECRET: random(),
  PDS_JWT_SECRET: random(),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: random(),
}))
Object.assign(process.env, secrets, {
  PDS_BLOBSTORE_DISK_LOCATION: join(folder, 'blobs'),
  PDS_BLOBSTORE_DISK_TMP_LOCATION: join(folder, 'blobs', 'tmp'),
  PDS_DATA_DIRECTORY: folder,
  PDS_DEV_MODE: 'true',
  PDS_DID_PLC_URL: `http://127.0.0.1:${identities.address().port}`,
  PDS_HOSTNAME: 'localhost',
  PDS_INVITE_REQUIRED: 'false',
  PDS_PORT: port,
  PDS_RATE_LIMITS_ENABLED: 'true',
})
const { PDS, envToCfg, envToSecrets, readEnv } = await import('@atproto/pds')
const env = readEnv()
const server = await PDS.create(envToCfg(env), envToSecrets(env))
await server.start()
const end = () => server.destroy().finally(() => process.exit(0))
process.on('SIGTERM', end)
process.on('SIGINT', end)

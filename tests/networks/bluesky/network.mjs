// The AT Protocol's reference servers (PLC, PDS, AppView, moderation) in one process, on free ports of loopback.
// Writes where they are to $STATE; ends on SIGTERM, SIGINT, or when its standard input does.
import fs from 'node:fs'
import http from 'node:http'
import { TestNetwork } from '@atproto/dev-env'

const network = await TestNetwork.create({
  dbPostgresSchema: 'network',
  pds: { hostname: 'localhost', enableDidDocWithSession: true },
  // Statistics that nobody reads here.
  ozone: { dbMaterializedViewRefreshIntervalMs: 3_600_000 },
})

// Repositories of different people are indexed side by side: an answer that is indexed before what it answers
// notifies nobody. So whoever lets several people speak waits for this in between.
const flush = async () => {
  await network.pds.processAll()
  await network.bsky.bsyncSub.processAll(await network.bsync.getStreamHeads(), 15_000)
  await network.processFullSubscription(15_000)
}

// What a moderation service of the network says of a post (uri, cid) or of an account (did). The servers run
// without the stream that would bring it to the AppView: it is put where that would put it.
const label = async ({ uri, cid, val, negated }) => {
  const { db } = network.bsky.db
  await db.deleteFrom('label').where('uri', '=', uri).where('val', '=', val).execute()
  if (negated) return
  const src = network.bsky.ctx.cfg.modServiceDid
  await db.insertInto('label').values({ src, uri, cid: cid ?? '', val, neg: false, cts: new Date().toISOString() }).execute()
}

const body = async (request) => {
  const parts = []
  for await (const part of request) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString() || '{}')
}

const control = http.createServer(async (request, response) => {
  try {
    const asked = await body(request)
    if (request.url === '/label') await label(asked)
    await flush()
    response.end('{}')
  } catch (fault) {
    response.statusCode = 500
    response.end(String(fault?.stack ?? fault))
  }
})

let ending = false
const end = () => {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(0), 3_000).unref()
  network.close().finally(() => process.exit(0))
}
process.on('SIGTERM', end).on('SIGINT', end)
process.stdin.on('end', end).resume()

control.listen(0, () => {
  const local = (port) => `http://127.0.0.1:${port}`
  const state = {
    pds: local(network.pds.port),
    plc: local(network.plc.port),
    control: local(control.address().port),
    secret: 'jwt-secret',
  }
  fs.writeFileSync(`${process.env.STATE}.part`, JSON.stringify(state))
  fs.renameSync(`${process.env.STATE}.part`, process.env.STATE)
})
